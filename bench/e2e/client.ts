import { expectOpenApi, type OpenApiDocument } from '../../worker/http/testing/expect-openapi.ts'

/** A thin caller of the product and of the sandbox: JSON in and out, nothing hidden. */
export interface Answer {
  status: number
  body: Record<string, unknown>
  headers: Headers
}

export interface Result {
  id?: string
  status?: string
  profileId?: string | null
  problem?: { type: string; status: number; detail?: string }
}

export class Client {
  readonly #origin: string
  readonly #token: string | null
  #document: OpenApiDocument | null = null
  readonly #checked = new Map<string, number>()

  constructor(origin: string, token: string | null) {
    this.#origin = origin
    this.#token = token
  }

  /** One request; rejects only when no answer comes. */
  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await fetch(this.#origin + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    const seen: unknown = text === '' ? null : JSON.parse(text)
    if (
      this.#document !== null &&
      path.startsWith('/api/') &&
      this.#isNews(`${method} ${path.split('?')[0]} ${answer.status}`)
    )
      expectOpenApi(this.#document, {
        method,
        path: path.split('?')[0] ?? '',
        status: answer.status,
        contentType: answer.headers.get('content-type'),
        body: seen,
      })
    return { status: answer.status, body: (seen ?? {}) as Record<string, unknown>, headers: answer.headers }
  }

  /** The first answers of each kind are enough: a poll for thousands of rows would spend the cores on its own checking. */
  #isNews(kind: string): boolean {
    const seen = (this.#checked.get(kind) ?? 0) + 1
    this.#checked.set(kind, seen)
    return seen <= 3
  }

  /** Form data; the answer must be 200. */
  async upload(path: string, form: FormData): Promise<Record<string, unknown>> {
    const answer = await fetch(this.#origin + path, {
      method: 'POST',
      headers: this.#token === null ? {} : { authorization: `Bearer ${this.#token}` },
      body: form,
    })
    if (answer.status !== 200) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Record<string, unknown>
  }

  /** From now on answers of the API are held against its own published document. */
  async readDocument(): Promise<void> {
    const document = await this.expect(200, 'GET', '/api/openapi.json')
    this.#document = document as object as OpenApiDocument
  }

  /** As call(), but anything else than `status` is an error that shows the answer. */
  async expect(
    status: number,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Record<string, unknown>> {
    const answer = await this.call(method, path, body, headers)
    if (answer.status !== status)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 600)}`)
    return answer.body
  }

  /** Every item of a list, page by page. */
  async list<T>(path: string): Promise<T[]> {
    const items: T[] = []
    let cursor: string | null = null
    do {
      const join = path.includes('?') ? '&' : '?'
      const page: Record<string, unknown> = await this.expect(
        200,
        'GET',
        `${path}${join}limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      )
      items.push(...(page['items'] as T[]))
      cursor = (page['nextCursor'] as string | null) ?? null
    } while (cursor !== null)
    return items
  }
}

/** Asks again every `everyMs` until `ready` answers something; the deadline is an error that says what was last seen. */
export async function until<T>(
  what: string,
  withinMs: number,
  ready: () => Promise<T | undefined>,
  everyMs = 250,
): Promise<T> {
  const deadline = performance.now() + withinMs
  let last: unknown
  for (;;) {
    try {
      const found = await ready()
      if (found !== undefined) return found
    } catch (error) {
      last = error
    }
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`, { cause: last })
    await pause(everyMs)
  }
}

/** Waiting for a product of real processes is waiting for real time. */
export function pause(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  setTimeout(resolve, ms)
  return promise
}

/** Numbers below `below`, the same ones for the same seed (mulberry32). */
export function dice(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below)
  }
}
