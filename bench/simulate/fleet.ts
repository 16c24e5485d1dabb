import type { PackageConfig, ProfileConfig, ProfilePolicy } from '../../durable/domain/policy.ts'
import { SYSTEM } from '../../durable/domain/reason.ts'
import type { Edge } from './edge.ts'
import type { ConfigEntry, Ledger } from './ledger.ts'
import type { NumberPlan, Scenario } from './scenario.ts'

/** Zones without summer time, so that the judge needs no calendar: ms ahead of UTC. */
const ZONES: Record<string, number> = { UTC: 0, 'Asia/Kolkata': 19_800_000, 'America/Phoenix': -25_200_000 }

/** The configuration as D1 would hold it, and the Worker that pushes it until each actor has it. */
export class Fleet {
  readonly numbers: Map<string, NumberPlan & { version: number; deletedAt: number | null; createdAt: number }>
  readonly packages: Map<string, { version: number; deletedAt: number | null }>
  policy: ProfilePolicy
  readonly #busy = new Set<string>()
  readonly #scenario: Scenario
  readonly #ledger: Ledger
  readonly #edge: Edge
  readonly #pushing = new Set<string>()

  constructor(scenario: Scenario, ledger: Ledger, edge: Edge, start: number) {
    this.#scenario = scenario
    this.#ledger = ledger
    this.#edge = edge
    this.policy = scenario.policy
    this.numbers = new Map(
      scenario.numbers.map((one) => [one.id, { ...one, version: 1, deletedAt: null, createdAt: start }]),
    )
    this.packages = new Map(scenario.packages.map((id) => [id, { version: 1, deletedAt: null }]))
  }

  live(packageId?: string): NumberPlan[] {
    return [...this.numbers.values()].filter(
      (one) => one.deletedAt === null && (packageId === undefined || one.packageId === packageId),
    )
  }

  /** Pushes what is in force now until the actor runs it. */
  async pushNumber(id: string): Promise<void> {
    const { now, call } = this.#edge.host
    const pushed = this.#numberConfig(id)
    const entry = this.#entry(pushed, now())
    this.#ledger.configs.push(entry)
    this.#ledger.resumes.push({ at: now() })
    await this.#alone(`profile:${id}`, async () => {
      const fresh = this.#numberConfig(id)
      if (fresh.version === pushed.version) await this.#edge.persist(() => call.profile(id).configure(fresh, SYSTEM))
    })
    entry.ackedAt = now()
  }

  async pushPackage(id: string): Promise<void> {
    const { call } = this.#edge.host
    await this.#alone(`package:${id}`, () =>
      this.#edge.persist(() => call.package(id).configure(this.#packageConfig(id))),
    )
  }

  /** Who stops and resumes one number at once gets what comes last: here each waits for the other's answer. */
  async inTurn(profiles: readonly string[], word: () => Promise<unknown>): Promise<void> {
    while (profiles.some((id) => this.#busy.has(id))) await this.#edge.host.sleep(20)
    for (const id of profiles) this.#busy.add(id)
    try {
      await word()
    } finally {
      for (const id of profiles) this.#busy.delete(id)
    }
  }

  /** One push at a time to one actor, as the version's writer and the sweep do. */
  async #alone(who: string, push: () => Promise<unknown>): Promise<void> {
    while (this.#pushing.has(who)) await this.#edge.host.sleep(50)
    this.#pushing.add(who)
    try {
      await push()
    } finally {
      this.#pushing.delete(who)
    }
  }

  #numberConfig(id: string): ProfileConfig {
    const plan = this.numbers.get(id)
    if (plan === undefined) throw new Error(`no number ${id}`)
    return {
      version: plan.version,
      profileId: id,
      packageId: plan.packageId,
      displayName: id,
      wabaId: plan.waba,
      portfolioId: plan.portfolio,
      token: { k: 'test', iv: '', ct: Buffer.from(plan.tokenId).toString('base64') },
      tokenId: plan.tokenId,
      graphUrl: 'https://meta.test',
      graphVersion: 'v26.0',
      policy: this.policy,
      createdAt: plan.createdAt,
      deletedAt: plan.deletedAt,
    }
  }

  #packageConfig(id: string): PackageConfig {
    const held = this.packages.get(id)
    if (held === undefined) throw new Error(`no package ${id}`)
    const members = held.deletedAt !== null ? [] : this.live(id)
    return {
      version: held.version,
      packageId: id,
      name: id,
      policy: {
        distribution: this.#scenario.distribution,
        failover: { enabled: this.#scenario.failover, stickyPatienceSeconds: this.#scenario.patienceSeconds },
        weights: {},
        routeDays: 30,
        backlogCap: this.#scenario.backlogCap,
        backlogBytes: 4_000_000_000,
        holdDuplicates: this.#scenario.holdDuplicates,
        duplicateWindowSeconds: 600,
      },
      members: members.map((one) => ({
        profileId: one.id,
        portfolioId: one.portfolio,
        wabaId: one.waba,
        priority: 0,
        createdAt: this.numbers.get(one.id)?.createdAt ?? 0,
      })),
      deletedAt: held.deletedAt,
    }
  }

  #entry(config: ProfileConfig, sentAt: number): ConfigEntry {
    const { limits, cooldown, reconcileWindowMs, blackout, timezone } = config.policy
    return {
      profile: config.profileId,
      packageId: config.packageId,
      sentAt,
      ackedAt: Number.POSITIVE_INFINITY,
      hourly: limits.hourly,
      threeHourly: limits.threeHourly,
      daily: limits.daily,
      perSecond: limits.perSecond,
      gapMs: limits.perRecipientGapSeconds * 1000,
      cooldownMs: cooldown.min * 1000,
      maxInFlight: limits.maxInFlight,
      reconcileMs: reconcileWindowMs,
      deleted: config.deletedAt !== null,
      blackout,
      // high_throughput has neither rush nor quiet hours
      quiet: config.policy.preset === 'high_throughput' ? null : cooldown.quiet,
      rush: config.policy.preset === 'high_throughput' ? [] : cooldown.rush,
      zoneMs: ZONES[timezone] ?? 0,
    }
  }
}
