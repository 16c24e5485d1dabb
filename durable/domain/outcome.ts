import { type ErrorEntry, errorEntry } from './codes.ts'

/** How a request can fail to bring a readable answer. `restart`: our own crash, deploy or eviction between request and settle. */
export type SendFailure = 'timeout' | 'reset' | 'unreadable' | 'restart'

export type SendAnswer = { status: number; body: string } | { failure: SendFailure }

export interface RefusedSend {
  kind: 'refused' | 'throttled'
  code: number
  title: string
  detail: string | null
  entry: ErrorEntry
}

export type SendOutcome =
  | {
      kind: 'accepted'
      wamid: string
      /** contacts[0].wa_id */
      waId: string | null
      /** contacts[0].user_id (business-scoped user id) */
      userId: string | null
      /** accepted, held_for_quality_assessment, paused; null where Meta says nothing */
      messageStatus: string | null
    }
  | RefusedSend
  | {
      kind: 'unknown'
      code: number | null
      /** `code`: a listed code that leaves it open; `http`: an answer without a listed code or a wamid */
      cause: SendFailure | 'code' | 'http'
      /** HTTP status, null where none came */
      status: number | null
    }

/**
 * What a send's answer means (architecture.md, A message's way, step 5): by `error.code` first and HTTP status last.
 * A listed code says refused, throttled or unknown, HTTP 500 included; without a listed code a 2xx with a wamid is
 * accepted, and everything else is unknown: the message may have gone out.
 */
export function outcomeOf(answer: SendAnswer): SendOutcome {
  if ('failure' in answer) return { kind: 'unknown', code: null, cause: answer.failure, status: null }
  const body = parse(answer.body)
  const ok = answer.status >= 200 && answer.status <= 299
  if (body === undefined) {
    return { kind: 'unknown', code: null, cause: ok ? 'unreadable' : 'http', status: answer.status }
  }
  const error = member(body, 'error')
  const code = number(member(error, 'code'))
  if (code !== null) {
    const detail = text(member(member(error, 'error_data'), 'details'))
    const found = outcomeOfCode(code, text(member(error, 'message')), detail, answer.status)
    if (found !== undefined) return found
  }
  const message = first(member(body, 'messages'))
  const wamid = text(member(message, 'id'))
  if (ok && error === undefined && wamid !== null) {
    const contact = first(member(body, 'contacts'))
    return {
      kind: 'accepted',
      wamid,
      waId: text(member(contact, 'wa_id')),
      userId: text(member(contact, 'user_id')),
      messageStatus: text(member(message, 'message_status')),
    }
  }
  return { kind: 'unknown', code, cause: 'http', status: answer.status }
}

/** The outcome that a code stands for, also where it came by webhook; undefined for a code that is not listed. */
export function outcomeOfCode(
  code: number,
  title: string | null,
  detail: string | null,
  status: number | null = null,
): RefusedSend | (SendOutcome & { kind: 'unknown' }) | undefined {
  const entry = errorEntry(code)
  if (entry === undefined) return undefined
  if (entry.outcome === 'unknown') return { kind: 'unknown', code, cause: 'code', status }
  return { kind: entry.outcome, code, title: title ?? entry.meaning, detail, entry }
}

function parse(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body)
    return value
  } catch {
    return undefined
  }
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Record<string, unknown>)[name]
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined
}

/** '' is no value: an empty wamid proves nothing. */
function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** Meta writes codes as numbers; a numeric text is taken too. */
function number(value: unknown): number | null {
  const found = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return typeof found === 'number' && Number.isInteger(found) ? found : null
}
