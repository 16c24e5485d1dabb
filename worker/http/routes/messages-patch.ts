import { acceptItem } from '../../contract/accept-item.ts'
import { wrongTimes } from '../../contract/guard.ts'
import { MessagePatchInput, MessageView } from '../../contract/message.ts'
import { invalid, invalidAt } from '../../contract/problem.ts'
import { mayDo } from '../access.ts'
import { changeMessage } from '../change-message.ts'
import { isRefusal, type Refusal, refuse } from '../reply.ts'
import { route } from '../route.ts'

export const messagesPatch = route('PATCH /api/v1/messages/:id', {
  summary: 'Change time or content of a message before it leaves',
  description:
    'An end that the message has by default moves with `sendAt`; one that was given stays until it is changed.',
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
      return asAsked(await changeMessage(ask, params.id, (owner) => owner.edit(params.id, patch, ask.by)))
    // new content is a new message in all but name: whoever may not send may not write it
    if (!mayDo(ask.caller.role, 'send'))
      return refuse('forbidden', `the role ${ask.caller.role} may not change content`)
    if (body.message['guard'] !== undefined)
      return { problem: invalidAt('message.guard', 'is not possible here: sendAt and expiresAt stand beside it') }
    const checked = await acceptItem(body.message, now, null)
    if ('problem' in checked) return asAsked(checked)
    const whole = { ...patch, item: checked.item }
    return asAsked(await changeMessage(ask, params.id, (owner) => owner.edit(params.id, whole, ask.by)))
  },
})

/** Errors name the fields of a send body: here its guard stands beside the message. */
function asAsked<Answer extends object>(answer: Answer | Refusal): Answer | Refusal {
  if (!isRefusal(answer)) return answer
  const errors = answer.problem.errors?.map((one) => ({ ...one, path: pathHere(one.path) }))
  return { ...answer, problem: { ...answer.problem, ...(errors === undefined ? {} : { errors }) } }
}

function pathHere(path: string): string {
  if (path === '') return 'message'
  return path.startsWith('guard.') ? path.slice('guard.'.length) : `message.${path}`
}
