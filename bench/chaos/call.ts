import { type Answer, type Client, pause } from '../e2e/client.ts'
import type { Book } from './book.ts'
import type { Gate } from './gate.ts'

/** Everything that the load needs to ask the product for something, whatever happens to the product meanwhile. */
export interface Asking {
  api: Client
  sandbox: Client
  book: Book
  gate: Gate
  running(): boolean
}

/** Soon after a kill; not so often while D1 is away for minutes. */
const AGAIN_MS = 40
const PATIENT_MS = 500

/**
 * Asks until an answer comes that the product stands by: no answer (it was killed) and 503 (D1 is away, an actor is
 * starting) are asked again, word for word. Anything that `good` does not take is written down as strange.
 *
 * @returns null when the run ended first
 */
export async function insist(
  asking: Asking,
  good: readonly number[],
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer | null> {
  const { api, book, gate } = asking
  // the last question of a run is asked to its end: half of it may have been taken
  for (let tries = 0; tries < 100 || asking.running(); tries++) {
    await gate.through()
    let answer: Answer | null = null
    try {
      answer = await api.call(method, path, body, headers)
    } catch {
      // no answer: killed under the request, or not listening yet
    }
    const kind = path.replaceAll(/\/(pkg_|[0-9]{5,})[^/]*/g, '/:id').replace('/api/v1', '')
    book.answered(`${method} ${kind} ${answer?.status ?? 'none'}`)
    if (answer !== null && good.includes(answer.status)) return answer
    if (answer !== null && answer.status !== 503) {
      book.strange.push(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`)
      return answer
    }
    await pause(tries < 25 ? AGAIN_MS : PATIENT_MS)
  }
  return null
}
