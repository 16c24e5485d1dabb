import { WorkerEntrypoint } from 'cloudflare:workers'
import type { FetchAnswer } from '../kit/host.ts'
import { type FetchInit, fetchAnswer } from '../kit/read-answer.ts'

/**
 * A stateless pair of hands: an invocation may hold six outgoing connections, so an actor with more requests in flight
 * sends each through a call of this entrypoint and keeps only the ledger.
 */
export class Sender extends WorkerEntrypoint {
  send(url: string, init: FetchInit): Promise<FetchAnswer> {
    return fetchAnswer(url, init)
  }
}
