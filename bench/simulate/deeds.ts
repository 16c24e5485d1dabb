import type { Actor } from '../../durable/domain/reason.ts'
import type { World } from '../../durable/kit/testing/world.ts'
import type { AcceptItem } from '../../durable/package/rpc.ts'
import { cancelWhere } from './cancel-where.ts'
import type { Cover } from './cover.ts'
import { consentDeeds, optOutBy } from './deeds-consent.ts'
import { metaDeeds } from './deeds-meta.ts'
import { peopleDeeds } from './deeds-people.ts'
import type { Dice } from './dice.ts'
import type { Edge } from './edge.ts'
import { type FakeMeta, STRIKES } from './fake-meta.ts'
import type { Fleet } from './fleet.ts'
import type { Ledger } from './ledger.ts'
import { phoneOf } from './people.ts'
import { changedPolicy } from './policy.ts'
import { contentOf, postMessages } from './post.ts'
import type { Probe } from './probe.ts'
import type { Deed, Scenario } from './scenario.ts'
import type { Webhooks } from './webhooks.ts'

const ANN: Actor = { kind: 'key', id: 'k1', name: 'Ann' }
/** What one actor tells another has come by then on any day. */
const TOLD_MS = 600_000

export interface Stage {
  world: World
  scenario: Scenario
  dice: Dice
  ledger: Ledger
  edge: Edge
  fleet: Fleet
  cover: Cover
  probe: Probe
  meta: FakeMeta
  webhooks: Webhooks
}

/** What people, callers and the platform do to a running deployment. Each is one deed at one time. */
export function deedsOf(stage: Stage): Record<Deed, () => Promise<void>> {
  const { world, scenario, dice, ledger, edge, fleet, meta, webhooks } = stage
  const { call, now, sleep } = edge.host
  const number = () => dice.pick(scenario.numbers).id
  const person = () => dice.between(0, scenario.people - 1)
  const message = () => (ledger.promised.length === 0 ? null : dice.pick(ledger.promised))

  const alone = (profile: string, word: () => Promise<unknown>) => fleet.inTurn([profile], () => edge.persist(word))
  const stopFor = async (
    profile: string,
    stop: () => Promise<unknown>,
    resume: () => Promise<unknown>,
    why: string,
    meanwhile = () => sleep(dice.span(1_000, scenario.spanMs)),
  ) => {
    ledger.troubles.push({ profile, at: now(), hard: false })
    await alone(profile, async () => {
      await stop()
      ledger.stops.push({ profile, why, from: now(), until: Number.POSITIVE_INFINITY })
    })
    await meanwhile()
    await alone(profile, async () => {
      const waba = scenario.numbers.find((one) => one.id === profile)?.waba
      for (const other of ledger.stops)
        if (!other.byStatus && (other.profile === profile || (other.waba !== undefined && other.waba === waba)))
          other.until = Math.min(other.until, now())
      ledger.resumes.push({ at: now() })
      await resume()
    })
  }

  /** Waits for a send that Meta did not take and whose loss may be proven yet; null = there was none for long. */
  const losable = async () => {
    for (let n = 0; n < 150; n++) {
      const found = ledger.sends.findLast(
        (send) =>
          send.answer === 'lost' &&
          !send.taken &&
          now() < send.answerAt + scenario.policy.reconcileWindowMs / 4 &&
          ledger.promised.some((one) => one.id === send.id && one.policy === 'reconcile'),
      )
      if (found !== undefined) return found
      await sleep(Math.min(20_000, scenario.spanMs / 150))
    }
    return null
  }

  return {
    ...metaDeeds(stage),
    ...consentDeeds(stage),
    ...peopleDeeds(stage),
    async pause() {
      const id = number()
      const profile = call.profile(id)
      await stopFor(
        id,
        () => profile.pause('deed', ANN),
        () => profile.resume(null, ANN),
        'paused',
      )
    },
    async quarantine() {
      const id = number()
      const profile = call.profile(id)
      await stopFor(
        id,
        () => profile.quarantine('deed', ANN),
        () => profile.resume(null, ANN),
        'quarantined',
      )
    },
    async pausePackage() {
      const id = dice.pick(scenario.packages)
      await fleet.inTurn([id], async () => {
        await edge.persist(() => call.package(id).pause('deed', ANN))
        // its numbers have it when it is answered, or are told until they do
        const from = now() + (ledger.calmNetwork ? 0 : TOLD_MS + ledger.behindMs)
        const until = Number.POSITIVE_INFINITY
        for (const one of scenario.numbers)
          ledger.stops.push({ profile: one.id, why: 'package paused', from, until, packageId: id })
      })
      await sleep(dice.span(1_000, scenario.spanMs))
      await fleet.inTurn([id], async () => {
        for (const stop of ledger.stops) if (stop.packageId === id) stop.until = Math.min(stop.until, now())
        await edge.persist(() => call.package(id).resume(null, ANN))
      })
    },
    async switch() {
      const rev = now()
      const tell = async (at: number, paused: boolean) => {
        for (const id of scenario.numbers) {
          const entry = { profile: id.id, why: 'global switch', from: 0, until: Number.POSITIVE_INFINITY }
          await edge.persist(() => call.profile(id.id).applySwitch(at, paused, null))
          entry.from = now()
          if (paused) switched.push(entry)
        }
        for (const id of scenario.packages) await edge.persist(() => call.package(id).applySwitch(at, paused, null))
      }
      const switched: Ledger['stops'] = []
      await tell(rev, true)
      ledger.stops.push(...switched)
      await sleep(dice.span(1_000, scenario.spanMs))
      for (const entry of switched) entry.until = now()
      await tell(Math.max(now(), rev + 1), false)
    },
    async inbound() {
      await webhooks.inbound(number(), person(), null)
    },
    async cancel() {
      // some are taken back just when nobody knows what became of them
      const lost = ledger.sends.filter((send) => send.answer === 'lost')
      const open = lost.length > 0 && dice.chance(0.4) ? dice.pick(lost).id : null
      const one = ledger.promised.find((other) => other.id === open) ?? message()
      if (one === null) return
      const result = await edge.persist(() => cancelWhere(edge, one.packageId, one.id, ANN))
      if (result) ledger.cancelled.push({ id: one.id, at: now() })
    },
    async edit() {
      const stopped = ledger.promised.filter((other) => ledger.optOuts.some((out) => out.to === other.item.to))
      const unsent = ledger.promised.filter((other) => !ledger.sends.some((send) => send.id === other.id))
      const known = dice.chance(0.4) ? stopped.filter((other) => unsent.includes(other)) : unsent
      const one = known.length > 0 && dice.chance(0.8) ? dice.pick(known) : message()
      if (one === null) return
      const owner = call.package(one.packageId)
      const rewrite = async (wanted?: 'promo') => {
        const { to, tied } = one.item
        const mark = `${one.item.bodyHash}v${ledger.versions.length}`
        const version = { id: one.id, mark, sentAt: now(), ackedAt: Number.POSITIVE_INFINITY }
        const other = wanted === undefined && dice.chance(0.05) ? { to: phoneOf(person(), true) } : {}
        const item = { ...one.item, ...contentOf(stage, to, mark, tied, wanted), ...other }
        ledger.recast.push(one.id)
        ledger.versions.push(version)
        const result = await owner.edit(one.id, { item }, ANN)
        if (result.ok) version.ackedAt = now()
      }
      if (unsent.includes(one) && dice.chance(0.25)) {
        // who has opted out of marketing is to get just that
        await optOutBy(stage, one.item.to, 'marketing')
        return rewrite('promo')
      }
      const kind = dice.pick(['time', 'content', 'end'] as const)
      if (kind === 'content') return rewrite()
      ledger.edited.push({ id: one.id, at: now() })
      const later = now() + (dice.chance(0.1) ? -1 : dice.span(1_000, scenario.spanMs))
      await owner.edit(one.id, kind === 'end' ? { expiresAt: later } : { sendAt: later }, ANN)
    },
    async limits() {
      // the configuration is pushed while the history cannot be written
      if (dice.chance(0.2)) {
        world.d1Down = true
        edge.in(dice.span(1_000, scenario.spanMs / 2), () => {
          world.d1Down = false
        })
      }
      for (let n = dice.between(1, 3); n > 0; n--) fleet.policy = changedPolicy(dice, fleet.policy)
      await Promise.all(
        [...fleet.numbers.values()].map(async (one) => {
          one.version += 1
          await fleet.pushNumber(one.id)
        }),
      )
    },
    async move() {
      const one = fleet.numbers.get(number())
      if (one === undefined || one.deletedAt !== null) return
      for (const id of scenario.numbers) ledger.troubles.push({ profile: id.id, at: now(), hard: true })
      const before = fleet.packages.get(one.packageId)
      one.version += 1
      one.deletedAt = now()
      if (before !== undefined) before.version += 1
      // the package may hear of it long after the number, and offer it what it does not take any more
      const left = one.packageId
      const late = dice.chance(0.5)
      if (late) edge.in(dice.span(100, scenario.spanMs), () => fleet.pushPackage(left))
      else await fleet.pushPackage(left)
      // an offer may be on its way at that very moment
      edge.in(dice.between(0, 8), () => postMessages(stage, 10_000 + 10 * dice.between(0, 9_999), 2))
      await fleet.pushNumber(one.id)
      // added again so soon that the same offer finds it another package's
      await sleep(dice.chance(0.5) ? dice.between(1, 30) : dice.span(1, scenario.spanMs))
      const open = [...fleet.packages].filter(([, held]) => held.deletedAt === null).map(([id]) => id)
      if (open.length === 0 || one.deletedAt === null) return
      one.packageId = dice.pick(open)
      one.version += 1
      one.createdAt = Math.max(now(), one.deletedAt)
      one.deletedAt = null
      const after = fleet.packages.get(one.packageId)
      if (after !== undefined) after.version += 1
      await fleet.pushNumber(one.id)
      await fleet.pushPackage(one.packageId)
    },
    async deletePackage() {
      const id = dice.pick(scenario.packages)
      const held = fleet.packages.get(id)
      if (held === undefined || held.deletedAt !== null) return
      held.version += 1
      held.deletedAt = now()
      await fleet.pushPackage(id)
      for (const one of fleet.live(id)) {
        const row = fleet.numbers.get(one.id)
        if (row === undefined) continue
        ledger.troubles.push({ profile: one.id, at: now(), hard: true })
        row.version += 1
        row.deletedAt = now()
        await fleet.pushNumber(row.id)
      }
      await edge.persist(() => call.package(id).cancelAll(ANN))
    },
    async strike() {
      meta.struck.set(number(), dice.pick(STRIKES))
    },
    async signature() {
      const repeated = dice.chance(0.85) ? await losable() : null
      const lost = repeated ?? ledger.sends.findLast((send) => send.answer === 'lost')
      const { waba, portfolio } = scenario.numbers.find((one) => one.waba === lost?.waba) ?? dice.pick(scenario.numbers)
      const refuse = async () => {
        const at = now()
        await edge.persist(() => call.portfolio(portfolio).signatureRefused(waba, at))
        ledger.refusedSignatures.push({ waba, at, toldAt: now() })
      }
      if (repeated === null) return refuse()
      // the number is stopped so long that its loss is proven before the refusal, and repeated, if at all, after it
      const profile = call.profile(repeated.profile)
      const proven = repeated.answerAt + scenario.policy.reconcileWindowMs
      // a later send whose status comes is what proves it
      const pinned = (item: AcceptItem) => ({ ...item, guard: { ...item.guard, profileId: repeated.profile } })
      await postMessages(stage, 300_000 + 10 * dice.between(0, 9_999), 2, pinned)
      await sleep(dice.between(0, Math.floor(scenario.policy.reconcileWindowMs * 0.6)))
      await stopFor(
        repeated.profile,
        () => profile.pause('deed', ANN),
        () => profile.resume(null, ANN),
        'paused',
        async () => {
          await sleep(Math.max(0, proven - now()) + dice.span(5_000, 900_000))
          await refuse()
          await sleep(dice.between(4_000, 60_000))
        },
      )
    },
    async jump() {
      stage.cover.count('fault: clock ahead')
      const from = world.clock
      world.clock += dice.span(1_000, 7_200_000)
      ledger.jumps.push({ from, to: world.clock })
    },
    async behind() {
      const ms = dice.span(1_000, 3_600_000)
      stage.cover.count('fault: clock behind')
      ledger.behindMs = Math.max(ledger.behindMs, ms)
      const kind = dice.pick(['profile', 'package', 'portfolio'] as const)
      const of = { profile: number(), package: dice.pick(scenario.packages), portfolio: dice.pick(scenario.portfolios) }
      world.skew(kind, of[kind], -ms)
    },
    async route() {
      const to = phoneOf(person())
      const one = dice.pick(scenario.numbers)
      for (const id of scenario.numbers) ledger.troubles.push({ profile: id.id, at: now(), hard: true })
      await edge.persist(() => call.package(one.packageId).setRoute(to, one.id, ANN))
    },
  }
}
