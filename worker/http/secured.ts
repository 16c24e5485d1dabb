const HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** The page for people has a policy of its own, and its assets may be kept. */
const OWN: ReadonlySet<string> = new Set(['content-security-policy', 'cache-control'])

/** The answer with the headers that every answer has; a WebSocket's handshake, which shows no page, has its id alone. */
export function secured(response: Response, requestId: string, url: string): Response {
  if (response.webSocket !== null && response.webSocket !== undefined)
    return new Response(null, { status: 101, webSocket: response.webSocket, headers: { 'x-request-id': requestId } })
  const result = writable(response)
  for (const [name, value] of Object.entries(HEADERS))
    if (!(OWN.has(name) && result.headers.has(name))) result.headers.set(name, value)
  if (url.startsWith('https:')) result.headers.set('strict-transport-security', 'max-age=31536000')
  result.headers.set('x-request-id', requestId)
  return result
}

/** What came from elsewhere cannot be written to; our own is not copied for it. */
function writable(response: Response): Response {
  try {
    response.headers.set('x-content-type-options', 'nosniff')
    return response
  } catch {
    return new Response(response.body, response)
  }
}
