import { WorkerEntrypoint } from 'cloudflare:workers'
import type { FetchAnswer } from '../kit/host.ts'
import { type FetchInit, fetchAnswer } from '../kit/read-answer.ts'

export type SentAnswer = { answer: FetchAnswer } | { failed: { name: string; message: string } }

/**
 * A stateless pair of hands: an invocation may hold six outgoing connections, so an actor with more requests in flight
 * sends each through a call of this entrypoint and keeps only the ledger.
 */
export class Sender extends WorkerEntrypoint {
  /** A failure is a value here: an error would lose its kind on the way, and be reported as a bug of this call. */
  async send(url: string, init: FetchInit): Promise<SentAnswer> {
    try {
      return { answer: await fetchAnswer(url, init) }
    } catch (error) {
      return {
        failed: error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: '' },
      }
    }
  }
}
