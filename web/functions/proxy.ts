/** What Pages gives a function of ours. Named here, since the page's own types are the browser's and not workerd's. */
export type Context = {
  readonly request: Request
  readonly env: { readonly API: { fetch(request: Request): Promise<Response> } }
  /** What Pages itself would answer: a file, or the page. */
  next(): Promise<Response>
}

const unreachable = (): Response =>
  Response.json(
    { type: 'unavailable', status: 503, title: 'The guard does not answer', detail: 'It is starting, or it is down.' },
    { status: 503, headers: { 'content-type': 'application/problem+json', 'retry-after': '1' } },
  )

/**
 * Passes a request to the API Worker as it came, body streamed and WebSocket upgrades included, so that the dashboard and
 * its API are one origin (cookies are SameSite=Strict).
 *
 * @returns the Worker's answer; 503 as a problem document when the Worker cannot be reached
 */
export const proxy = async ({ request, env }: Context): Promise<Response> => {
  try {
    const answer = await env.API.fetch(request)
    // Every answer of the Worker carries a request id: a 503 without one comes from a binding that leads nowhere.
    return answer.status === 503 && !answer.headers.has('x-request-id') ? unreachable() : answer
  } catch {
    return unreachable()
  }
}
