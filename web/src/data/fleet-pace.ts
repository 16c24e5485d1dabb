/**
 * When to ask for the status of which numbers. Events say that a number has moved, not how: few are asked one by one,
 * each a request of its own, more together and seldom, and all now and then, since windows slide without any event.
 */
export type Ask = { readonly kind: 'one'; readonly ids: readonly string[] } | { readonly kind: 'all' }

const FEW = 2
const ONE_GAP_MS = 1_500
const ALL_GAP_MS = 2_000
const ALL_EVERY_MS = 20_000

type Facts = {
  readonly now: number
  /** numbers that have moved since they were asked */
  readonly moved: readonly string[]
  /** when single numbers, and all, were last asked */
  readonly oneAt: number
  readonly allAt: number
}

/** What to ask now; else in how many ms to look again. */
export const nextAsk = ({ now, moved, oneAt, allAt }: Facts): Ask | { readonly kind: 'wait'; readonly ms: number } => {
  const many = moved.length > FEW
  const allDue = allAt + (many ? ALL_GAP_MS : ALL_EVERY_MS)
  if (now >= allDue) return { kind: 'all' }
  if (moved.length === 0 || many) return { kind: 'wait', ms: allDue - now }
  const oneDue = oneAt + ONE_GAP_MS
  return now >= oneDue ? { kind: 'one', ids: moved } : { kind: 'wait', ms: Math.min(oneDue, allDue) - now }
}
