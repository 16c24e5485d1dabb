import type { FetchAnswer } from '../host.ts'
import type { WorldAnswer } from './world-types.ts'

/** As it would come out of the wire: what JSON does not carry is lost here too. */
export function clone<T>(value: T): T {
  return value === undefined ? value : JSON.parse(JSON.stringify(value))
}

/** When and how a request ends for its caller, given Meta's answer and the caller's own patience (ms). */
export function worldAnswer(
  answer: WorldAnswer,
  timeoutMs: number,
): { afterMs: number; settle: (resolve: (answer: FetchAnswer) => void, reject: (error: Error) => void) => void } {
  const due = answer === 'silence' ? Number.POSITIVE_INFINITY : (answer.afterMs ?? 50)
  return {
    afterMs: Math.min(due, timeoutMs),
    settle(resolve, reject) {
      if (due > timeoutMs) reject(new DOMException('The operation was aborted due to timeout', 'TimeoutError'))
      else if (answer === 'silence' || !('status' in answer)) reject(new TypeError('fetch failed'))
      else
        resolve({
          status: answer.status,
          headers: answer.headers ?? {},
          body: answer.body ?? (answer.json === undefined ? '' : JSON.stringify(answer.json)),
        })
    },
  }
}
