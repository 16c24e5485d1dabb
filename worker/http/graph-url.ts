import type { Env } from '../env.ts'

/** Hosts that never leave this machine: the only ones that plain http may reach. */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Whether a number's calls, its token included, may go to this address: its origin is listed in GRAPH_URL_ALLOW
 * (default: the origin of META_GRAPH_URL), no credentials, no query.
 */
export function graphUrlAllowed(env: Pick<Env, 'META_GRAPH_URL' | 'GRAPH_URL_ALLOW'>, text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname))) return false
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false
  const allowed = (env.GRAPH_URL_ALLOW ?? '').trim() === '' ? env.META_GRAPH_URL : (env.GRAPH_URL_ALLOW ?? '')
  return allowed
    .split(',')
    .map((one) => one.trim())
    .some((one) => URL.canParse(one) && new URL(one).origin === url.origin)
}
