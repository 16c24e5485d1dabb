import { memberOf } from '../../../durable/domain/json.ts'
import { GraphMediaQuery, GraphSuccessView } from '../../contract/graph.ts'
import { forgetMedia } from '../../db/media.ts'
import { numberForMedia } from '../graph/media-number.ts'
import { askMeta } from '../graph/meta.ts'
import { passedOn, saidByMeta } from '../graph/passed-on.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'

export const graphMediaDelete = route('DELETE /:version{v[0-9]+\\.[0-9]+}/:mediaId', {
  summary: 'Delete a file at Meta',
  face: 'graph',
  query: GraphMediaQuery,
  answers: { 200: GraphSuccessView },
  async handle(ask) {
    const { env, params } = ask
    const found = await numberForMedia(ask, params.mediaId, ask.query.phone_number_id)
    if (isRefusal(found)) return found
    const answer = await askMeta(env, found.number, [params.mediaId], null, { method: 'DELETE' })
    if (isRefusal(answer)) return answer
    const said = await saidByMeta(env, found.number, answer)
    if (memberOf(said.body, 'success') === true) await forgetMedia(env, params.mediaId)
    return passedOn(said, ask.requestId)
  },
})
