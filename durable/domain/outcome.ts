import { type ErrorEntry, errorEntry } from './codes.ts'
import { listOf, memberOf, numberOf, parseJson, textOf } from './json.ts'

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
  const { status } = answer
  const ok = status >= 200 && status <= 299
  const body = parseJson(answer.body)
  if (body === undefined) return { kind: 'unknown', code: null, cause: ok ? 'unreadable' : 'http', status }
  const error = memberOf(body, 'error')
  const code = codeOf(memberOf(error, 'code'))
  if (code !== null) {
    const detail = textOf(memberOf(error, 'error_data', 'details'))
    const found = outcomeOfCode(code, textOf(memberOf(error, 'message')), detail, status)
    if (found !== undefined) return found
  }
  const message = listOf(memberOf(body, 'messages'))[0]
  // an empty wamid is none (textOf): it would prove nothing
  const wamid = textOf(memberOf(message, 'id'))
  if (!ok || error !== undefined || wamid === null) return { kind: 'unknown', code, cause: 'http', status }
  const contact = listOf(memberOf(body, 'contacts'))[0]
  return {
    kind: 'accepted',
    wamid,
    waId: textOf(memberOf(contact, 'wa_id')),
    userId: textOf(memberOf(contact, 'user_id')),
    messageStatus: textOf(memberOf(message, 'message_status')),
  }
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

/** Meta writes codes as whole numbers; a numeric text is taken too. */
function codeOf(value: unknown): number | null {
  const found = numberOf(value)
  return Number.isInteger(found) ? found : null
}
