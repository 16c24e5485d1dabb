import { acceptItem } from '../../contract/accept-item.ts'
import { invalidAt } from '../../contract/problem.ts'
import { AcceptedView, SendBody } from '../../contract/send.ts'
import { idempotencyKeyOf } from '../idempotency-key.ts'
import { isRefusal, refuse } from '../reply.ts'
import { route } from '../route.ts'
import { acceptAt, sendTarget } from '../send-target.ts'
import { tiedToMedia } from '../tied-to-media.ts'
import { acceptedView } from '../views/accepted-view.ts'
import { withHash } from '../with-hash.ts'

export const messagesSend = route('POST /api/v1/packages/:id/messages', {
  summary: 'Accept one message',
  description: 'The body is a Cloud API message object; `guard` holds what only the guard understands.',
  body: { schema: SendBody, raw: true },
  answers: { 202: AcceptedView },
  async handle(ask) {
    const target = await sendTarget(ask, ask.params.id)
    if (isRefusal(target)) return target
    const key = idempotencyKeyOf(ask.request)
    if (isRefusal(key)) return key
    const checked = await acceptItem(ask.body, ask.now, key.value)
    if ('problem' in checked) return checked
    if (key.value !== null && checked.item.idempotencyKey !== key.value)
      return { problem: invalidAt('guard.idempotencyKey', 'differs from the header Idempotency-Key') }
    const [tied = checked.item] = await tiedToMedia(ask.env, [checked])
    const item = await withHash(ask.env, tied, ask.now)
    const [result] = await acceptAt(ask.env, target, [item], ask.by)
    if (result === undefined) return refuse('unavailable', 'the package gave no answer')
    if ('problem' in result) return result
    return {
      status: 202,
      body: acceptedView(result.accepted),
      headers: {
        location: `/api/v1/messages/${result.accepted.id}`,
        ...(result.replayed ? { 'idempotent-replayed': 'true' } : {}),
      },
    }
  },
})
