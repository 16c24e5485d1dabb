import type { TimelineEntry } from '../domain/reason.ts'
import type { TableProjection } from './d1.ts'
import type { MessageProjection } from './rows.ts'

/**
 * Columns follow the highest rev. The timeline is a set keyed (epoch, n) and takes what is new to it whatever the rev:
 * two owners write it, and the earlier one's last words may come late. Mostly it only goes on: where what is here, but for
 * its closing bracket, begins what comes, that is the merge of both already. Columns under an index are not among those set,
 * since naming them would rewrite each index row (billed) even with the same value; the two that may change (erasure,
 * edit) have a statement of their own that touches only rows where they differ.
 *
 * An actor gives a message's text up at its end, once the text is here: a later row without one says nothing about it.
 * Here it goes by retention (worker/cron/prune.ts; contentDays 0 = it never comes in) and by erasure, which replaces the
 * recipient by `hash:...` and of two forms of a timeline element leaves the shorter one, without the data.
 */
const UPSERT = `
INSERT INTO messages (id, package_id, profile_id, direction, status, recipient, type, category, reference, wamid,
  not_before, accepted_at, updated_at, expires_at, attempts, duplicate_confirmed, error, content, rev, timeline)
SELECT value ->> 'id', value ->> 'packageId', value ->> 'profileId', value ->> 'direction', value ->> 'status',
  value ->> 'recipient', value ->> 'type', value ->> 'category', value ->> 'reference', value ->> 'wamid',
  value ->> 'notBefore', value ->> 'acceptedAt', value ->> 'updatedAt', value ->> 'expiresAt', value ->> 'attempts',
  value ->> 'duplicateConfirmed', value ->> 'error',
  iif((SELECT value ->> '$.retention.contentDays' FROM settings WHERE key = 'settings') = 0, NULL, value ->> 'content'),
  value ->> 'rev', value -> 'timeline'
FROM json_each(?1) WHERE true
ON CONFLICT (id) DO UPDATE SET
  profile_id = iif(excluded.rev > rev, excluded.profile_id, profile_id),
  status = iif(excluded.rev > rev, excluded.status, status),
  type = iif(excluded.rev > rev, excluded.type, type),
  category = iif(excluded.rev > rev, excluded.category, category),
  wamid = iif(excluded.rev > rev, excluded.wamid, wamid),
  not_before = iif(excluded.rev > rev, excluded.not_before, not_before),
  updated_at = iif(excluded.rev > rev, excluded.updated_at, updated_at),
  expires_at = iif(excluded.rev > rev, excluded.expires_at, expires_at),
  attempts = iif(excluded.rev > rev, excluded.attempts, attempts),
  duplicate_confirmed = iif(excluded.rev > rev, excluded.duplicate_confirmed, duplicate_confirmed),
  error = iif(excluded.rev > rev, excluded.error, error),
  content = CASE
    WHEN iif(excluded.rev > rev, excluded.recipient, recipient) GLOB 'hash:*' THEN NULL
    WHEN excluded.rev > rev THEN coalesce(excluded.content, content)
    ELSE coalesce(content, excluded.content) END,
  rev = max(excluded.rev, rev),
  timeline = CASE
    WHEN substr(excluded.timeline, 1, length(messages.timeline) - 1)
      = substr(messages.timeline, 1, length(messages.timeline) - 1) THEN excluded.timeline
    ELSE (
    SELECT json_group_array(json(entry) ORDER BY epoch, n) FROM (
      SELECT value ->> 'epoch' AS epoch, value ->> 'n' AS n,
        substr(min(printf('%09d', length(value)) || value), 10) AS entry FROM (
        SELECT value FROM json_each(messages.timeline) UNION ALL SELECT value FROM json_each(excluded.timeline))
      GROUP BY 1, 2)) END
WHERE excluded.rev > messages.rev
  OR (messages.content IS NULL AND excluded.content IS NOT NULL AND messages.recipient NOT GLOB 'hash:*')
  OR EXISTS (
  SELECT 1 FROM json_each(excluded.timeline) AS late WHERE NOT EXISTS (
    SELECT 1 FROM json_each(messages.timeline) AS known
    WHERE known.value ->> 'epoch' = late.value ->> 'epoch' AND known.value ->> 'n' = late.value ->> 'n'
      AND length(known.value) <= length(late.value)))`

const MOVE = `
UPDATE messages SET recipient = fresh.value ->> 'recipient', reference = fresh.value ->> 'reference',
  content = iif(fresh.value ->> 'recipient' GLOB 'hash:*', NULL, content)
FROM json_each(?1) AS fresh
WHERE messages.id = fresh.value ->> 'id' AND messages.rev = fresh.value ->> 'rev'
  AND (messages.recipient IS NOT fresh.value ->> 'recipient' OR messages.reference IS NOT fresh.value ->> 'reference')`

/** In the order in which the merge leaves it, so that a first insert and a later merge give the same text. */
function ordered(timeline: readonly TimelineEntry[]): TimelineEntry[] {
  return [...timeline].sort((a, b) => a.epoch - b.epoch || a.n - b.n)
}

export const messages: TableProjection<MessageProjection> = {
  statements: [UPSERT],
  encode: (row) => ({
    ...row,
    error: row.error === null ? null : JSON.stringify(row.error),
    timeline: ordered(row.timeline),
  }),
}

/** After `messages`, of the same rows: no more of each than the statement reads. */
export const moves: TableProjection<MessageProjection> = {
  statements: [MOVE],
  encode: ({ id, rev, recipient, reference }) => ({ id, rev, recipient, reference }),
}
