const HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** The answer with the headers that every answer has. A WebSocket's handshake goes out as it is. */
export function secured(response: Response, requestId: string, url: string): Response {
  if (response.webSocket !== null && response.webSocket !== undefined) return response
  const result = new Response(response.body, response)
  for (const [name, value] of Object.entries(HEADERS)) result.headers.set(name, value)
  if (url.startsWith('https:')) result.headers.set('strict-transport-security', 'max-age=31536000')
  result.headers.set('x-request-id', requestId)
  return result
}
