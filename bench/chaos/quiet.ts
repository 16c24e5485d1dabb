import { type Client, pause } from '../e2e/client.ts'
import { template } from '../e2e/fleet.ts'
import { actorMessages, historyMessages } from '../e2e/state.ts'
import { type Asking, insist } from './call.ts'
import { NUMBERS } from './fleet.ts'
import { allSends } from './ledger.ts'

/** Statuses that still wait for something. */
const OPEN = 'accepted,queued,held,sending,unknown'
const CAPPED = new Set(NUMBERS.filter((one) => one.kind === 'capped').map((one) => one.id))

/** A lost answer is given three times the slowest first status in silence; then the proof is asked for. */
const SILENCES = 4

/** How long Meta's slowest first status has taken to be taken in, ms. */
async function slowestStatus(sandbox: Client): Promise<number> {
  const waits = (await allSends(sandbox)).map((one) => (one.confirmedAt ?? one.at) - one.at)
  return waits.reduce((most, one) => Math.max(most, one), 0)
}

/**
 * Waits until nothing is under way any more: Meta's webhooks have left, no message is open, and the history has caught up
 * with the actors. Meanwhile Meta answers well, and each account goes on sending a little, since a lost answer is made good
 * only on the proof that a later send gives.
 *
 * @returns false when that did not come about in time; the judge then finds what is missing
 */
export async function quiet(
  asking: Asking,
  { packages, stateDir }: { packages: readonly string[]; stateDir: string },
  withinMs: number,
): Promise<boolean> {
  const { api, sandbox, book } = asking
  await sandbox.expect(200, 'DELETE', '/sandbox/faults')
  let round = 0
  const isQuiet = async (): Promise<true | undefined> => {
    const health = await sandbox.expect(200, 'GET', '/sandbox/health')
    const open = await api.list<{ id: string; profileId: string | null; status: string }>(
      `/api/v1/messages?direction=out&status=${OPEN}`,
    )
    for (const one of open) if (await waitsForCap(asking, one)) await cancel(asking, one.id)
    if (open.some((one) => one.status === 'unknown')) await prove(asking, packages, round++)
    if (open.length > 0 || health['plannedMessages'] !== 0 || health['pendingWebhooks'] !== 0) return undefined
    const history = historyMessages(stateDir)
    if (history.size < book.promised.size) return undefined
    for (const [id, one] of actorMessages(stateDir)) if (history.get(id)?.status !== one.status) return undefined
    return true
  }
  const begun = Date.now()
  for (;;) {
    if ((await isQuiet().catch(() => undefined)) === true) return true
    if (Date.now() - begun > withinMs + SILENCES * (await slowestStatus(sandbox))) return false
    await pause(1_000)
  }
}

/** What was proven lost only its own number may send again (ADR 0014): at its cap, that is later than anybody waits here. */
async function waitsForCap(
  { api }: Asking,
  one: { id: string; profileId: string | null; status: string },
): Promise<boolean> {
  if (one.status !== 'queued' || !CAPPED.has(one.profileId ?? '')) return false
  const { timeline } = await api.expect(200, 'GET', `/api/v1/messages/${one.id}`)
  return (timeline as { event: string }[]).some(({ event }) => event === 'requeued')
}

async function cancel(asking: Asking, id: string): Promise<void> {
  const answer = await insist(asking, [200, 409], 'POST', `/api/v1/messages/${id}/cancel`)
  if (answer?.status === 200) {
    asking.book.cancelled.set(id, Date.now())
    asking.book.keptByCap += 1
  }
}

/** One message by a number of each account: its status proves that webhooks arrive. */
async function prove(asking: Asking, packages: readonly string[], round: number): Promise<void> {
  for (const wabaId of new Set(NUMBERS.map((one) => one.wabaId))) {
    const one = NUMBERS.find((number) => number.wabaId === wabaId && !number.wanders && !CAPPED.has(number.id))
    const packageId = packages[one?.home ?? 0]
    if (one === undefined || packageId === undefined) continue
    const to = `+573029${wabaId}${String(round).padStart(3, '0')}`
    const body = { ...template(to, 'hello_world'), guard: { profileId: one.id } }
    const key = `proof-${wabaId}-${round}`
    const answer = await insist(asking, [202], 'POST', `/api/v1/packages/${packageId}/messages`, body, {
      'idempotency-key': key,
    })
    if (answer?.status === 202) {
      const promised = { to, type: 'template', packageId, at: Date.now(), expiresAt: Number.POSITIVE_INFINITY }
      asking.book.acknowledge(String(answer.body['id']), key, promised, null)
    }
  }
}
