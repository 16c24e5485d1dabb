import { MessageQuery, MessageSummaryView } from '../../contract/message.ts'
import { normaliseAddress } from '../../contract/phone.ts'
import { pageOf } from '../../contract/wire.ts'
import { decodeCursor } from '../../db/cursor.ts'
import { listMessages } from '../../db/messages.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { knownPackage, knownProfile } from '../scope.ts'
import { messageSummary } from '../views/message-view.ts'

export const messagesList = route('GET /api/v1/messages', {
  summary: 'Messages of the history, newest first; `direction=in` lists what users wrote',
  query: MessageQuery,
  answers: { 200: pageOf(MessageSummaryView) },
  async handle(ask) {
    const { env, caller, query } = ask
    const cursor = decodeCursor(query.cursor, 'number')
    if (cursor !== null && isRefusal(cursor)) return cursor
    if (query.packageId !== undefined) {
      const entry = await knownPackage(ask, query.packageId)
      if (isRefusal(entry)) return entry
    }
    if (query.profileId !== undefined) {
      const entry = await knownProfile(ask, query.profileId)
      if (isRefusal(entry)) return entry
    }
    const page = await listMessages(
      env,
      {
        packageId: query.packageId,
        profileId: query.profileId,
        statuses: query.status?.split(','),
        recipient: query.recipient === undefined ? undefined : (normaliseAddress(query.recipient) ?? query.recipient),
        reference: query.reference,
        direction: query.direction,
        from: query.from === undefined ? undefined : Date.parse(query.from),
        to: query.to === undefined ? undefined : Date.parse(query.to),
        acceptedBy: caller.role === 'sender' ? caller.id : undefined,
      },
      { limit: query.limit, cursor, visible: caller.packageIds },
    )
    return { status: 200, body: { items: page.items.map(messageSummary), nextCursor: page.nextCursor } }
  },
})
