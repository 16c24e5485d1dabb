import type { TableProjection } from './d1.ts'
import type { AppliedRow } from './rows.ts'

/** How far an actor has come with its configuration: only ever forward, and only for rows that D1 still has. */
export const applied: TableProjection<AppliedRow> = {
  statements: [
    `
UPDATE packages SET applied_version = fresh.value ->> 'version' FROM json_each(?1) AS fresh
WHERE fresh.value ->> 'kind' = 'package' AND packages.id = fresh.value ->> 'id'
  AND packages.applied_version < fresh.value ->> 'version'`,
    `
UPDATE profiles SET applied_version = fresh.value ->> 'version' FROM json_each(?1) AS fresh
WHERE fresh.value ->> 'kind' = 'profile' AND profiles.id = fresh.value ->> 'id'
  AND profiles.applied_version < fresh.value ->> 'version'`,
  ],
  encode: (row) => row,
}
