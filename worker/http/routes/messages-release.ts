import { MessageView } from '../../contract/message.ts'
import { changeMessage } from '../change-message.ts'
import { route } from '../route.ts'

export const messagesRelease = route('POST /api/v1/messages/:id/release', {
  summary: 'Let a held message go on',
  answers: { 200: MessageView },
  async handle(ask) {
    return await changeMessage(ask, ask.params.id, (owner) => owner.releaseHeld(ask.params.id, ask.by))
  },
})
