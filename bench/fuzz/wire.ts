import { Agent, type IncomingMessage, request } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { Shot } from './shot.ts'

/** What came back; `ms` from the first byte sent to the last one read. */
export interface Answer {
  status: number
  headers: Record<string, string | undefined>
  body: Buffer
  ms: number
}

const PATIENCE_MS = 30_000
/** The server closes a connection that rests for five seconds: one that is to be used again must not be about to. */
const IDLE_MS = 3_000

/**
 * Sends requests that `fetch` would refuse to: any header twice, bytes that are no text, a path as it stands.
 * Connections are kept and used again, as a busy client's would be.
 */
export class Wire {
  readonly #port: number
  readonly #agent: Agent

  constructor(origin: string, connections: number) {
    this.#port = Number(new URL(origin).port)
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections, timeout: IDLE_MS })
  }

  close(): void {
    this.#agent.destroy()
  }

  /** Rejects when no answer comes: a connection that was cut, or none within 30 s. */
  async send(shot: Shot, connection: 'kept' | 'new'): Promise<Answer> {
    const begun = performance.now()
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const upgrade = shot.headers.some(([name]) => name.toLowerCase() === 'upgrade')
    const sent = request({
      host: '127.0.0.1',
      port: this.#port,
      agent: upgrade || connection === 'new' ? false : this.#agent,
      method: shot.method,
      path: shot.path,
      headers: [...shot.headers, ...framing(shot)].flat(),
      setHost: false,
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    sent.on('response', resolve).on('error', reject)
    sent.on('upgrade', (response, socket) => {
      socket.destroy()
      resolve(response)
    })
    if (shot.body !== null && shot.chunked) {
      const middle = Math.floor(shot.body.length / 2)
      if (middle > 0) sent.write(shot.body.subarray(0, middle))
      sent.end(shot.body.subarray(middle))
    } else sent.end(shot.body ?? undefined)
    const response = await promise
    const body = response.statusCode === 101 ? Buffer.alloc(0) : await whole(response)
    const headers = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join() : value]),
    )
    return {
      status: response.statusCode ?? 0,
      headers,
      body: unpacked(body, headers['content-encoding']),
      ms: performance.now() - begun,
    }
  }
}

/** Requests name a host of no machine, so that nothing can lean on being called on this one. */
export const HOST = 'guard.test'

/** Node announces no length for the methods that have no body of their own, and sends the body all the same. */
function framing(shot: Shot): [string, string][] {
  const host: [string, string] = ['host', HOST]
  if (shot.body === null) return [host]
  return [host, shot.chunked ? ['transfer-encoding', 'chunked'] : ['content-length', String(shot.body.length)]]
}

async function whole(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** What stands before the Worker packs an answer for a caller who asks for it. */
function unpacked(body: Buffer, encoding: string | undefined): Buffer {
  if (body.length === 0) return body
  if (encoding === 'gzip') return gunzipSync(body)
  return encoding === 'br' ? brotliDecompressSync(body) : body
}
