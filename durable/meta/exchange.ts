import type { FetchAnswer, Host } from '../kit/host.ts'

/**
 * One exchange with Meta, counted among those under way: a send and a look-up take connections of the same pool, and the
 * pacing of a send asks whether one is open for it (Outgoing). Rejects as Host.fetch does.
 */
export async function exchange(host: Host, ...request: Parameters<Host['fetch']>): Promise<FetchAnswer> {
  host.outgoing.begin()
  let answered = false
  try {
    const answer = await host.fetch(...request)
    // who fails may hang up as well
    answered = answer.status < 500
    return answer
  } finally {
    host.outgoing.end(host.now(), answered)
  }
}
