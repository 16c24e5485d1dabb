import { acceptItem } from '../../contract/accept-item.ts'
import { wrongTimes } from '../../contract/guard.ts'
import { MessagePatchInput, MessageView } from '../../contract/message.ts'
import { invalid, invalidAt } from '../../contract/problem.ts'
import { mayDo } from '../access.ts'
import { changeMessage } from '../change-message.ts'
import { refuse } from '../reply.ts'
import { route } from '../route.ts'

export const messagesPatch = route('PATCH /api/v1/messages/:id', {
  summary: 'Change time or content of a message before it leaves',
  body: { schema: MessagePatchInput },
  answers: { 200: MessageView },
  async handle(ask) {
    const { body, now, params } = ask
    const times = wrongTimes(body, now)
    if (times.length > 0) return { problem: invalid(times) }
    const patch = {
      ...(body.sendAt === undefined ? {} : { sendAt: Date.parse(body.sendAt) }),
      ...(body.expiresAt === undefined ? {} : { expiresAt: Date.parse(body.expiresAt) }),
    }
    if (body.message === undefined)
      return await changeMessage(ask, params.id, (owner) => owner.edit(params.id, patch, ask.by))
    // new content is a new message in all but name: whoever may not send may not write it
    if (!mayDo(ask.caller.role, 'send'))
      return refuse('forbidden', `the role ${ask.caller.role} may not change content`)
    if (body.message['guard'] !== undefined)
      return { problem: invalidAt('message.guard', 'is not possible here: sendAt and expiresAt stand beside it') }
    const checked = await acceptItem(body.message, now, null)
    if ('problem' in checked) {
      const errors = checked.problem.errors?.map((one) => ({ ...one, path: join('message', one.path) }))
      return { problem: { ...checked.problem, ...(errors === undefined ? {} : { errors }) } }
    }
    const whole = { ...patch, item: checked.item }
    return await changeMessage(ask, params.id, (owner) => owner.edit(params.id, whole, ask.by))
  },
})

function join(prefix: string, path: string): string {
  return path === '' ? prefix : `${prefix}.${path}`
}
