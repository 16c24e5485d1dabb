import type { TableProjection } from './d1.ts'
import type { AppliedRow } from './rows.ts'

/** How far an actor has come with its configuration: only ever forward, and only for rows that D1 still has. */
export const applied: TableProjection<AppliedRow> = {
  statements: [
    `
UPDATE packages SET applied_version = fresh.version FROM (
  SELECT value ->> 'id' AS id, max(value ->> 'version') AS version FROM json_each(?1)
  WHERE value ->> 'kind' = 'package' GROUP BY 1) AS fresh
WHERE packages.id = fresh.id AND packages.applied_version < fresh.version`,
    `
UPDATE profiles SET applied_version = fresh.version FROM (
  SELECT value ->> 'id' AS id, max(value ->> 'version') AS version FROM json_each(?1)
  WHERE value ->> 'kind' = 'profile' GROUP BY 1) AS fresh
WHERE profiles.id = fresh.id AND profiles.applied_version < fresh.version`,
  ],
  encode: (row) => row,
}
