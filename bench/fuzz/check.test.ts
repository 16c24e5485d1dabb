import { describe, expect, it } from 'vitest'
import type { OpenApiDocument } from '../../worker/http/testing/expect-openapi.ts'
import { cutByDoor, flawsOf } from './check.ts'
import { SCRIPT, SECRET } from './hostile.ts'
import type { Shot } from './shot.ts'
import type { Answer } from './wire.ts'

const problemSchema = {
  type: 'object',
  properties: { type: { type: 'string' }, status: { type: 'integer' } },
  required: ['type', 'status'],
}
const document: OpenApiDocument = {
  paths: {
    '/{version}/{id}': { get: { responses: { 200: { content: { 'application/json': { schema: {} } } } } } },
    '/api/v1/things/{id}': {
      get: {
        responses: {
          200: {
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: { id: { type: 'string' } },
                  required: ['id'],
                  additionalProperties: false,
                },
              },
            },
          },
          204: {},
          default: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
        },
      },
    },
  },
  components: { schemas: { Problem: problemSchema } },
}
const shot: Shot = {
  index: 0,
  lane: 'GET /api/v1/things/{id}',
  method: 'GET',
  path: '/api/v1/things/1?a=b',
  headers: [],
  body: null,
  chunked: false,
}
const REQUEST_ID = '01234567-89ab-4cde-8f01-23456789abcd'

function answer(status: number, body: unknown, more: Record<string, string> = {}): Answer {
  const media = status >= 400 ? 'application/problem+json' : 'application/json'
  return {
    status,
    headers: { 'content-type': media, 'x-content-type-options': 'nosniff', 'x-request-id': REQUEST_ID, ...more },
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    ms: 1,
  }
}

const problem = (type: string, status: number, more = {}) => ({
  ...{ type, status, title: 't', detail: 'd', requestId: REQUEST_ID, errors: [] },
  ...more,
})
const kinds = (given: Answer, of = shot) => flawsOf(document, of, given).map((one) => one.kind)

describe('an answer that the document has', () => {
  it.each([
    ['a body that fits', answer(200, { id: 'x' })],
    ['a path that only workerd reads so', answer(200, { id: 'x' }), { ...shot, path: '/api/v1/things/1/%2e%2e/..' }],
    ['a problem', answer(404, problem('not-found', 404))],
    [
      'no body where none is published',
      { ...answer(204, ''), headers: { ...answer(204, '').headers, 'content-type': undefined } },
    ],
    ["a refusal of workerd's own", { status: 431, headers: {}, body: Buffer.from('ERROR: header too large.'), ms: 1 }],
    [
      'the same to a HEAD, which has no body',
      { status: 431, headers: {}, body: Buffer.from(''), ms: 1 },
      { ...shot, method: 'HEAD' },
    ],
    [
      "a path of Graph's with a slash at its end",
      answer(200, { id: 'x' }),
      { ...shot, lane: 'GET /{version}/{id}', path: '/v19.0/4711/' },
    ],
  ])('%s has no flaw', (_: string, given: Answer, of?: Shot) => {
    expect(kinds(given, of)).toEqual([])
  })
})

describe('a text', () => {
  const published = { '200': { content: { 'text/plain': { schema: { type: 'string' } } } }, default: {} }
  const withText: typeof document = { ...document, paths: { '/metrics': { get: { responses: published } } } }
  const figures = { ...shot, method: 'GET', lane: 'GET /metrics', path: '/metrics' }
  const flaws = (media: string) => flawsOf(withText, figures, answer(200, 'x 1', { 'content-type': media }))

  it('goes where one is published, with whatever parameters, and nothing else does', () => {
    expect(flaws('text/plain; version=0.0.4; charset=utf-8')).toEqual([])
    expect(flaws('text/html')).toMatchObject([{ kind: 'schemaMismatch' }])
    expect(flaws('application/json')).not.toEqual([])
  })
})

describe('an answer that it has not', () => {
  it.each([
    ['a member of another type', answer(200, { id: 1 })],
    ['a member too many', answer(200, { id: 'x', more: 1 })],
    ['a status of nobody', answer(202, { id: 'x' }, { 'content-type': 'text/plain' })],
    ['another media type', answer(200, { id: 'x' }, { 'content-type': 'text/html' })],
    ['no JSON', answer(200, '{')],
    ['a body where none is published', answer(204, { id: 'x' })],
    ['a slug of nobody', answer(404, problem('missing', 404))],
    ['a slug with the status of another', answer(409, problem('not-found', 409))],
    ['a status beside its own', answer(404, problem('not-found', 400))],
    ['no title', answer(404, problem('not-found', 404, { title: '' }))],
    ['the id of another request', answer(404, problem('not-found', 404, { requestId: 'x' }))],
    ['a problem as plain JSON', answer(404, problem('not-found', 404), { 'content-type': 'application/json' })],
    ['an input error without its errors', answer(400, problem('invalid-request', 400, { errors: undefined }))],
    ['429 without Retry-After', answer(429, problem('rate-limited', 429))],
    ['401 without WWW-Authenticate', answer(401, problem('unauthenticated', 401))],
    ['a stack', answer(404, problem('not-found', 404, { detail: 'x\n    at f (/index.js:1:1)' }))],
    ['a word of the database', answer(404, problem('not-found', 404, { detail: 'D1_ERROR: x' }))],
    ['a token', answer(200, { id: SECRET })],
    ['no nosniff', answer(200, { id: 'x' }, { 'x-content-type-options': '' })],
    ['no request id', answer(200, { id: 'x' }, { 'x-request-id': '' })],
    ['script in a header', answer(200, { id: 'x' }, { location: SCRIPT })],
  ])('%s is a mismatch', (_, given) => {
    expect(kinds(given)).toContain('schemaMismatch')
  })

  it('script in a page', () => {
    const page = { ...shot, lane: 'stray path', path: '/api/docs' }
    const headers = { 'content-type': 'text/html' }
    expect(kinds(answer(200, 'fine', headers), page)).toEqual([])
    expect(kinds(answer(200, `a ${SCRIPT}`, headers), page)).toEqual(['schemaMismatch'])
    // the same page by a path that means it
    expect(kinds(answer(200, 'fine', headers), { ...page, lane: 'GET /api/docs', path: '/api/%64ocs' })).toEqual([])
  })
})

describe('a refusal', () => {
  it('is in Graph’s shape where a Graph path is left once the dots are gone, in the order of workerd', () => {
    const error = { message: '(#10) No', type: 'OAuthException', code: 10, fbtrace_id: REQUEST_ID }
    const refused = answer(403, { error }, { 'content-type': 'application/json' })
    const at = (path: string): Shot => ({ ...shot, lane: 'GET /{version}/{mediaId}/download', path })
    const asProblem = (path: string) => kinds(answer(404, problem('not-found', 404)), at(path))
    expect(asProblem('/v26.0/%2e%2e/download')).toEqual([])
    expect(asProblem('/v26.0/%2e%2e/../download')).toContain('schemaMismatch')
    const whats = flawsOf(document, at('/v26.0/%2e%2e/../download'), refused).map((one) => one.what)
    expect(whats.filter((what) => what.includes('403 as application/json'))).toEqual([])
  })
})

describe('a fault', () => {
  it('is a server error, but for a 503 that says when to come back', () => {
    expect(kinds(answer(500, problem('about:blank', 500)))).toContain('serverError')
    expect(kinds(answer(503, problem('unavailable', 503)))).toContain('serverError')
    expect(kinds(answer(503, problem('unavailable', 503), { 'retry-after': '5' }))).toEqual(['unavailable'])
  })
})

describe('a connection that was cut', () => {
  const cut = new Error('aborted')
  it('is the door’s where a GET had a body, and a fault everywhere else', () => {
    const body = Buffer.from('{}')
    expect(cutByDoor({ ...shot, body }, cut)).toBe(true)
    expect(cutByDoor(shot, cut)).toBe(false)
    expect(cutByDoor({ ...shot, method: 'POST', body }, cut)).toBe(false)
    expect(
      cutByDoor({ ...shot, body }, new Error('The operation was aborted due to timeout', { cause: 'silence' })),
    ).toBe(false)
  })
})
