import type { TableProjection } from './d1.ts'
import type { AuditRow } from './rows.ts'

/** Written once: an entry is never changed. */
export const audit: TableProjection<AuditRow> = {
  statements: [
    `
INSERT INTO audit (id, at, action, actor, subject_kind, subject_id, package_id, detail)
SELECT value ->> 'id', value ->> 'at', value ->> 'action', value ->> 'actor', value ->> 'subjectKind',
  value ->> 'subjectId', value ->> 'packageId', value ->> 'detail'
FROM json_each(?1) WHERE true
ON CONFLICT (id) DO NOTHING`,
  ],
  encode: (row) => row,
}
