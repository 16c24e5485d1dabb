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

/** The answer with the headers that every answer has. A WebSocket's handshake goes out as it is. */
export function secured(response: Response, requestId: string, url: string): Response {
  if (response.webSocket !== null && response.webSocket !== undefined) return response
  const result = new Response(response.body, response)
  for (const [name, value] of Object.entries(HEADERS))
    if (!(OWN.has(name) && result.headers.has(name))) result.headers.set(name, value)
  if (url.startsWith('https:')) result.headers.set('strict-transport-security', 'max-age=31536000')
  result.headers.set('x-request-id', requestId)
  return result
}
