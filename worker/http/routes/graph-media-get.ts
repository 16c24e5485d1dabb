import { GraphMediaQuery, GraphMediaView } from '../../contract/graph.ts'
import { lookUp } from '../graph/media-look-up.ts'
import { numberForMedia } from '../graph/media-number.ts'
import { passedOn } from '../graph/passed-on.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'

export const graphMediaGet = route('GET /:version{v[0-9]+\\.[0-9]+}/:mediaId', {
  summary: 'Look up a file; its url leads through the guard',
  description: 'Ask for the url with the same token. Every other object of Graph is answered with error 100.',
  face: 'graph',
  query: GraphMediaQuery,
  answers: { 200: GraphMediaView },
  async handle(ask) {
    const { params, requestId, request } = ask
    const found = await numberForMedia(ask, params.mediaId, ask.query.phone_number_id)
    if (isRefusal(found)) return found
    const said = await lookUp(ask.env, params.mediaId, found)
    if (isRefusal(said)) return said
    if (said.status !== 200) return passedOn(said, requestId)
    const query = found.query === null ? '' : `?${found.query}`
    const url = `${new URL(request.url).origin}/${params.version}/${params.mediaId}/download${query}`
    const text = JSON.stringify({ ...Object(said.body), url })
    return passedOn({ ...said, text }, requestId)
  },
})
