import { type GateMessage, type GateNumber, messageGate, paceGate, type Stop, stopGate } from '../domain/gate.ts'
import type { Limits } from '../domain/policy.ts'
import { isConnected, riskOf, steppedLevel, stopsNewConversations } from '../domain/risk.ts'
import type { RiskLevel } from '../domain/snapshot.ts'
import { guardOf, nextStart } from '../domain/spacing.ts'
import { capInForce, capWait, perSecondCap } from '../domain/windows.ts'
import type { ProfileContext } from './context.ts'
import { countryOf } from './country.ts'
import type { MetaFacts, NumberState } from './number.ts'
import type { Entry } from './queue-index.ts'
import { placeFor } from './reach.ts'
import { repeatState } from './repeat.ts'
import { sameMoment } from './same-moment.ts'
import { FOR_EVER } from './time.ts'

/** What Meta's own words make of the number now, and the level in force (which steps down slowly). */
export function riskNow(ctx: ProfileContext, now: number): Risk {
  const { number, config, held } = ctx.cached
  return riskThen(now, number, config, held)
}

type Risk = ReturnType<typeof riskOf> & { inForce: RiskLevel }
type Cached = ProfileContext['cached']

const riskThen = sameMoment(
  (now: number, number: NumberState, config: Cached['config'], held: Cached['held']): Risk => {
    const risk = riskOf({
      now,
      quality: number.meta.quality,
      health: number.meta.health,
      status: number.meta.status,
      tokenDead: number.deadToken !== null && number.deadToken === config?.tokenId,
      // a throttled account is slow, not restricted: its wait is no word of Meta's on how it is
      restricted: held.holds.some(
        (hold) => hold.subject.kind === 'waba' && hold.subject.id === config?.wabaId && hold.class !== 'throttle',
      ),
      codes: number.codes,
    })
    const { level, belowSince } = number.level
    return { ...risk, inForce: steppedLevel(level, risk.score, belowSince, now).level }
  },
)

/**
 * Meta's status as it counts here: null = not asked yet. An answer that names none (the field is not documented for
 * numbers) says nothing against the number; one that names any other than CONNECTED does.
 */
export function statusInForce(meta: MetaFacts): string | null {
  return meta.status ?? (meta.checkedAt === null ? null : 'CONNECTED')
}

/** Why Meta cannot be reached as this number; null = connected. */
export function disconnection(ctx: ProfileContext): { code: string; detail: string } | null {
  const { number, config } = ctx.cached
  if (config === null) return { code: 'not-configured', detail: 'the number has no configuration yet' }
  if (number.deadToken === config.tokenId)
    return { code: 'token-dead', detail: 'Meta does not accept the access token: put in a new one' }
  if (number.disconnected !== null) return number.disconnected
  if (!isConnected(statusInForce(number.meta)))
    return {
      code: 'status-not-connected',
      detail: `Meta's status of the number is ${number.meta.status ?? 'not known'}`,
    }
  return null
}

/** Caps in force over the rolling windows. */
export function capsNow(limits: Limits, level: RiskLevel): GateNumber['caps'] {
  const factors = { share: 1, adjust: 1, riskHigh: level === 'high' || level === 'critical' }
  return {
    hour: capInForce(limits.hourly, factors),
    threeHours: capInForce(limits.threeHourly, factors),
    day: capInForce(limits.daily, factors),
  }
}

/** The full window that is free last, null while none is full (capWait()); `kept` = places that are not to be given away. */
export function capWaitOf(ctx: ProfileContext, now: number, kept = 0): ReturnType<typeof capWait> {
  const { config, counts } = ctx.cached
  return config === null ? null : capWait(counts, capsNow(config.policy.limits, riskNow(ctx, now).inForce), now, kept)
}

/** Messages that may have to be repeated from here, for hours: each keeps a place that credit does not give away. */
export function repeatsKept({ cached: { queue } }: ProfileContext): number {
  return queue.repeatable
}

/**
 * The gate's view of the number, null before the first configuration. An answer that is not kept yet takes its place in
 * the caps as a request without one does; who asks the gate again in a transaction, which begins by keeping it, may leave it out.
 */
export function gateNumber(
  ctx: ProfileContext,
  now: number,
  inFlight = ctx.flights.size + ctx.answers.size,
): GateNumber | null {
  const { config, number, switches, packagePause, held, ownHolds } = ctx.cached
  if (config === null) return null
  const { policy } = config
  const cut = disconnection(ctx)
  const risk = riskNow(ctx, now)
  const departed = departedAt(ctx, now)
  return {
    wabaId: config.wabaId,
    tokenId: config.tokenId,
    retired: config.deletedAt !== null,
    disconnected: cut === null ? null : cut.detail,
    quarantined: worst(number, 'quarantined', now),
    paused: worst(number, 'paused', now),
    packagePaused: packagePause?.paused === true && packagePause.packageId === config.packageId,
    globalPaused: switches.paused,
    wait: worst(number, 'wait', now),
    holds: ownHolds.length === 0 ? held.holds : [...held.holds, ...ownHolds],
    blackout: policy.blackout,
    timezone: policy.timezone,
    counts: ctx.cached.counts,
    caps: capsNow(policy.limits, risk.inForce),
    noNewConversations: stopsNewConversations(risk.floors),
    second: ctx.second,
    secondCap: perSecondCap(policy.limits.perSecond, number.meta.throughput),
    inFlight,
    maxInFlight: policy.limits.maxInFlight,
    nextStart: nextStart({
      lastStart: ctx.cached.lastStart,
      cooldownUntil: ctx.cached.cooldownUntil,
      // nothing is under way: a request that never left has no answer to wait for
      lastAnswer: isAwaited(ctx, departed) ? null : (ctx.cached.lastAnswer ?? ctx.cached.lastStart),
      guardMs: ctx.guardMs ?? guardOf(Math.max(0, (ctx.cached.lastAnswer ?? 0) - (ctx.cached.lastStart ?? 0)), null),
      departed,
      now,
    }),
    pairGapMs: policy.limits.perRecipientGapSeconds * 1000,
  }
}

/** Requests that take longer than this may lie anywhere: nothing is timed by departures while there is one. */
const STUCK_MS = 2_000

/**
 * When the last request had left, where that is known well enough to time the next one by it; null = only its answer tells.
 * Whatever held this process up since it began may have held the request up as well.
 */
function departedAt(ctx: ProfileContext, now: number): number | null {
  const { latest, flights, host } = ctx
  if (latest === null || !latest.warm || latest.startedAt !== ctx.cached.lastStart || latest.departed === null)
    return null
  const late = host.outgoing.late(latest.startedAt, now)
  if (late === null) return null
  for (const { startedAt } of flights.values()) if (now - startedAt > STUCK_MS) return null
  return latest.departed + late
}

/** Timed by departures the last request counts alone; else none may be without its answer. */
function isAwaited({ latest, flights }: ProfileContext, departed: number | null): boolean {
  return departed === null || latest === null ? flights.size > 0 : flights.has(latest.id)
}

/** The longest of the stops of one kind, as the gate takes it. */
function worst(number: NumberState, kind: NumberState['stops'][number]['kind'], now: number): Stop | null {
  let found: Stop | null = null
  for (const stop of number.stops) {
    if (stop.kind !== kind || (stop.until !== null && stop.until <= now)) continue
    if (found === null || (found.until !== null && (stop.until === null || stop.until > found.until)))
      found = { reason: stop.detail, until: stop.until }
  }
  return found
}

/** What this number knows of a message's recipient. */
export function gateMessage(ctx: ProfileContext, entry: Entry, gapMs: number, now: number): GateMessage {
  const user = ctx.users.get(entry.userKey)
  const recipientHolds: (Stop & { scope: 'marketing' | 'country' })[] = []
  if (user.marketingUntil > now)
    recipientHolds.push({
      scope: 'marketing',
      reason: 'Meta limits marketing to this user',
      until: user.marketingUntil,
    })
  const { countries } = ctx.cached.number
  if (countries.length > 0) {
    const country = countryOf(entry.to)
    if (country !== null && countries.includes(country))
      recipientHolds.push({ scope: 'country', reason: `Meta bars the account from ${country}`, until: null })
  }
  const answered = ctx.pairs.get(entry.userKey) ?? null
  const floor = ctx.pairFloor !== null && ctx.pairFloor + gapMs > now ? ctx.pairFloor : null
  const pairUntil = Math.max(user.pairUntil, user.holdUntil)
  const listed = entry.template === null ? undefined : ctx.template(entry.template.name, entry.template.language)
  return {
    // Meta may have changed a template's category since the message was accepted
    category: listed?.category ?? entry.category,
    kind: entry.kind,
    template: entry.template,
    templateStatus: listed?.status ?? null,
    notBefore: entry.notBefore,
    expiresAt: entry.expiresAt,
    optOut: user.optOut,
    windowUntil: user.windowUntil === 0 ? null : user.windowUntil,
    pairInFlight: [...ctx.flights.values()].some((flight) => flight.userKey === entry.userKey),
    pairLastAnswer: answered === null ? floor : Math.max(answered, floor ?? 0),
    pairHold:
      pairUntil > now
        ? { reason: 'Meta holds messages to this user', until: pairUntil === FOR_EVER ? null : pairUntil }
        : null,
    recipientHolds,
    reach: placeFor(ctx, entry.userKey, user.windowUntil, now),
    repeat: repeatState(ctx, entry, now),
  }
}

export { messageGate, paceGate, stopGate }
