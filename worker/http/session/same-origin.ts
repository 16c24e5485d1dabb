import { type Refusal, refuse } from '../reply.ts'

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * What a browser sends along by itself must not be enough to change anything: a change by cookie names its origin, which
 * is ours, and carries a header that a foreign page cannot add without asking first. A read may come without an origin,
 * never with a foreign one: a WebSocket's handshake is a read that any page may begin.
 */
export function crossSite(request: Request): Refusal | null {
  const foreign = foreignOrigin(request)
  if (foreign !== null || READS.has(request.method)) return foreign
  if (request.headers.get('origin') === null)
    return refuse('forbidden', 'a change by session needs the Origin of the dashboard')
  return request.headers.get('x-requested-with') === 'whats-guard'
    ? null
    : refuse('forbidden', 'a change by session needs X-Requested-With: whats-guard')
}

/** An Origin that is named and not ours. Ours is where the request was made to: dashboard and API are one origin. */
export function foreignOrigin(request: Request): Refusal | null {
  const origin = request.headers.get('origin')
  return origin === null || origin === new URL(request.url).origin
    ? null
    : refuse('forbidden', 'this origin may not use sessions here')
}
