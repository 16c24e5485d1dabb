import { asApiError, problemOf } from './problem.ts'

const TIMEOUT_MS = 15_000

type Value = string | number | boolean | undefined
export type Query = Readonly<Record<string, Value>>

type Options = {
  readonly query?: Query | undefined
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

let onEnded: () => void = () => undefined

/** Who is told when an answer says that the session is over. One listener: the session. */
export const whenSessionEnds = (listener: () => void): void => {
  onEnded = listener
}

/** `/packages` + `{ limit: 50 }` -> `/api/v1/packages?limit=50`; members that are undefined or empty are left out. */
export const urlOf = (path: string, query: Query = {}): string => {
  const set = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  const text = new URLSearchParams(set).toString()
  return `/api/v1${path}${text === '' ? '' : `?${text}`}`
}

const call = async <T>(method: string, path: string, options: Options = {}): Promise<T> => {
  const { query, body, signal, headers } = options
  const late = AbortSignal.timeout(TIMEOUT_MS)
  try {
    const answer = await fetch(urlOf(path, query), {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: {
        // No form and no foreign page can set it: what the guard asks of those who come with a cookie.
        'x-requested-with': 'whats-guard',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? late : AbortSignal.any([signal, late]),
    })
    const text = await answer.text()
    if (!answer.ok) {
      // A refused sign-in is no end of a session.
      if (answer.status === 401 && !(method === 'POST' && path === '/session')) onEnded()
      throw problemOf(answer.status, answer.headers, text)
    }
    return JSON.parse(text === '' ? 'null' : text)
  } catch (error) {
    // The caller has turned away: it knows, and nobody is to be told.
    if (signal?.aborted === true) throw error
    throw asApiError(error)
  }
}

/**
 * The API, same origin, by the session's cookie. `path` is what follows `/api/v1`; T is what the contract says of it.
 *
 * @throws ApiError
 */
export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> => call<T>('GET', path, { query, signal }),
  post: <T>(path: string, body: unknown = {}, headers?: Options['headers']): Promise<T> =>
    call<T>('POST', path, { body, headers }),
  put: <T>(path: string, body: unknown): Promise<T> => call<T>('PUT', path, { body }),
  patch: <T>(path: string, body: unknown): Promise<T> => call<T>('PATCH', path, { body }),
  delete: <T>(path: string, query?: Query): Promise<T> => call<T>('DELETE', path, { query }),
} as const

/** Every item of a list, page by page, up to `most`. */
export const everyItem = async <Item>(
  path: string,
  query: Query,
  signal: AbortSignal,
  most = 2_000,
): Promise<Item[]> => {
  const items: Item[] = []
  let cursor: string | undefined
  do {
    const page = await api.get<{ items: Item[]; nextCursor: string | null }>(
      path,
      { ...query, limit: 200, cursor },
      signal,
    )
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined && items.length < most)
  return items
}
