import { dueMinutes, parseCron } from './cron.ts'

/**
 * Fires a Worker's crons at their minutes until stopped, as the platform would.
 *
 * @param crons the expressions of wrangler.toml, read anew each minute (a restarted Worker may have others)
 * @param fire runs one; a cron that still runs is not started over itself, and a failure waits for its next minute
 * @returns stops the ticking
 */
export const tick = (
  crons: () => readonly string[],
  fire: (cron: string, at: number) => Promise<void>,
): (() => void) => {
  let last = Date.now()
  let timer: NodeJS.Timeout | undefined
  const running = new Set<string>()
  const run = (cron: string, at: number): void => {
    if (running.has(cron)) return
    running.add(cron)
    fire(cron, at)
      .catch(() => undefined)
      .finally(() => running.delete(cron))
  }
  const beat = (): void => {
    const now = Date.now()
    for (const at of dueMinutes(last, now)) {
      for (const cron of crons()) if (parseCron(cron)(at)) run(cron, at)
      last = at
    }
    timer = setTimeout(beat, 60_000 - (Date.now() % 60_000))
  }
  timer = setTimeout(beat, 60_000 - (last % 60_000))
  return () => clearTimeout(timer)
}
