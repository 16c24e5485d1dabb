import type { TableProjection } from './d1.ts'
import type { AlertRow } from './rows.ts'

/** `read_at` and `dismissed_at` are D1's own and never touched; `first_at` is under the index and never changes. */
export const alerts: TableProjection<AlertRow> = {
  statements: [
    `
INSERT INTO alerts (id, rule, severity, subject, package_id, title, detail, evidence, guidance, count, first_at,
  last_at, closed_at, rev)
SELECT value ->> 'id', value ->> 'rule', value ->> 'severity', value ->> 'subject', value ->> 'packageId',
  value ->> 'title', value ->> 'detail', value ->> 'evidence', value ->> 'guidance', value ->> 'count',
  value ->> 'firstAt', value ->> 'lastAt', value ->> 'closedAt', value ->> 'rev'
FROM json_each(?1) WHERE true
ON CONFLICT (id) DO UPDATE SET severity = excluded.severity, title = excluded.title, detail = excluded.detail,
  evidence = excluded.evidence, guidance = excluded.guidance, count = excluded.count, last_at = excluded.last_at,
  closed_at = excluded.closed_at, rev = excluded.rev
WHERE excluded.rev > alerts.rev`,
  ],
  encode: (row) => row,
}
