import { pause, type Result } from '../e2e/client.ts'
import { freeForm, template } from '../e2e/fleet.ts'
import type { Promised } from './book.ts'
import { type Asking, insist } from './call.ts'

export type Dice = (below: number) => number

interface Draft {
  to: string
  type: string
  policy: 'at_most_once' | 'reconcile' | null
  /** ms */
  expiresAt: number
  body: Record<string, unknown>
}

/** One stream of accepts: its own recipients, one request at a time, so that it knows the order in which they are taken. */
export interface Stream {
  name: string
  packageId: string
  recipients: readonly string[]
  /** Recipients with an open window get free-form messages. */
  windowOpen: boolean
  /** Messages per request; 1 = no batch. */
  batch: number
  /** Not more of the package's messages wait than this. */
  backlog: number
  lifeMs: number
}

/**
 * What may be repeated on proof outlives every run: if it stands still somewhere, it has no end when all is quiet, and an
 * expiry does not hide that. What is sent at most once ends by time, since nothing else ends it when its answer was lost, and so do a few others.
 */
const LONG_LIFE_MS = 3_600_000

/** Told when a request leaves, so that a kill can be aimed at the hand-over that follows. */
export type Posting = (stream: Stream) => void

function draft(stream: Stream, roll: Dice, n: number, previous: string | null): Draft {
  // now and then twice in a row to one person: the second must wait for the first
  const to = previous !== null && roll(4) === 0 ? previous : (stream.recipients[roll(stream.recipients.length)] ?? '')
  const policy = roll(10) === 0 ? 'at_most_once' : null
  const marketing = !stream.windowOpen && roll(10) < 3
  const body = stream.windowOpen ? freeForm(to, n) : template(to, marketing ? 'promo' : 'hello_world')
  const lifeMs = marketing || policy !== null || roll(6) === 0 ? stream.lifeMs : LONG_LIFE_MS
  const expiresAt = Date.now() + lifeMs
  const guard = {
    expiresAt: new Date(expiresAt).toISOString(),
    ...(policy === null ? {} : { policy }),
  }
  return { to, type: String(body['type']), policy, expiresAt, body: { ...body, guard } }
}

/** Posts until the run ends, never ahead of what the numbers can send. */
export async function accepts(asking: Asking, stream: Stream, roll: Dice, posting: Posting): Promise<void> {
  const { book } = asking
  for (let n = 0; asking.running(); n++) {
    await asking.gate.through()
    if (book.backlog(stream.packageId, Date.now(), stream.lifeMs + 5_000) >= stream.backlog) {
      await pause(20)
      continue
    }
    const key = `${stream.name}-${n}`
    const drafts: Draft[] = []
    for (let i = 0; i < stream.batch; i++) drafts.push(draft(stream, roll, n + i, drafts.at(-1)?.to ?? null))
    posting(stream)
    const results = await post(asking, stream, key, drafts)
    drafts.forEach((one, i) => {
      const result = results?.[i]
      if (result === undefined) return
      const promised: Promised = {
        to: one.to,
        type: one.type,
        packageId: stream.packageId,
        at: Date.now(),
        expiresAt: one.expiresAt,
      }
      if (result.id !== undefined) book.acknowledge(result.id, `${key}#${i}`, promised, one.policy)
      // a request that was kept from the product until its own end had passed is refused, and rightly so
      else if (one.expiresAt > Date.now()) book.strange.push(`${key}#${i} refused: ${JSON.stringify(result.problem)}`)
    })
    await pause(stream.batch === 1 ? 10 + roll(30) : 50 + roll(150))
  }
}

async function post(
  asking: Asking,
  stream: Stream,
  key: string,
  drafts: readonly Draft[],
): Promise<readonly Result[] | null> {
  const path = `/api/v1/packages/${stream.packageId}/messages`
  const headers = { 'idempotency-key': key }
  if (stream.batch === 1) {
    const answer = await insist(asking, [202, 400], 'POST', path, drafts[0]?.body, headers)
    if (answer?.status === 400) return [{ problem: { type: String(answer.body['type']), status: 400 } }]
    return answer?.status === 202 ? [answer.body as Result] : null
  }
  const answer = await insist(
    asking,
    [202],
    'POST',
    `${path}/batch`,
    { messages: drafts.map((one) => one.body) },
    headers,
  )
  return answer?.status === 202 ? (answer.body['results'] as Result[]) : null
}
