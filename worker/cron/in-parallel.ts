import { reportFault } from '../../durable/kit/fault.ts'

/**
 * Runs `work` for each item, `width` at a time. One that fails is reported and stops nobody; answers the items that
 * failed. A sweep must come to its end whatever single actors do.
 */
export async function inParallel<T>(
  where: string,
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<T[]> {
  const waiting = items.values()
  const failed: T[] = []
  const lane = async () => {
    for (const item of waiting)
      try {
        await work(item)
      } catch (error) {
        failed.push(item)
        reportFault(where, error)
      }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane))
  return failed
}

/** A slot of `slots` for a name, the same for ever: spreads regular work over the runs of a sweep. */
export function slotOf(name: string, slots: number): number {
  let hash = 2_166_136_261
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 16_777_619)
  return (hash >>> 0) % slots
}
