import * as z from 'zod'
import { memberOf, textOf } from '../../../durable/domain/json.ts'
import { GraphMediaQuery } from '../../contract/graph.ts'
import { graphError } from '../graph/errors.ts'
import { lookUp } from '../graph/media-look-up.ts'
import { numberForMedia } from '../graph/media-number.ts'
import { fetchMedia } from '../graph/meta.ts'
import { passedOn } from '../graph/passed-on.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'

/** Of Meta's answer only this is passed on. */
const HEADERS = ['content-type', 'content-length', 'content-disposition']

export const graphMediaDownload = route('GET /:version{v[0-9]+\\.[0-9]+}/:mediaId/download', {
  summary: 'A file itself, streamed through from Meta',
  description:
    'The url of a look-up leads here; the type is the one that Meta names, such as image/jpeg. Looked up anew each time, since a URL of Meta is good for five minutes.',
  face: 'graph',
  query: GraphMediaQuery,
  answers: {
    200: { media: '*/*', schema: z.string().meta({ format: 'binary' }), examples: { text: 'the bytes of the file' } },
  },
  async handle(ask) {
    const { env, params, requestId } = ask
    const found = await numberForMedia(ask, params.mediaId, ask.query.phone_number_id)
    if (isRefusal(found)) return found
    const said = await lookUp(ask.env, params.mediaId, found)
    if (isRefusal(said)) return said
    const url = textOf(memberOf(said.body, 'url'))
    if (said.status !== 200 || url === null) return passedOn(said, requestId)
    const file = await fetchMedia(env, found.number, url)
    if (isRefusal(file)) return file
    if (file.status !== 200) {
      await file.body?.cancel()
      return graphError({ code: 131052, details: `Meta answered ${file.status} for the file` }, requestId)
    }
    const headers = new Headers()
    for (const name of HEADERS) {
      const value = file.headers.get(name)
      if (value !== null) headers.set(name, value)
    }
    return new Response(file.body, { headers })
  },
})
