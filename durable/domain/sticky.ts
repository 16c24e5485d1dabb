import type { FailoverPolicy } from './policy.ts'
import type { Reason } from './reason.ts'
import type { ProfileSnapshot } from './snapshot.ts'

export interface StickyFacts {
  /** the only number that may send it */
  tiedTo: string | null
  /** the number that open messages of this conversation are bound to or wait for */
  conversationAt: string | null
  /** may change number at all: a template without `context`, media id or pin */
  movable: boolean
  /** the recipient's route while it lives and names a member, null otherwise */
  route: string | null
  snapshot: ProfileSnapshot | undefined
  failover: FailoverPolicy
}

/** `stay`: only that profile; `movable` = by its route alone. `free`: distribution decides; `from` = the route it leaves. */
export type Stick =
  | { kind: 'stay'; profileId: string; movable: boolean; reasons: Reason[] }
  | { kind: 'free'; from: string | null; reasons: Reason[] }

/**
 * Sticky routing comes before any mode (guard-rules.md, Distribution): tied, then the conversation's open messages, then
 * the route, which is left only when its profile cannot send for longer than the patience and failover is allowed.
 */
export function stick(facts: StickyFacts, now: number): Stick {
  if (facts.tiedTo !== null) return stay(facts.tiedTo, false, 'tied', `only ${facts.tiedTo} may send this message`)
  if (facts.conversationAt !== null)
    return stay(
      facts.conversationAt,
      true,
      'conversation',
      `earlier messages to this recipient are with ${facts.conversationAt}`,
    )
  const { route, snapshot, failover } = facts
  if (route === null) return { kind: 'free', from: null, reasons: [] }
  if (facts.movable && snapshot !== undefined && isAway(snapshot, failover, now))
    return { kind: 'free', from: route, reasons: leaving(route, snapshot, failover, now) }
  return stay(route, facts.movable, 'route', `the recipient's conversation is with ${route}`)
}

/**
 * Whether a routed message may go to a sibling: its profile cannot send until past the patience, or nobody knows when: it
 * stands still, or is at a cap. A pause of the package or of everything stops the siblings as well: it says nothing of the
 * number, and moves nothing.
 */
export function mayLeave(snapshot: ProfileSnapshot | undefined, failover: FailoverPolicy, now: number): boolean {
  return snapshot !== undefined && isAway(snapshot, failover, now)
}

function isAway(snapshot: ProfileSnapshot, failover: FailoverPolicy, now: number): boolean {
  return awayByStop(snapshot, failover, now) || awayByCap(snapshot, failover, now)
}

function awayByStop(snapshot: ProfileSnapshot, failover: FailoverPolicy, now: number): boolean {
  if (snapshot.eligible) return false
  return outlasts(snapshot.ownEligibleAt === undefined ? snapshot.eligibleAt : snapshot.ownEligibleAt, failover, now)
}

/** A number of an earlier version does not say when: it counts as one that is at no cap. */
function awayByCap({ creditAt }: ProfileSnapshot, failover: FailoverPolicy, now: number): boolean {
  return creditAt !== undefined && outlasts(creditAt, failover, now)
}

function outlasts(again: number | null, { enabled, stickyPatienceSeconds }: FailoverPolicy, now: number): boolean {
  return enabled && (again === null || again > now + stickyPatienceSeconds * 1000)
}

/** Why a route is left, of a number that is away. */
function leaving(route: string, snapshot: ProfileSnapshot, failover: FailoverPolicy, now: number): Reason[] {
  const left = (why: string): Reason => ({
    code: 'route-left',
    detail: `${route} cannot send for longer than the patience: ${why}`,
  })
  if (awayByStop(snapshot, failover, now)) return [left(snapshot.reason ?? 'no time is known')]
  const { creditAt } = snapshot
  const until = typeof creditAt === 'number' ? `until ${new Date(creditAt).toISOString()}` : 'and no time ends that'
  return [left('it is at its cap'), { code: 'at-cap', detail: `${route} is at its cap ${until}` }]
}

function stay(profileId: string, movable: boolean, code: string, detail: string): Stick {
  return { kind: 'stay', profileId, movable, reasons: [{ code, detail }] }
}
