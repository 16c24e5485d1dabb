import type { GateNumber } from '../domain/gate.ts'
import type { Hold } from '../domain/hold.ts'
import type { ProfileState } from '../domain/snapshot.ts'
import type { ProfileContext } from './context.ts'
import { capWaitOf, disconnection } from './facts.ts'
import type { Stop } from './number.ts'
import { sameMoment } from './same-moment.ts'
import { MINUTE_MS } from './time.ts'

/** Past this the queue does not wait here: movable messages go back to the package. */
const PATIENCE_MS = MINUTE_MS

/** One thing that keeps the whole number from sending. */
export interface Standstill {
  shows: Exclude<ProfileState, 'active' | 'cooling' | 'suspected'>
  code: string
  class: Stop['class'] | 'switch'
  detail: string
  /** ms; null = not known: a person, Meta */
  until: number | null
}

const SHOWN = ['disconnected', 'quarantined', 'paused'] as const

/** Everything that stops the number now, the one that is shown first. */
export function standstills(ctx: ProfileContext, now: number): readonly Standstill[] {
  const { config, number, switches, packagePause, held, ownHolds } = ctx.cached
  return standstillsThen(ctx, now, config, number, switches, packagePause, held, ownHolds)
}

type Cached = ProfileContext['cached']

/** `held` and `own`: read by what is asked of the context. */
function findStandstills(
  ctx: ProfileContext,
  now: number,
  config: Cached['config'],
  number: Cached['number'],
  switches: Cached['switches'],
  packagePause: Cached['packagePause'],
  _held: Cached['held'],
  _own: Cached['ownHolds'],
): readonly Standstill[] {
  const found: Standstill[] = []
  if (config?.deletedAt != null)
    found.push({
      shows: 'disconnected',
      code: 'retired',
      class: 'switch',
      detail: 'the profile was deleted',
      until: null,
    })
  const cut = disconnection(ctx)
  if (cut !== null) found.push({ shows: 'disconnected', class: 'auth', until: null, ...cut })
  for (const stop of number.stops) {
    if (stop.until !== null && stop.until <= now) continue
    const shows = stop.kind === 'quarantined' ? 'quarantined' : 'paused'
    found.push({ shows, code: stop.code, class: stop.class, detail: stop.detail, until: stop.until })
  }
  for (const hold of holdsOfNumber(ctx, now))
    found.push({
      shows: hold.subject.kind === 'token' ? 'disconnected' : 'quarantined',
      code: `hold-${hold.code}`,
      class: hold.class,
      detail: hold.detail,
      until: hold.until,
    })
  if (switches.paused)
    found.push({
      shows: 'paused',
      code: 'global-paused',
      class: 'switch',
      detail: switches.note ?? 'everything is stopped by the global switch',
      until: null,
    })
  if (packagePause?.paused === true && packagePause.packageId === config?.packageId)
    found.push({
      shows: 'paused',
      code: 'package-paused',
      class: 'switch',
      detail: 'the package is paused',
      until: null,
    })
  return found.sort((a, b) => SHOWN.indexOf(a.shows) - SHOWN.indexOf(b.shows))
}

const standstillsThen = sameMoment(findStandstills)

/** Holds of the account or token that stop everything here. */
export function holdsOfNumber(ctx: ProfileContext, now: number): Hold[] {
  const { config } = ctx.cached
  return allHolds(ctx).filter(
    (hold) =>
      (hold.until === null || hold.until > now) &&
      (hold.reach === 'all' || hold.reach === 'billable') &&
      ((hold.subject.kind === 'waba' && hold.subject.id === config?.wabaId) ||
        (hold.subject.kind === 'token' && hold.subject.id === config?.tokenId)),
  )
}

/** Those that the portfolio pushed and those of ours that it has not taken yet. */
export function allHolds(ctx: ProfileContext): Hold[] {
  const pushed = ctx.cached.held.holds
  const own = ctx.cached.ownHolds.filter((hold) => !pushed.some((other) => other.key === hold.key))
  return own.length === 0 ? pushed : [...pushed, ...own]
}

/** What becomes of the queue while the number stands still; null = it waits here. */
export type QueueFate = { kind: 'give-back' | 'hold'; why: Standstill } | null

/**
 * Movable messages go back when the number cannot send for over a minute or for an unknown time; after a word of class
 * integrity they are held, since the same campaign must not shift to siblings. A stop of everything, or of the package,
 * moves nothing. A number at its cap cannot send either.
 */
export function queueFate(ctx: ProfileContext, now: number): QueueFate {
  const long = standstills(ctx, now).filter((one) => one.until === null || one.until - now > PATIENCE_MS)
  const integrity = long.find((one) => one.class === 'integrity')
  if (integrity !== undefined) return { kind: 'hold', why: integrity }
  const own = long.find((one) => !stopsSiblings(one))
  const why = own ?? atCap(ctx, now)
  return why === null ? null : { kind: 'give-back', why }
}

const WINDOW_TEXT = { hour: 'an hour', threeHours: 'three hours', day: 'a day' } as const

/** What no cap has a place for within the patience here: only what came back into the queue, or came before the cap fell. */
function atCap(ctx: ProfileContext, now: number): Standstill | null {
  const full = capWaitOf(ctx, now)
  if (full === null || (full.at !== null && full.at - now <= PATIENCE_MS)) return null
  const { window, cap, at: until } = full
  const detail = `the cap of ${cap} in ${WINDOW_TEXT[window]} is used up`
  return { shows: 'paused', code: 'at-cap', class: 'throttle', detail, until }
}

/** A stop of everything, or of the package: the siblings stand still as well. */
function stopsSiblings(one: Standstill): boolean {
  return one.class === 'switch' && one.code !== 'retired'
}

/** When the last of them ends; `least` without any, null when somebody must end one. */
function endOf(all: readonly Standstill[], least: number): number | null {
  return all.some((one) => one.until === null) ? null : Math.max(least, ...all.map((one) => one.until ?? 0))
}

/** state, reason, whether it could send at all, and when it may again. */
export function stateOf(
  ctx: ProfileContext,
  gate: GateNumber | null,
  blackUntil: number | null,
  now: number,
): {
  state: ProfileState
  reason: string | null
  eligible: boolean
  eligibleAt: number | null
  ownEligibleAt?: number | null
} {
  const all = standstills(ctx, now)
  const first = all[0]
  if (first !== undefined || gate === null) {
    const eligibleAt = gate === null ? null : endOf(all, now)
    const own = all.filter((one) => !stopsSiblings(one))
    return {
      state: first?.shows ?? 'disconnected',
      reason: first === undefined ? 'the number has no configuration yet' : `${first.code}: ${first.detail}`,
      eligible: false,
      eligibleAt,
      ...(gate === null || own.length === all.length
        ? {}
        : { ownEligibleAt: endOf(own, Math.max(now, blackUntil ?? 0)) }),
    }
  }
  if (blackUntil !== null) {
    const reason = `blackout: no sends until ${new Date(blackUntil).toISOString()}`
    return { state: 'cooling', reason, eligible: false, eligibleAt: blackUntil }
  }
  const cooling = gate.nextStart === null || gate.nextStart > now
  return { state: cooling ? 'cooling' : 'active', reason: null, eligible: true, eligibleAt: now }
}
