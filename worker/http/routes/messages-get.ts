import { MessageView } from '../../contract/message.ts'
import { findMessage } from '../find-message.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { messageWhole } from '../views/message-view.ts'

export const messagesGet = route('GET /api/v1/messages/:id', {
  summary: 'A message with its whole story: every event, decision and reason',
  answers: { 200: MessageView },
  async handle(ask) {
    const message = await findMessage(ask, ask.params.id)
    return isRefusal(message) ? message : { status: 200, body: messageWhole(message) }
  },
})
