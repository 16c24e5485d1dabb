import type { Problem, ProblemSlug } from '../contract/problem.ts'
import { problemView } from '../contract/problem.ts'

/** A handler's refusal. */
export interface Refusal {
  problem: Problem
}

export function refuse(
  type: ProblemSlug,
  detail: string,
  more: Partial<Omit<Problem, 'type' | 'detail'>> = {},
): Refusal {
  return { problem: { type, detail, ...more } }
}

/** One wording for what is not there and for what the caller may not know of. */
export function notFound(what: string): Refusal {
  return refuse('not-found', `no such ${what}`)
}

export function isRefusal(value: object): value is Refusal {
  return 'problem' in value
}

/** Which problem an answer is of, for whoever counts. */
const problems = new WeakMap<Response, ProblemSlug>()

export function problemIn(response: Response): ProblemSlug | undefined {
  return problems.get(response)
}

export function marked(response: Response, slug: ProblemSlug): Response {
  problems.set(response, slug)
  return response
}

/** The document of RFC 9457. */
export function problemResponse(problem: Problem, requestId: string): Response {
  const body = problemView(problem, requestId)
  const headers = new Headers({ 'content-type': 'application/problem+json' })
  const retryAfter = problem.retryAfterSeconds ?? (problem.type === 'unavailable' ? 5 : undefined)
  if (retryAfter !== undefined) headers.set('retry-after', String(Math.max(1, Math.ceil(retryAfter))))
  if (problem.type === 'unauthenticated') headers.set('www-authenticate', 'Bearer')
  return marked(new Response(JSON.stringify(body), { status: body.status, headers }), problem.type)
}

/** A fault of ours: no slug to branch on (RFC 9457, about:blank), no detail that could carry content. */
export function faultView(requestId: string) {
  const title = 'Internal Server Error'
  return { type: 'about:blank', title, status: 500, detail: 'a fault of the guard', requestId }
}

export function faultResponse(requestId: string): Response {
  return new Response(JSON.stringify(faultView(requestId)), {
    status: 500,
    headers: { 'content-type': 'application/problem+json' },
  })
}
