import { memberOf } from '../../../durable/domain/json.ts'
import { GraphMediaQuery, GraphSuccessView } from '../../contract/graph.ts'
import { forgetMedia } from '../../db/media.ts'
import { orNull } from '../actors.ts'
import { lookUp } from '../graph/media-look-up.ts'
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
    if (!found.tied) {
      // any id of Graph's can be deleted with the number's token: only a file may be
      const known = await lookUp(ask.env, params.mediaId, found)
      if (isRefusal(known)) return known
      if (known.status !== 200) return passedOn(known, ask.requestId)
    }
    const answer = await askMeta(env, found.number, [params.mediaId], found.query, { method: 'DELETE' })
    if (isRefusal(answer)) return answer
    const said = await saidByMeta(env, found.number, answer)
    // the file is gone, whatever D1 says
    if (memberOf(said.body, 'success') === true) await orNull(forgetMedia(env, params.mediaId))
    return passedOn(said, ask.requestId)
  },
})
