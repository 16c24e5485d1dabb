/** Two sliding windows over sorted times; both look at (t - span, t] at each t, which is where a maximum can first show. */

/**
 * @param times ms, ascending
 * @param span length of the window, ms
 * @param cap how many it may hold
 * @returns [index, how many the window held] of each entry that found the window over its cap
 */
export function overCap(times: readonly number[], span: number, cap: number): [index: number, count: number][] {
  const over: [number, number][] = []
  let first = 0
  for (const [index, at] of times.entries()) {
    while (first < index && (times[first] ?? at) <= at - span) first += 1
    const count = index - first + 1
    if (count > cap) over.push([index, count])
  }
  return over
}

/**
 * The same for different keys: how many unlike ones the window holds.
 * @param events ascending by `at`
 * @returns [index, number of keys] of each entry that added a key to a window that was full
 */
export function overReach(
  events: readonly { at: number; key: string }[],
  span: number,
  limit: number,
): [index: number, count: number][] {
  const over: [number, number][] = []
  const held = new Map<string, number>()
  let first = 0
  for (const [index, { at, key }] of events.entries()) {
    for (let oldest = events[first]; oldest !== undefined && oldest.at <= at - span; oldest = events[first]) {
      const left = (held.get(oldest.key) ?? 1) - 1
      if (left === 0) held.delete(oldest.key)
      else held.set(oldest.key, left)
      first += 1
    }
    const before = held.get(key) ?? 0
    held.set(key, before + 1)
    if (before === 0 && held.size > limit) over.push([index, held.size])
  }
  return over
}
