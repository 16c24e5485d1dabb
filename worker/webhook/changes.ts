import { listOf, memberOf, numberOf, parseJson, textOf } from '../../durable/domain/json.ts'
import type { Json } from '../../durable/domain/reason.ts'

/** One change of one entry (meta/README.md section 8.1). Every id is optional: who it concerns is found later. */
export interface Change {
  wabaId: string | null
  field: string
  value: { [key: string]: Json }
  /** entry.time, ms */
  at: number | null
  /** JSON text of the change, for what is kept raw: most are not */
  raw(): string
}

/** All changes of a webhook body, in order; null when it is no webhook at all. Pure. */
export function changesOf(text: string): Change[] | null {
  const body = parseJson(text)
  if (!Array.isArray(memberOf(body, 'entry'))) return null
  return listOf(memberOf(body, 'entry')).flatMap((entry) => {
    const at = instantOf(memberOf(entry, 'time'))
    return listOf(memberOf(entry, 'changes')).map((change) => ({
      wabaId: textOf(memberOf(entry, 'id')),
      field: textOf(memberOf(change, 'field')) ?? '',
      value: recordOf(memberOf(change, 'value')),
      at,
      raw: () => JSON.stringify(change),
    }))
  })
}

/** What came out of JSON.parse is Json by construction. */
function recordOf(value: unknown): { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { [key: string]: Json }) : {}
}

/** Meta's ids have about a hundred characters; what is longer than this is none, and would go into addresses and cursors. */
const LONGEST_ID = 512

/** The id of a message, or null. */
export function wamidOf(message: unknown): string | null {
  const id = textOf(memberOf(message, 'id'))
  return id === null || id.length > LONGEST_ID ? null : id
}

/** Meta's seconds (text or number) as ms, or `otherwise`. */
export function timeOf(value: unknown, otherwise: number): number {
  return instantOf(value) ?? otherwise
}

/** The year 2100 in seconds: what is dated later was not dated by a clock. Stored, no page could show it any more. */
const NEVER = 4_102_444_800

/** Whole ms, which is what the tables take. */
function instantOf(value: unknown): number | null {
  const seconds = numberOf(value)
  return seconds === null || seconds <= 0 || seconds > NEVER ? null : Math.round(seconds * 1000)
}
