import { MessageView } from '../../contract/message.ts'
import { changeMessage } from '../change-message.ts'
import { route } from '../route.ts'

export const messagesCancel = route('POST /api/v1/messages/:id/cancel', {
  summary: 'Cancel a message before it leaves; on an unknown one this forbids the resend',
  answers: { 200: MessageView },
  async handle(ask) {
    return await changeMessage(ask, ask.params.id, (owner) => owner.cancel(ask.params.id, ask.by))
  },
})
