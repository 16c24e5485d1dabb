import { expectOpenApi, type OpenApiDocument } from '../../worker/http/testing/expect-openapi.ts'
import { GRAPH, graphFlaws } from './face.ts'
import { SCRIPT, SECRET } from './hostile.ts'
import type { Shot } from './shot.ts'
import type { Answer } from './wire.ts'

/** The contract's slugs and their status, written down here from its text and not read from the code. */
const SLUGS: Readonly<Record<string, number>> = {
  'invalid-request': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'idempotency-mismatch': 409,
  'already-sending': 409,
  'number-taken': 409,
  'not-empty': 409,
  'state-conflict': 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  'service-window-closed': 422,
  'opted-out': 422,
  'rate-limited': 429,
  'queue-full': 429,
  unavailable: 503,
}

/** A stack, a file of ours or of the machine, or the words of the database. */
const LEAK =
  /\n\s+at |node_modules|\.ts:\d|\/index\.js|D1_ERROR|SQLITE_|no such (table|column)|TypeError|RangeError|SyntaxError|\/home\/|\/tmp\//

/** Routes whose good answers are no documents of ours: what they answer, and as what. */
const BESIDE: Readonly<Record<string, { statuses: number[]; media: string }>> = {
  '/webhooks/meta': { statuses: [200], media: 'text/plain' },
  '/api/openapi.json': { statuses: [200], media: 'application/json' },
  '/api/docs': { statuses: [200], media: 'text/html' },
}

export interface Flaw {
  kind: 'serverError' | 'schemaMismatch' | 'unavailable'
  /** the first words say what; equal words are the same flaw */
  what: string
}

/** Everything that is wrong with an answer. */
export function flawsOf(document: OpenApiDocument, shot: Shot, answer: Answer): Flaw[] {
  const flaws: Flaw[] = []
  const wrong = (what: string): void => void flaws.push({ kind: 'schemaMismatch', what: `${shot.lane}: ${what}` })
  const text = answer.body.toString('utf8')
  const media = answer.headers['content-type']?.split(';')[0] ?? ''

  if (isDoor(shot.method, answer)) return []
  if (answer.status === 503 && answer.headers['retry-after'] !== undefined)
    flaws.push({ kind: 'unavailable', what: `${shot.lane}: 503 ${text.slice(0, 300)}` })
  else if (answer.status >= 500)
    flaws.push({ kind: 'serverError', what: `${shot.lane}: ${answer.status} ${text.slice(0, 300)}` })
  if (answer.status === 101) return flaws

  if (LEAK.test(text)) wrong(`leaks ${LEAK.exec(text)?.[0]}`)
  if (text.includes(SECRET)) wrong('holds a token that was put in')
  if (media === 'text/html' && text.includes(SCRIPT)) wrong('gives script back as HTML')
  for (const [name, value] of Object.entries(answer.headers))
    if (value?.includes('<script') === true) wrong(`gives script back in the header ${name}`)
  if (answer.headers['x-content-type-options'] !== 'nosniff') wrong('has no nosniff')
  const requestId = answer.headers['x-request-id']
  if (requestId === undefined || !/^[0-9a-f-]{36}$/.test(requestId)) wrong(`X-Request-Id is ${requestId}`)

  if (shot.method === 'HEAD') {
    if (answer.body.length > 0) wrong('HEAD with a body')
    return flaws
  }
  let body: unknown = null
  if (media.endsWith('json') && answer.body.length > 0)
    try {
      body = JSON.parse(text)
    } catch {
      wrong('is not JSON')
    }
  const graph = GRAPH.test(normal(pathOnly(shot.path)))
  const flawsIn = graph ? graphFlaws : problemFlaws
  if (answer.status >= 400) for (const what of flawsIn(answer, media, body)) wrong(what)
  const beside = BESIDE[normal(pathOnly(shot.path))]
  if (beside !== undefined && answer.status < 400) {
    if (!beside.statuses.includes(answer.status) || media !== beside.media) wrong(`${answer.status} as ${media}`)
    return flaws
  }
  if (answer.status >= 400 && !graph && shot.lane.split(' ')[1]?.startsWith('/api/v1') !== true) return flaws
  try {
    expectOpenApi(document, {
      method: shot.method,
      path: templateOf(shot, answer),
      status: answer.status,
      contentType: answer.headers['content-type'] ?? null,
      body,
    })
  } catch (error) {
    wrong(error instanceof Error ? error.message : String(error))
  }
  return flaws
}

/** Refused by workerd's own door, before any code of ours: no HTTP, a method that is none, headers past its limit. */
export function isDoor(method: string, answer: Answer): boolean {
  return (
    [400, 431, 501].includes(answer.status) &&
    answer.headers['x-request-id'] === undefined &&
    (method === 'HEAD' ? answer.body.length === 0 : answer.body.toString().startsWith('ERROR: '))
  )
}

/**
 * Cut by workerd's own door with a long answer half read: where a GET's body lies unread, since no route reads one, it gives
 * its client about a second to take the answer.
 */
export function cutByDoor({ method, body }: Shot, error: unknown): boolean {
  const cut = error instanceof Error && /^(aborted|socket hang up|.*\b(ECONNRESET|EPIPE))$/.test(error.message)
  return cut && method === 'GET' && body !== null && body.length > 0
}

function problemFlaws(answer: Answer, media: string, body: unknown): string[] {
  if (media !== 'application/problem+json') return [`${answer.status} as ${media || 'nothing'}`]
  if (typeof body !== 'object' || body === null) return ['a problem that is no object']
  const flaws: string[] = []
  const problem: Record<string, unknown> = { ...body }
  const wanted = SLUGS[String(problem['type'])]
  if (wanted === undefined) flaws.push(`the slug ${String(problem['type'])} is not in the contract`)
  else if (wanted !== answer.status) flaws.push(`${String(problem['type'])} with ${answer.status}`)
  if (problem['status'] !== answer.status) flaws.push('status differs from its own')
  if (problem['requestId'] !== answer.headers['x-request-id']) flaws.push('requestId differs from X-Request-Id')
  for (const name of ['title', 'detail'])
    if (typeof problem[name] !== 'string' || problem[name] === '') flaws.push(`a problem without ${name}`)
  if (answer.status === 400 && !Array.isArray(problem['errors'])) flaws.push('an input error without errors')
  if (
    [429, 503].includes(answer.status) &&
    problem['type'] !== 'queue-full' &&
    !(Number(answer.headers['retry-after']) >= 1)
  )
    flaws.push(`${answer.status} without Retry-After`)
  if (answer.status === 401 && answer.headers['www-authenticate'] === undefined)
    flaws.push('401 without WWW-Authenticate')
  return flaws
}

/** A route's own path where the request was for a route: what a path means once it is decoded is the router's affair. */
function templateOf(shot: Shot, answer: Answer): string {
  const [, template] = shot.lane.split(' ')
  const meant = template?.startsWith('/') === true
  // workerd takes `..` out before it decodes, the URL standard after it
  const dotted = /(\.|%2e){2}/i.test(shot.path)
  if (!meant || (answer.status < 400 && !dotted) || template.startsWith('/{version}'))
    return normal(pathOnly(shot.path))
  return template.replaceAll(/\{\w+\}/g, 'x')
}

function withoutDots(path: string): string {
  const [first = '', ...parts] = path.split('/')
  const left: string[] = []
  for (const [at, part] of parts.entries()) {
    if (part === '..') left.pop()
    if (part !== '.' && part !== '..') left.push(part)
    else if (at === parts.length - 1) left.push('')
  }
  return [first, ...left].join('/')
}

/** As workerd and then the Worker's URL read it: the one takes out `..` as it stands, the other what is dots once decoded. */
function normal(path: string): string {
  const walked = withoutDots(path)
  if (!URL.canParse(`http://guard.test${walked}`)) return walked
  const read = new URL(`http://guard.test${walked}`).pathname
    .split('/')
    .map((part) => decoded(part).replaceAll('/', 'x'))
    .join('/')
  // where the guard speaks as Graph does, a slash at the end changes nothing
  return GRAPH.test(read) ? read.replace(/\/$/, '') : read
}

/** As it is where a % begins nothing. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function pathOnly(path: string): string {
  return path.split('?')[0] ?? ''
}
