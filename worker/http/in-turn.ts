/** At most this many calls at a time: a deployment has hundreds of actors, a request few connections. */
const SIDE_BY_SIDE = 20

/** `call` for every id, results in order; rejects when any does. */
export async function inTurn<T>(ids: readonly string[], call: (id: string) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let at = 0; at < ids.length; at += SIDE_BY_SIDE)
    results.push(...(await Promise.all(ids.slice(at, at + SIDE_BY_SIDE).map(call))))
  return results
}
