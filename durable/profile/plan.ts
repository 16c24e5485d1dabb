import type { GateAnswer } from '../domain/gate.ts'
import { UNPROVEN } from '../domain/gate-codes.ts'
import type { Entry, QueueIndex } from './queue-index.ts'

export interface Pick {
  entry: Entry | null
  /** when a message that cannot go now may be looked at again; null = something must change first */
  wakeAt: number | null
}

/** Refusals without a time that pass by themselves before long: with an answer, a proof, a place. */
const PASSING: readonly string[] = ['pair-gap', UNPROVEN, 'reach']

/** What is refused for so long takes no part in what the number can send soon. */
const LONG_MS = 60_000

function isLong({ until, reasons }: Extract<GateAnswer, { ok: false }>, now: number): boolean {
  return until === null ? !reasons.some(({ code }) => PASSING.includes(code)) : until - now >= LONG_MS
}

/**
 * The next message that may leave, in the order of lanes and acceptance, and when to look again if there is none. `look`
 * asks the gate for one message; what it says of later is kept with the message, so that a long queue is not asked over
 * and over. Pure but for that mark.
 */
export function pick(queue: QueueIndex, now: number, look: (entry: Entry) => GateAnswer): Pick {
  let wakeAt: number | null = null
  const later = (at: number): void => {
    if (wakeAt === null || at < wakeAt) wakeAt = at
  }
  for (const entry of queue.all()) {
    if (entry.status !== 'queued') continue
    if (entry.wakeAt > now) {
      if (entry.wakeAt !== Number.POSITIVE_INFINITY) later(entry.wakeAt)
      continue
    }
    if (queue.blocked(entry)) {
      // whatever moves the earlier one marks its conversation to be looked at
      queue.sleep(entry, Number.POSITIVE_INFINITY, false)
      continue
    }
    const answer = look(entry)
    if (answer.ok) return { entry, wakeAt: now }
    queue.sleep(entry, answer.until ?? Number.POSITIVE_INFINITY, isLong(answer, now))
    if (answer.until !== null) later(answer.until)
  }
  return { entry: null, wakeAt }
}
