import type { AcceptResult } from '../../../durable/package/rpc.ts'
import { acceptItem } from '../../contract/accept-item.ts'
import { type Problem, problemView } from '../../contract/problem.ts'
import { BatchBody, BatchView } from '../../contract/send.ts'
import { idempotencyKeyOf } from '../idempotency-key.ts'
import { isRefusal } from '../reply.ts'
import { BATCH_BODY_BYTES, route } from '../route.ts'
import { acceptAt, sendTarget } from '../send-target.ts'
import { tiedToMedia } from '../tied-to-media.ts'
import { acceptedView } from '../views/accepted-view.ts'
import { withHash } from '../with-hash.ts'

export const messagesBatch = route('POST /api/v1/packages/:id/messages/batch', {
  summary: 'Accept up to 1,000 messages, each with its own result',
  description: 'The header Idempotency-Key k stands for k#i on item i. Paths in a result begin at its own item.',
  body: { schema: BatchBody, limit: BATCH_BODY_BYTES },
  answers: { 202: BatchView },
  async handle(ask) {
    const target = await sendTarget(ask, ask.params.id)
    if (isRefusal(target)) return target
    const key = idempotencyKeyOf(ask.request)
    if (isRefusal(key)) return key
    const checked = await Promise.all(
      ask.body.messages.map((body, index) =>
        acceptItem(body, ask.now, key.value === null ? null : `${key.value}#${index}`),
      ),
    )
    const valid = await tiedToMedia(
      ask.env,
      checked.flatMap((one) => ('item' in one ? [one] : [])),
    )
    const items = await Promise.all(valid.map((item) => withHash(ask.env, item, ask.now)))
    const accepted = await acceptAt(ask.env, target, items, ask.by)
    let next = 0
    const results = checked.map((one) => resultView('problem' in one ? one : accepted[next++], ask.requestId))
    return { status: 202, body: { results } }
  },
})

function resultView(result: AcceptResult | { problem: Problem } | undefined, requestId: string) {
  if (result === undefined)
    return { problem: problemView({ type: 'unavailable', detail: 'the package gave no answer' }, requestId) }
  return 'problem' in result ? { problem: problemView(result.problem, requestId) } : acceptedView(result.accepted)
}
