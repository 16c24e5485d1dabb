import { setTimeout as pause } from 'node:timers/promises'

/**
 * Waits until an address answers with a success.
 *
 * @param url asked every 100 ms
 * @param withinMs after which waiting ends
 * @param over ends the waiting early
 * @param then called when it has answered
 * @returns whether it answered in time
 */
export const answers = async (
  url: string,
  withinMs: number,
  over: AbortSignal,
  then: () => void = () => undefined,
): Promise<boolean> => {
  const until = Date.now() + withinMs
  while (Date.now() < until && !over.aborted) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(2_000), redirect: 'manual' })
      await answer.arrayBuffer()
      if (answer.ok) {
        then()
        return true
      }
    } catch {
      // Not listening yet.
    }
    await pause(100)
  }
  return false
}
