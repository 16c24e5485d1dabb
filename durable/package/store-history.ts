import type { FullRow } from './row.ts'
import type { MessageStore } from './store-messages.ts'

/**
 * Of these messages those that the history concerns: what the package itself tells, and what ended with its text, which
 * goes then. What a number has taken is not read at all. `open` = those of them whose offer no number has answered.
 */
export function rowsToTell(messages: MessageStore, seqs: readonly number[], open: readonly number[]): FullRow[] {
  if (seqs.length === 0) return []
  return messages.select(
    `SELECT * FROM messages WHERE seq IN (SELECT value FROM json_each(?)) AND CASE state
       WHEN 'bound' THEN seq IN (SELECT value FROM json_each(?))
       WHEN 'ended' THEN told IS NULL OR content <> ''
       ELSE true END ORDER BY seq`,
    ...[JSON.stringify(seqs), JSON.stringify(open)],
  )
}
