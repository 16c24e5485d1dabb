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
  failover: { enabled: boolean; stickyPatienceSeconds: number }
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
  if (facts.route === null) return { kind: 'free', from: null, reasons: [] }
  if (facts.movable && mayLeave(facts.snapshot, facts.failover, now))
    return {
      kind: 'free',
      from: facts.route,
      reasons: [
        {
          code: 'route-left',
          detail: `${facts.route} cannot send for longer than the patience: ${facts.snapshot?.reason ?? 'no time is known'}`,
        },
      ],
    }
  return stay(facts.route, facts.movable, 'route', `the recipient's conversation is with ${facts.route}`)
}

/**
 * Whether a routed message may go to a sibling: its profile cannot send until past the patience, or nobody knows when. A
 * pause of the package or of everything stops the siblings as well: it says nothing of the number, and moves nothing.
 */
export function mayLeave(
  snapshot: ProfileSnapshot | undefined,
  failover: { enabled: boolean; stickyPatienceSeconds: number },
  now: number,
): boolean {
  if (!failover.enabled || snapshot === undefined || snapshot.eligible) return false
  const again = snapshot.ownEligibleAt === undefined ? snapshot.eligibleAt : snapshot.ownEligibleAt
  return again === null || again > now + failover.stickyPatienceSeconds * 1000
}

function stay(profileId: string, movable: boolean, code: string, detail: string): Stick {
  return { kind: 'stay', profileId, movable, reasons: [{ code, detail }] }
}
