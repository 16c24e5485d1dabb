import { type Client, until } from '../e2e/client.ts'
import { actorMessages, historyMessages } from '../e2e/state.ts'
import type { Book } from './book.ts'

/** Statuses that still wait for something. */
const OPEN = 'accepted,queued,held,sending,unknown'

/**
 * Waits until nothing is under way any more: Meta's webhooks have left, no message is open, and the history has caught up
 * with the actors.
 *
 * @returns false when that did not come about in time; the judge then finds what is missing
 */
export async function quiet(
  { api, sandbox, book, stateDir }: { api: Client; sandbox: Client; book: Book; stateDir: string },
  withinMs: number,
): Promise<boolean> {
  const isQuiet = async (): Promise<true | undefined> => {
    const health = await sandbox.expect(200, 'GET', '/sandbox/health')
    if (health['plannedMessages'] !== 0 || health['pendingWebhooks'] !== 0) return undefined
    const open = await api.expect(200, 'GET', `/api/v1/messages?direction=out&status=${OPEN}&limit=1`)
    if ((open['items'] as unknown[]).length > 0) return undefined
    const history = historyMessages(stateDir)
    if (history.size < book.promised.size) return undefined
    for (const [id, one] of actorMessages(stateDir)) if (history.get(id)?.status !== one.status) return undefined
    return true
  }
  try {
    return await until('nothing is open', withinMs, isQuiet, 1_000)
  } catch {
    return false
  }
}
