import { errorEntry } from '../../../durable/domain/codes.ts'
import type { Problem, ProblemSlug } from '../../contract/problem.ts'
import { marked } from '../reply.ts'

const GRAPH_PATH = /^\/v\d+\.\d+(\/|$)/

/** Paths under which we speak as Meta's Graph does. */
export function isGraphPath(path: string): boolean {
  return GRAPH_PATH.test(path)
}

/** Meta's own words (error-codes page, 2025-11-19) where ours in the table of codes differ. */
const WORDS: Readonly<Record<number, string>> = {
  1: 'An unknown error occurred',
  2: 'Service temporarily unavailable',
  4: 'Application request limit reached',
  10: 'Application does not have permission for this action',
  100: 'Invalid parameter',
  80007: 'Rate limit issues',
  131000: 'Something went wrong',
  131047: 'Re-engagement message',
  131050: 'User has stopped marketing messages from this business',
}

/** Slug -> Graph code (api.md, "Any Cloud API client works by changing its base URL"). */
const CODES: Readonly<Record<ProblemSlug, number>> = {
  'invalid-request': 100,
  unauthenticated: 190,
  forbidden: 10,
  'not-found': 100,
  'idempotency-mismatch': 100,
  'already-sending': 100,
  'number-taken': 100,
  'not-empty': 100,
  'state-conflict': 100,
  'too-large': 100,
  'unsupported-media-type': 100,
  'service-window-closed': 131047,
  'opted-out': 131050,
  'rate-limited': 4,
  'queue-full': 80007,
  unavailable: 2,
}

interface GraphFault {
  code: number
  /** Meta's or our words; those of the code otherwise */
  title?: string | undefined
  details?: string | undefined
  retryAfterSeconds?: number | undefined
  http?: number
}

/** An error as Graph writes it. Clients branch on `error.code`; `fbtrace_id` is our request id. */
export function graphError(fault: GraphFault, requestId: string): Response {
  const known = errorEntry(fault.code)
  const http = fault.http ?? (typeof known?.http === 'number' ? known.http : 400)
  return written(errorBody(fault, requestId), http, fault.retryAfterSeconds)
}

function errorBody({ code, title, details }: GraphFault, requestId: string): object {
  const words = title ?? WORDS[code] ?? errorEntry(code)?.meaning ?? 'Invalid parameter'
  return {
    message: words.startsWith('(#') ? words : `(#${code}) ${words}`,
    type: 'OAuthException',
    code,
    ...(code === 2 ? { is_transient: true } : {}),
    ...(details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details } }),
    fbtrace_id: requestId,
  }
}

/** A token that is none: in Graph's own words, which some clients look for. */
const BAD_TOKEN = 'Invalid OAuth access token - Cannot parse access token'

function badTokenBody(requestId: string): object {
  return { message: BAD_TOKEN, type: 'OAuthException', code: 190, fbtrace_id: requestId }
}

function badToken(requestId: string): Response {
  const answer = written(badTokenBody(requestId), 401)
  answer.headers.set('www-authenticate', `OAuth "Facebook Platform" "invalid_token" "${BAD_TOKEN}"`)
  return answer
}

/** An error as it is answered, for the document. */
export function graphExample(code: number, requestId: string): { error: object } {
  return { error: code === 190 ? badTokenBody(requestId) : errorBody({ code }, requestId) }
}

const AN_ID = /^(\d{1,32}|pkg_[0-9a-z]{10})$/

/**
 * An object that is not there, or that the token may not know of: Graph makes no difference. What could be no id is not
 * repeated: it may be a token in the wrong place.
 */
export function unknownObject(request: Request, requestId: string): Response {
  const [, , id = ''] = new URL(request.url).pathname.split('/')
  const what = AN_ID.test(id)
    ? ` Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`
    : ''
  const message = `Unsupported ${request.method.toLowerCase()} request.${what} Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`
  return written({ message, type: 'GraphMethodException', code: 100, error_subcode: 33, fbtrace_id: requestId }, 400)
}

/** A problem of ours as Graph would put it. */
export function graphRefusal(problem: Problem, requestId: string, request: Request): Response {
  return marked(asGraph(problem, requestId, request), problem.type)
}

function asGraph(problem: Problem, requestId: string, request: Request): Response {
  if (problem.type === 'unauthenticated') return badToken(requestId)
  if (problem.type === 'not-found') return unknownObject(request, requestId)
  const code = CODES[problem.type]
  const { detail: details, retryAfterSeconds = problem.type === 'unavailable' ? 5 : undefined } = problem
  return graphError(
    { code, details, retryAfterSeconds, ...(problem.type === 'rate-limited' ? { http: 429 } : {}) },
    requestId,
  )
}

function written(error: object, http: number, retryAfterSeconds?: number): Response {
  const headers = new Headers({ 'content-type': 'application/json; charset=UTF-8' })
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(Math.max(1, Math.ceil(retryAfterSeconds))))
  return new Response(JSON.stringify({ error }), { status: http, headers })
}
