import { invalidAt, type Problem } from '../contract/problem.ts'

/** Deeper than any message of Meta's; a body beyond this is an attempt on whoever walks it recursively. */
const MAX_DEPTH = 32

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/**
 * Reads a JSON body: media type, size (also when the length is not announced), UTF-8, depth, and text that cannot be
 * stored (lone surrogates, NUL). A missing body is `empty` where the route allows it.
 */
export async function readJson(
  request: Request,
  limitBytes: number,
  empty: 'allowed' | 'refused',
): Promise<{ value: unknown } | { problem: Problem }> {
  const announced = Number(request.headers.get('content-length') ?? '0')
  const tooLarge: Problem = { type: 'too-large', detail: `the body may have ${limitBytes} bytes` }
  if (announced > limitBytes) return { problem: tooLarge }
  const bytes = await readUpTo(request, limitBytes)
  if (bytes === undefined) return { problem: tooLarge }
  if (bytes.length === 0)
    return empty === 'allowed' ? { value: {} } : { problem: invalidAt('', 'the body is empty, JSON is needed') }
  const media = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (media !== 'application/json' && !/^application\/[a-z0-9.-]+\+json$/.test(media))
    return { problem: { type: 'unsupported-media-type', detail: 'Content-Type must be application/json' } }
  let text: string
  try {
    text = decoder.decode(bytes)
  } catch {
    return { problem: invalidAt('', 'the body is not UTF-8') }
  }
  if (depthOf(text) > MAX_DEPTH) return { problem: invalidAt('', `the body is nested deeper than ${MAX_DEPTH}`) }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { problem: invalidAt('', 'the body is not JSON') }
  }
  // what may be odd comes from an escape alone: UTF-8 has no lone surrogates, and JSON no bare NUL
  const odd = text.includes('\\u') ? oddText(value, []) : undefined
  return odd === undefined ? { value } : { problem: invalidAt(odd, 'holds a character that cannot be stored') }
}

/** The whole body, or undefined when it has more than `limit` bytes. */
export async function readUpTo(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (request.body === null) return new Uint8Array(0)
  // an announced length is kept by HTTP itself; only what comes without one is counted as it comes
  if (request.headers.has('content-length')) {
    const bytes = new Uint8Array(await request.arrayBuffer())
    return bytes.length > limit ? undefined : bytes
  }
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.length
    if (size > limit) {
      await reader.cancel()
      return undefined
    }
    chunks.push(value)
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

/** Nesting of a JSON text, counted without parsing it; stops as soon as it is too deep. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (quoted) {
      if (code === 92) i++
      else if (code === 34) quoted = false
    } else if (code === 34) quoted = true
    else if (code === 123 || code === 91) {
      depth++
      if (depth > deepest) deepest = depth
      if (deepest > MAX_DEPTH) return deepest
    } else if (code === 125 || code === 93) depth--
  }
  return deepest
}

const ODD = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/

function isOdd(text: string): boolean {
  return text.includes('\0') || ODD.test(text)
}

/** Path of the first text that SQLite or UTF-8 cannot hold unchanged. */
function oddText(value: unknown, path: string[]): string | undefined {
  if (typeof value === 'string') return isOdd(value) ? path.join('.') : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, member] of Object.entries(value)) {
    if (isOdd(key)) return path.join('.')
    const found = oddText(member, [...path, key])
    if (found !== undefined) return found
  }
  return undefined
}
