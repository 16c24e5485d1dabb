import { type ErrorEntry, errorEntry } from '../domain/codes.ts'
import { memberOf, numberOf, parseJson, textOf } from '../domain/json.ts'
import type { Host } from '../kit/host.ts'
import { exchange } from './exchange.ts'
import { type Usage, usageOf } from './usage.ts'
import { withoutToken } from './without-token.ts'

/** Whom a call goes to and in whose name. The token is plain here and never leaves this folder but in the header. */
export interface Target {
  /** origin and optional path, without the version */
  graphUrl: string
  /** 'v26.0' */
  graphVersion: string
  token: string
  phoneNumberId: string
  wabaId: string
}

/** A management call's answer. `code` null: no readable error of Meta's (network, HTML, an unexpected body). */
export type CallResult<T> =
  | { ok: true; value: T; usage: Usage }
  | {
      ok: false
      code: number | null
      entry: ErrorEntry | null
      /** HTTP status, null when no answer came */
      status: number | null
      title: string
      detail: string | null
      usage: Usage
    }

const READ_TIMEOUT_MS = 10_000
const NO_USAGE: Usage = { app: null, business: null, regainMinutes: null }

/**
 * One call that sends no message, so that it may be repeated. Never rejects for what the network or Meta does: the caller
 * decides by `code`. `parse` answers undefined for a body that it cannot use.
 */
export async function readCall<T>(
  host: Host,
  target: Target,
  request: { method: 'GET' | 'POST'; path: readonly string[]; query?: Record<string, string> },
  parse: (body: unknown) => T | undefined,
): Promise<CallResult<T>> {
  const query = new URLSearchParams(request.query ?? {}).toString()
  const url = graphUrl(target, ...request.path) + (query === '' ? '' : `?${query}`)
  try {
    const answer = await exchange(host, url, {
      method: request.method,
      headers: { authorization: `Bearer ${target.token}`, accept: 'application/json' },
      timeoutMs: READ_TIMEOUT_MS,
    })
    const body = parseJson(withoutToken(answer.body, target.token))
    const usage = usageOf(answer.headers)
    const error = memberOf(body, 'error')
    const ok = answer.status >= 200 && answer.status <= 299 && error === undefined
    const value = ok && body !== undefined ? parse(body) : undefined
    if (value !== undefined) return { ok: true, value, usage }
    const code = numberOf(memberOf(error, 'code'))
    const entry = code === null ? undefined : errorEntry(code)
    return {
      ok: false,
      code,
      entry: entry ?? null,
      status: answer.status,
      title: textOf(memberOf(error, 'message')) ?? entry?.meaning ?? `HTTP ${answer.status} without a readable answer`,
      detail: textOf(memberOf(error, 'error_data', 'details')),
      usage,
    }
  } catch (error) {
    const title = isTimeout(error) ? 'Meta did not answer in time' : 'the connection to Meta failed'
    return { ok: false, code: null, entry: null, status: null, title, detail: null, usage: NO_USAGE }
  }
}

/** Every id is one segment: with a slash or dots in it, it must not reach another path. */
export function graphUrl(target: Target, ...path: readonly string[]): string {
  if (path.some((segment) => /^\.*$/.test(segment))) throw new Error('an id of a call to Meta is empty or made of dots')
  return [target.graphUrl.replace(/\/+$/, ''), target.graphVersion, ...path.map(encodeURIComponent)].join('/')
}

/** An error from another isolate keeps its name only in its text. */
export function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error) && !(error instanceof DOMException)) return false
  return error.name === 'TimeoutError' || error.name === 'AbortError' || /timeout|timed out/i.test(error.message)
}
