import { blackoutUntil } from '../domain/blackout.ts'
import { cooldownOf } from '../domain/cooldown.ts'
import type { GateNumber } from '../domain/gate.ts'
import { healthOf } from '../domain/health.ts'
import { FIRST_LIMIT } from '../domain/limit.ts'
import type { ProfileConfig } from '../domain/policy.ts'
import type { LimitUsage, ProfileSnapshot, ProfileStatus } from '../domain/snapshot.ts'
import { minuteOf, WINDOW_MS } from '../domain/windows.ts'
import type { ProfileContext } from './context.ts'
import { capWaitOf, gateNumber, repeatsKept, riskNow, statusInForce } from './facts.ts'
import type { ReachState } from './number.ts'
import { askAgainAt, placesLeft, wanted } from './reach.ts'
import { holdsOfNumber, standstills, stateOf } from './stops.ts'
import { MINUTE_MS } from './time.ts'

/** What waits longer for its recipient does not keep the number busy. */
const READY_MS = 1_000
const DAY_MINUTES = 24 * 60
const WEEK_MINUTES = 7 * DAY_MINUTES

/**
 * Sends that every limit allows in the next 60 s, less what the number holds already and may send within them: what waits
 * for a template, a person or its recipient must not keep all others away. 0 while it cannot send.
 */
export function creditOf(ctx: ProfileContext, gate: GateNumber | null, now: number): number {
  const { config } = ctx.cached
  if (gate === null || config === null) return 0
  const cut = standstills(ctx, now)
  if (cut.some((one) => one.until === null || one.until - now >= MINUTE_MS)) return 0
  if (darkUntil(ctx, now) !== null) return 0
  const held = heldBy(ctx, gate)
  return Math.max(0, Math.min(...boundsOf(ctx, gate, config, now, held).map(({ sends }) => sends)) - held)
}

/** What is here and may leave within a minute. What is in flight was taken off the caps already. */
function heldBy({ cached: { queue } }: ProfileContext, gate: GateNumber): number {
  return Math.max(0, queue.toSend - queue.idle - gate.inFlight)
}

type Limit = NonNullable<ProfileSnapshot['limitedBy']>

/** The limit that leaves the fewest sends in the next 60 s: without credit the one that binds, as the package shows it. */
function limitedBy(ctx: ProfileContext, gate: GateNumber | null, now: number): Limit | null {
  const { config } = ctx.cached
  if (gate === null || config === null) return null
  const [least] = boundsOf(ctx, gate, config, now, heldBy(ctx, gate)).sort((a, b) => a.sends - b.sends)
  return least?.limit ?? null
}

/** How many sends each limit allows in the next 60 s, before what the number holds already. */
function boundsOf(
  ctx: ProfileContext,
  gate: GateNumber,
  config: ProfileConfig,
  now: number,
  held: number,
): { limit: Limit; sends: number }[] {
  const { limits } = config.policy
  const { reach, queue } = ctx.cached
  const bounds: { limit: Limit; sends: number }[] = [
    // of its places each is taken, whatever becomes of who has it
    { limit: 'queue', sends: limits.queue - queue.size + held + gate.inFlight },
    { limit: 'second', sends: gate.secondCap * 60 },
  ]
  const mean = meanCooldown(ctx, now)
  if (mean > 0) bounds.push({ limit: 'cooldown', sends: Math.floor(MINUTE_MS / mean) + 1 })
  for (const window of ['hour', 'threeHours', 'day'] as const) {
    const cap = gate.caps[window]
    if (cap !== null)
      bounds.push({ limit: window, sends: cap - gate.counts.sum(WINDOW_MS[window], now) - gate.inFlight })
  }
  if (reach !== null && !reach.unlimited)
    bounds.push({
      limit: 'reach',
      sends: Math.max(reachProbe(ctx, reach, now, held), (reach.left ?? 0) + placesLeft(ctx, now)),
    })
  return bounds
}

/** Nothing was left when the portfolio was last asked: one message more than are here may ask again when its wait is over. */
function reachProbe(ctx: ProfileContext, reach: ReachState, now: number, held: number): number {
  if (now < askAgainAt(reach)) return 0
  // where one of those that are here asks already, no other need
  return wanted(ctx, now) > 0 ? 1 : 1 + held
}

/** When the credit may rise from zero by time alone; null = it is not zero, or something else must change first. */
export function creditDeadline(ctx: ProfileContext, now: number): number | null {
  const gate = gateNumber(ctx, now)
  if (gate === null || creditOf(ctx, gate, now) > 0) return null
  const times: (number | null)[] = [darkUntil(ctx, now)]
  for (const one of standstills(ctx, now)) times.push(one.until === null ? null : one.until - MINUTE_MS + 1)
  for (const window of ['hour', 'threeHours', 'day'] as const) {
    const cap = gate.caps[window]
    if (cap !== null && gate.counts.sum(WINDOW_MS[window], now) + gate.inFlight >= cap)
      times.push(gate.counts.freeAt(WINDOW_MS[window], cap - gate.inFlight, now))
  }
  const { reach } = ctx.cached
  if (reach !== null && !reach.unlimited) times.push(askAgainAt(reach))
  const ahead = times.filter((at) => at !== null && at > now && at < Number.POSITIVE_INFINITY) as number[]
  return ahead.length === 0 ? null : Math.min(...ahead)
}

/** The mean pause between two sends as the rules stand now, ms. */
function meanCooldown(ctx: ProfileContext, now: number): number {
  return cooldownNow(ctx, now)?.ms ?? 0
}

export function cooldownNow(ctx: ProfileContext, now: number): ReturnType<typeof cooldownOf> | null {
  const { config, number, queue } = ctx.cached
  if (config === null) return null
  return cooldownOf({
    policy: config.policy.cooldown,
    preset: config.policy.preset,
    timezone: config.policy.timezone,
    now,
    draw: 0.5,
    queue: queue.size,
    riskLevel: riskNow(ctx, now).inForce,
    throttledAt: number.throttledAt,
  })
}

/** The end of a blackout for ordinary messages; null outside. */
export function darkUntil(ctx: ProfileContext, now: number): number | null {
  const { config } = ctx.cached
  if (config === null) return null
  const ordinary = { category: 'marketing', kind: 'open', inWindow: false } as const
  return blackoutUntil(config.policy.blackout, config.policy.timezone, now, ordinary)
}

export function usageOf(ctx: ProfileContext, gate: GateNumber | null, now: number): LimitUsage[] {
  if (gate === null) return []
  const rolling = (['hour', 'threeHours', 'day'] as const).map((window) => ({
    window,
    used: gate.counts.sum(WINDOW_MS[window], now) + gate.inFlight,
    cap: gate.caps[window],
  }))
  const { reach } = ctx.cached
  return [
    { window: 'second', used: gate.second.count(now), cap: gate.secondCap },
    ...rolling,
    { window: 'reach', used: reach?.used ?? 0, cap: reachCap(ctx) },
  ]
}

/** As the portfolio last said; before it was asked for a place, what Meta says of the number itself. null = none. */
function reachCap(ctx: ProfileContext): number | null {
  const { reach, number } = ctx.cached
  if (reach !== null) return reach.unlimited ? null : reach.limit
  const { messagingLimit } = number.meta
  if (messagingLimit === null) return FIRST_LIMIT
  return messagingLimit === 'UNLIMITED' ? null : Number(messagingLimit)
}

/** Health and risk as the rules see the number now. */
export function conditionOf(ctx: ProfileContext, now: number) {
  const risk = riskNow(ctx, now)
  const { number, config } = ctx.cached
  const { day } = sumsOf(ctx, now)
  const health = healthOf({
    risk: risk.score,
    countingFailureRate:
      day.attempts + day.failed === 0 ? 0 : Math.min(1, day.counted / Math.max(1, day.attempts + day.failed)),
    quality: number.meta.quality,
    status: statusInForce(number.meta),
    circuitOpen: false,
    held: holdsOfNumber(ctx, now).length > 0,
    tokenDead: config !== null && number.deadToken === config.tokenId,
    quarantined: number.stops.some((stop) => stop.kind === 'quarantined'),
    suspected: false,
  })
  return { risk, ...health }
}

/** The part of a snapshot whose change is news; the rest is worked out only where somebody asks. */
export function standingOf(ctx: ProfileContext, now: number) {
  const gate = gateNumber(ctx, now)
  const state = stateOf(ctx, gate, darkUntil(ctx, now), now)
  return {
    gate,
    ...state,
    credit: state.eligible ? creditOf(ctx, gate, now) : 0,
    full: capWaitOf(ctx, now, repeatsKept(ctx)),
  }
}

export function snapshotOf(ctx: ProfileContext): ProfileSnapshot {
  const now = ctx.host.now()
  const { gate, state, reason, eligible, eligibleAt, ownEligibleAt, credit, full } = standingOf(ctx, now)
  const { risk, health } = conditionOf(ctx, now)
  const { week } = sumsOf(ctx, now)
  const shares = usageOf(ctx, gate, now).map(({ used, cap }) => (cap === null ? 0 : cap === 0 ? 1 : used / cap))
  const limit = eligible && credit === 0 ? limitedBy(ctx, gate, now) : null
  const shared = ctx.cached.ownHolds.filter((hold) => hold.subject.kind !== 'token')
  const packageId = ctx.cached.config?.packageId
  return {
    profileId: ctx.name,
    ...(packageId === undefined ? {} : { packageId }),
    at: now,
    state,
    reason,
    eligible,
    eligibleAt,
    ...(ownEligibleAt === undefined ? {} : { ownEligibleAt }),
    ...(gate?.noNewConversations === true ? { newConversations: false } : {}),
    credit,
    health,
    risk: risk.score,
    successes: week.delivered,
    outcomes: week.delivered + week.failed,
    usage: Math.min(1, Math.max(0, ...shares)),
    readyAt: Math.max(now, gate?.nextStart ?? now, eligibleAt ?? now),
    lastSendAt: ctx.cached.lastStart,
    queue: ctx.cached.queue.size,
    ready: ctx.cached.queue.readyBy(now + READY_MS),
    inFlight: ctx.flights.size,
    switchRev: ctx.cached.switches.rev,
    ...(limit === null ? {} : { limitedBy: limit }),
    ...(full === null ? {} : { creditAt: full.at }),
    ...(shared.length === 0 ? {} : { holds: shared }),
  }
}

/** Sums over a week and a day: many rows, so they are read once a minute. */
export function sumsOf(ctx: ProfileContext, now: number): NonNullable<ProfileContext['sums']> {
  const minute = minuteOf(now)
  if (ctx.sums?.minute === minute) return ctx.sums
  const sums = {
    minute,
    week: ctx.minutes.sums(minute - WEEK_MINUTES, minute + 1),
    day: ctx.minutes.sums(minute - DAY_MINUTES, minute + 1),
  }
  ctx.sums = sums
  return sums
}

export function statusOf(ctx: ProfileContext): ProfileStatus {
  const now = ctx.host.now()
  const { number, config } = ctx.cached
  const gate = gateNumber(ctx, now)
  const { state, reason, eligible, eligibleAt } = stateOf(ctx, gate, darkUntil(ctx, now), now)
  const { risk, health, connectionQuality } = conditionOf(ctx, now)
  const cooling = gate?.nextStart ?? null
  return {
    profileId: ctx.name,
    packageId: config?.packageId ?? '',
    state,
    reason,
    eligibleAt: eligible ? null : eligibleAt,
    health,
    connectionQuality,
    risk: { score: risk.score, level: risk.inForce },
    queue: ctx.cached.queue.size,
    inFlight: ctx.flights.size,
    usage: usageOf(ctx, gate, now),
    cooldownUntil: cooling !== null && cooling > now ? cooling : null,
    lastSendAt: ctx.cached.lastStart,
    displayPhoneNumber: number.meta.displayPhoneNumber ?? null,
    metaStatus: number.meta.status,
    quality: number.meta.quality,
    webhooks: { lastAt: ctx.cached.heardAt },
    at: now,
  }
}
