const VALUE = /^wgs_[A-Za-z0-9_-]{43}$/

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Plain http is for this machine alone: there a cookie that is marked Secure would be thrown away. */
function isLocal(url: URL): boolean {
  return url.protocol === 'http:' && LOOPBACK.has(url.hostname)
}

/** With `__Host-` no other host of the domain can put a cookie of its own in this one's place. */
function nameFor(url: URL): string {
  return isLocal(url) ? 'wg_session' : '__Host-wg_session'
}

/** The session cookie that a request brings, or undefined for none and for text that could not be one. */
export function cookieOf(request: Request): string | undefined {
  const name = nameFor(new URL(request.url))
  for (const part of (request.headers.get('cookie') ?? '').split(';')) {
    const at = part.indexOf('=')
    if (at < 0 || part.slice(0, at).trim() !== name) continue
    const value = part.slice(at + 1).trim()
    if (VALUE.test(value)) return value
  }
  return undefined
}

/** A Set-Cookie header. `maxAgeSeconds` 0 takes the cookie away. */
export function setCookie(request: Request, value: string, maxAgeSeconds: number): string {
  const url = new URL(request.url)
  const secure = isLocal(url) ? '' : '; Secure'
  return `${nameFor(url)}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`
}
