/**
 * The backlog's address system. A waiting message has one target; the queue index is (target, lane, seq), so that each
 * profile's next message is found without touching what cannot go. Phone number ids are digits, so the marks are free.
 *
 *   ''      any profile may take it          '1055'   only that one (tied)      '1055+'  that one by its route: may move
 *   '~...'  no member may send it now (template, hold, opt-out): probed in turn, not scanned
 *   '!...'  waits for its place in its conversation            '#...'  held until a person releases it
 */
export const FREE = ''

/** The address of a message for one profile; `movable` = routed only, a sibling may take it after the patience. */
export function targetFor(profileId: string, movable: boolean): string {
  return movable ? `${profileId}+` : profileId
}

export const waiting = (target: string): string => `!${target}`
export const heldBack = (target: string): string => `#${target}`
export const unsendable = (target: string): string => `~${target}`

export const isWaiting = (target: string): boolean => target.startsWith('!')
export const isHeld = (target: string): boolean => target.startsWith('#')
export const isUnsendable = (target: string): boolean => target.startsWith('~')

/** The address without its mark. */
export function plainTarget(target: string): string {
  return isWaiting(target) || isHeld(target) || isUnsendable(target) ? target.slice(1) : target
}

/** The profile an address names, null for a free one. */
export function profileOfTarget(target: string): string | null {
  const plain = plainTarget(target)
  if (plain === FREE) return null
  return plain.endsWith('+') ? plain.slice(0, -1) : plain
}

/** Order of leaving within one address and between streams: lane first, then acceptance. */
export function inBacklogOrder(a: { lane: number; seq: number }, b: { lane: number; seq: number }): number {
  return a.lane - b.lane || a.seq - b.seq
}

/** What a queue full by count or bytes says, or null. `bytes` of what is about to be added. */
export function backlogFull(
  queue: { total: number; bytes: number },
  policy: { backlogCap: number; backlogBytes: number },
  bytes: number,
): string | null {
  if (queue.total >= policy.backlogCap) return `the package's queue holds ${queue.total} messages, its cap`
  if (queue.bytes + bytes > policy.backlogBytes)
    return `the package's queue holds ${queue.bytes} bytes, its cap is near`
  return null
}
