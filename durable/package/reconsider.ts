import { openWindow } from '../domain/accept-rules.ts'
import { FREE, isHeld, isWaiting, plainTarget, profileOfTarget } from '../domain/backlog.ts'
import { optOutStops } from '../domain/eligibility.ts'
import { type Actor, type Reason, SYSTEM } from '../domain/reason.ts'
import type { OptOutScope } from '../domain/user.ts'
import { DEPLOYMENT } from '../portfolio/rpc.ts'
import { bind, delay, end, NOWHERE, park, setConversation } from './moves.ts'
import { place } from './place.ts'
import { moveRoute } from './routes.ts'
import type { FullRow } from './row.ts'
import type { PackageState } from './state.ts'

/** Bindings after which a message that nobody keeps waits a little longer each time: it must not spin between actors. */
const CALM_BINDINGS = 3

/**
 * Places a message anew that the package owns again (given back, due, freed by a person): every check of acceptance
 * holds again, since all of it may have changed. Inside a transaction. `notBefore` = ms, where somebody asked to wait.
 */
export function reconsider(state: PackageState, row: FullRow, notBefore: number | null, by: Actor = SYSTEM): void {
  const now = state.host.now()
  setConversation(state, row, 1)
  const over = lifeOver(state, row, now)
  if (over !== null) end(state, row, over.status, by, [over.reason])
  else if (notBefore !== null && notBefore > now) {
    row.notBefore = notBefore
    delay(state, row, notBefore, null)
  } else settle(state, row)
  promote(state, row.userKey)
}

/** How long a message that came back waits before it is bound again, or null for at once. */
export function calmUntil(row: FullRow, now: number): number | null {
  const bindings = row.epoch / 2
  return bindings < CALM_BINDINGS ? null : now + Math.min(60_000, 1000 * 2 ** Math.min(6, bindings - CALM_BINDINGS))
}

/** Binds or parks; an unchanged address writes nothing. */
export function settle(state: PackageState, row: FullRow, inTurn = false): boolean {
  const placed = place(state, row, inTurn)
  moveRoute(state, row, placed)
  if (placed.kind === 'bind') {
    bind(state, row, placed.profileId, placed.reasons)
    return true
  }
  if (row.state !== 'parked' || row.target !== placed.target) {
    const moved = row.state === 'parked' && ![FREE, NOWHERE].includes(row.target)
    const told = moved && plainTarget(row.target) !== plainTarget(placed.target)
    park(state, row, placed.target, told ? { event: 'retargeted', by: SYSTEM, reasons: placed.reasons } : null)
  }
  return false
}

/**
 * After a message left its conversation or changed its place: those behind it that may follow now. They are the ones that
 * waited for their turn, and those addressed to a number where nothing of the conversation is any more.
 */
export function promote(state: PackageState, userKey: string): void {
  const open = state.queue.conversation(userKey, 50)
  const bound = new Set(open.filter((one) => one.state === 'bound').map((one) => one.profileId))
  for (const one of open) {
    if (one.state !== 'parked') continue
    const stale = one.target.endsWith('+') && !bound.has(profileOfTarget(one.target))
    if (!isWaiting(one.target) && !stale) continue
    const row = state.messages.bySeq(one.seq)
    if (row === undefined) continue
    if (settle(state, row)) bound.add(row.profileId)
    if (row.state === 'parked' && isWaiting(row.target)) return
  }
}

/** After a person's word on a user's route: what waits for him is placed anew, in its order. Inside a transaction. */
export function replace(state: PackageState, userKey: string): void {
  for (const { seq, state: at, target } of state.queue.conversation(userKey, 500)) {
    if (at !== 'parked' || isHeld(target)) continue
    const row = state.messages.bySeq(seq)
    if (row !== undefined) settle(state, row)
  }
}

/** Why a message that the package holds cannot be sent any more, or null. */
export function lifeOver(
  state: PackageState,
  row: FullRow,
  now: number,
): { status: 'failed' | 'cancelled' | 'expired'; reason: Reason } | null {
  if (state.config === null)
    return { status: 'cancelled', reason: { code: 'package-deleted', detail: 'the package was deleted' } }
  if (row.tiedTo !== null && !state.members.has(row.tiedTo))
    return {
      status: 'cancelled',
      reason: { code: 'profile-deleted', detail: `only ${row.tiedTo} may send it, and it left the package` },
    }
  const window = row.facts.template === null ? windowOf(state, row, now) : undefined
  if (now >= row.expiresAt)
    return window === null
      ? { status: 'failed', reason: windowClosed(row.tiedTo) }
      : { status: 'expired', reason: { code: 'expired', detail: 'its time ran out before it could be sent' } }
  const scope = optedOut(state, row.userKey, row.facts, row.tiedTo)
  if (scope !== null)
    return {
      status: 'failed',
      reason: { code: 'opted-out', detail: `the recipient has opted out of ${scope === 'all' ? 'everything' : scope}` },
    }
  if (window === null) return { status: 'failed', reason: windowClosed(row.tiedTo) }
  if (window !== undefined && row.tiedTo === null) row.tiedTo = window.profileId
  return null
}

/** The opt-out that stops what the message is now at every number that could send it, or null. */
export function optedOut(
  state: PackageState,
  userKey: string,
  facts: Pick<FullRow['facts'], 'template' | 'category' | 'toHash'>,
  tiedTo: string | null,
): OptOutScope | null {
  let stopped: OptOutScope | null = null
  for (const { profileId, portfolioId, wabaId } of state.members.values()) {
    if (tiedTo !== null && profileId !== tiedTo) continue
    const scope = state.optOutAt(userKey, facts, portfolioId)
    if (!optOutStops(scope, state.categoryAt(wabaId, facts))) return null
    stopped = scope
  }
  return stopped
}

/**
 * The opt-out that stops the message while the package has no numbers: which portfolio's word will count is not known yet.
 * For acceptance alone: what waits here is judged by its own portfolio once there is one, which may have heard START.
 */
export function optedOutAnywhere(
  state: PackageState,
  userKey: string,
  facts: Pick<FullRow['facts'], 'category' | 'toHash'>,
): OptOutScope | null {
  const scope = state.optOutAt(userKey, facts, DEPLOYMENT)
  return optOutStops(scope, facts.category) ? scope : null
}

function windowOf(state: PackageState, row: FullRow, now: number): { profileId: string; until: number } | null {
  return openWindow(memberWindows(state, row.userKey), row.tiedTo, now)
}

/** Open and closed windows of a user at numbers of this package. */
export function memberWindows(state: PackageState, userKey: string): Record<string, number> {
  const windows = state.routes.get(userKey)?.windows ?? {}
  return Object.fromEntries(Object.entries(windows).filter(([profileId]) => state.members.has(profileId)))
}

function windowClosed(profileId: string | null): Reason {
  return {
    code: 'service-window-closed',
    detail: `no open customer service window is known${profileId === null ? '' : ` at ${profileId}`}`,
  }
}
