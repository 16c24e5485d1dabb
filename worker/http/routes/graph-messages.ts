import { acceptItem } from '../../contract/accept-item.ts'
import { GraphMessageInput, GraphMessageView } from '../../contract/graph.ts'
import { invalidAt } from '../../contract/problem.ts'
import { settledView } from '../graph/answer.ts'
import { isBag, withWamids } from '../graph/guard-ids.ts'
import { isReadMark, markRead } from '../graph/read-mark.ts'
import { senderOf } from '../graph/sender.ts'
import { sentAnswer } from '../graph/sent-view.ts'
import { idempotencyKeyOf } from '../idempotency-key.ts'
import { isRefusal, refuse } from '../reply.ts'
import { route } from '../route.ts'
import { acceptAt } from '../send-target.ts'
import { tiedToMedia } from '../tied-to-media.ts'
import { withHash } from '../with-hash.ts'

/** What waits for a time further off than this is not waited for. */
const SOON_MS = 10_000

export const graphMessages = route('POST /:version{v[0-9]+\\.[0-9]+}/:senderId/messages', {
  summary: 'Send as with the Cloud API: through one number, or through a package as a pool',
  description:
    "`senderId` is a phone number id (that number alone sends) or a package id (the pool). The answer has Meta's shape, with Meta's wamid when Meta answered within 10 seconds; else with the guard's id and `message_status: queued`. A body with `status: read` is a mark-as-read. A guard id is understood in `context.message_id`, `reaction.message_id` and mark-as-read.",
  face: 'graph',
  body: { schema: GraphMessageInput, raw: true },
  answers: { 200: GraphMessageView },
  async handle(ask) {
    const sender = await senderOf(ask, ask.params.senderId)
    if (isRefusal(sender)) return sender
    if (isReadMark(ask.body)) return await markRead(ask, sender, ask.body)
    if (!isBag(ask.body)) return { problem: invalidAt('', 'must be a message object') }
    const key = idempotencyKeyOf(ask.request)
    if (isRefusal(key)) return key
    const meant = await withWamids(ask, ask.body)
    if (isRefusal(meant)) return meant
    const pinned = pinnedTo(meant.body, sender.number?.id ?? meant.profileId)
    if (isRefusal(pinned)) return pinned
    const checked = await acceptItem(pinned, ask.now, key.value)
    if ('problem' in checked) return checked
    const [tied = checked.item] = await tiedToMedia(ask.env, [checked])
    const item = await withHash(ask.env, tied, ask.now)
    const [result] = await acceptAt(ask.env, sender.target, [item], ask.by)
    if (result === undefined) return refuse('unavailable', 'the package gave no answer')
    if ('problem' in result) return result
    const { id, status, notBefore } = result.accepted
    const later = status === 'held' || (item.guard.sendAt !== undefined && notBefore > ask.now + SOON_MS)
    const view = later ? null : await settledView(ask.env, sender.target.id, id)
    return sentAnswer(id, String(ask.body['to'] ?? ask.body['recipient']), item, view, ask.requestId)
  },
})

/** The body with the number in `guard` that alone may send it; a caller's own `guard` is kept where it says the same. */
function pinnedTo(body: { [key: string]: unknown }, profileId: string | null) {
  if (profileId === null) return body
  const guard = isBag(body['guard']) ? body['guard'] : {}
  const own = guard['profileId']
  if (own !== undefined && own !== profileId)
    return { problem: invalidAt('guard.profileId', 'is not the number that sends') }
  return { ...body, guard: { ...guard, profileId } }
}
