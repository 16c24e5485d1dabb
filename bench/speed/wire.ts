import { connect, type Socket } from 'node:net'

export interface WireAnswer {
  status: number
  body: string
}

const HEAD_END = Buffer.from('\r\n\r\n')

/**
 * HTTP/1.1 over one kept-alive connection, one request at a time, and no more of it than the bench needs: a client
 * library would cost the load generator as much as the product spends on the same request.
 */
export class Wire {
  readonly #socket: Socket
  #buffer: Buffer = Buffer.alloc(0)
  #waiting: PromiseWithResolvers<WireAnswer> | null = null
  #broken: Error | null = null

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => {
      this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk])
      this.#read()
    })
    socket.on('error', (error) => this.#break(error))
    socket.on('close', () => this.#break(new Error('the connection was closed')))
  }

  static async open(port: number): Promise<Wire> {
    const socket = connect({ port, host: '127.0.0.1' })
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
    return new Wire(socket)
  }

  /** False once the server has closed it, which it does to one that has been idle for five seconds. */
  get open(): boolean {
    return this.#broken === null
  }

  /** Resolves with the answer; rejects when the connection breaks before it is whole. */
  send(request: string): Promise<WireAnswer> {
    if (this.#broken !== null) return Promise.reject(this.#broken)
    if (this.#waiting !== null) throw new Error('a connection carries one request at a time')
    this.#waiting = Promise.withResolvers()
    this.#socket.write(request)
    return this.#waiting.promise
  }

  close(): void {
    this.#socket.destroy()
  }

  #break(error: Error): void {
    this.#broken ??= error
    this.#waiting?.reject(this.#broken)
    this.#waiting = null
  }

  #read(): void {
    const end = this.#buffer.indexOf(HEAD_END)
    if (end < 0) return
    const head = this.#buffer.toString('latin1', 0, end).toLowerCase()
    const from = end + HEAD_END.length
    const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1]
    const whole = length === undefined ? unchunk(this.#buffer, from) : plain(this.#buffer, from, Number(length))
    if (whole === null) return
    this.#buffer = this.#buffer.subarray(whole.end)
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.resolve({ status: Number(head.slice(9, 12)), body: whole.body })
  }
}

type Whole = { body: string; end: number } | null

function plain(buffer: Buffer, from: number, length: number): Whole {
  return buffer.length < from + length
    ? null
    : { body: buffer.toString('utf8', from, from + length), end: from + length }
}

/** A chunked body; null while its last chunk has not come. */
function unchunk(buffer: Buffer, from: number): Whole {
  const parts: Buffer[] = []
  for (let at = from; ; ) {
    const line = buffer.indexOf('\r\n', at)
    if (line < 0) return null
    const size = Number.parseInt(buffer.toString('latin1', at, line), 16)
    const next = line + 2 + size + 2
    if (buffer.length < next) return null
    if (size === 0) return { body: Buffer.concat(parts).toString('utf8'), end: next }
    parts.push(buffer.subarray(line + 2, line + 2 + size))
    at = next
  }
}

/** The text of a POST as it goes over the wire. `headers` without those that every request has. */
export function postText(path: string, headers: Readonly<Record<string, string>>, body: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${lines.join('')}\r\n${body}`
}
