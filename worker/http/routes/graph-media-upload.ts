import { memberOf, textOf } from '../../../durable/domain/json.ts'
import { GraphUploadForm, GraphUploadView } from '../../contract/graph.ts'
import { invalidAt } from '../../contract/problem.ts'
import { tieMedia } from '../../db/media.ts'
import { orNull } from '../actors.ts'
import { numberForUpload } from '../graph/media-number.ts'
import { askMeta } from '../graph/meta.ts'
import { passedOn, saidByMeta } from '../graph/passed-on.ts'
import { senderOf } from '../graph/sender.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'

export const graphMediaUpload = route('POST /:version{v[0-9]+\\.[0-9]+}/:senderId/media', {
  summary: 'Upload a file to a number, streamed through to Meta',
  description:
    'Of a package the number with most room takes it. What shows the file afterwards goes by the same number, since no other could send it.',
  face: 'graph',
  form: GraphUploadForm,
  answers: { 200: GraphUploadView },
  async handle(ask) {
    const { env, request } = ask
    const sender = await senderOf(ask, ask.params.senderId)
    if (isRefusal(sender)) return sender
    const type = request.headers.get('content-type')
    if (type === null || !/^multipart\/form-data\s*;/i.test(type) || request.body === null)
      return { problem: invalidAt('file', 'is needed as multipart/form-data') }
    const number = sender.number ?? (await numberForUpload(ask, sender.target.id))
    if (isRefusal(number)) return number
    const query = new URL(request.url).searchParams
    query.delete('access_token')
    const answer = await askMeta(env, number, [number.id, 'media'], query, {
      method: 'POST',
      headers: { 'content-type': type },
      body: request.body,
    })
    if (isRefusal(answer)) return answer
    const said = await saidByMeta(env, number, answer)
    const id = said.status === 200 ? textOf(memberOf(said.body, 'id')) : null
    // the file is at Meta: without D1 its id is still worth more than an error
    if (id !== null) await orNull(tieMedia(env, id, number.id, ask.now))
    return passedOn(said, ask.requestId)
  },
})
