import type { FetchAnswer } from './host.ts'

/** Meta answers in a few KB; more than this is somebody else's page and is not read to its end. */
export const BODY_LIMIT = 1_000_000

export interface FetchInit {
  method: string
  headers: Record<string, string>
  body?: string
  timeoutMs: number
}

/**
 * One outgoing request: no redirects followed, the whole exchange within `timeoutMs`, the body as text up to BODY_LIMIT
 * bytes (cut there: what was read so far still says whether it is JSON). Rejects on timeout and broken connections.
 */
export async function fetchAnswer(url: string, init: FetchInit): Promise<FetchAnswer> {
  const response = await fetch(url, {
    method: init.method,
    headers: init.headers,
    ...(init.body === undefined ? {} : { body: init.body }),
    redirect: 'manual',
    signal: AbortSignal.timeout(init.timeoutMs),
  })
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await readText(response) }
}

async function readText(response: Response): Promise<string> {
  if (response.body === null) return ''
  // of a packed body it is the packed length
  const announced = response.headers.has('content-encoding') ? null : response.headers.get('content-length')
  if (announced !== null && Number(announced) <= BODY_LIMIT) return await response.text()
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let left = BODY_LIMIT
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value.subarray(0, left), { stream: true })
    left -= value.byteLength
    if (left > 0) continue
    await reader.cancel()
    return text
  }
}
