import type { TableProjection } from './d1.ts'
import type { WakeRow } from './rows.ts'

/** `woken_at` is the sweep's own column. */
export const wakes: TableProjection<WakeRow> = {
  statements: [
    `
INSERT INTO wakes (actor, next_at, rev)
SELECT value ->> 'actor', value ->> 'nextAt', value ->> 'rev' FROM json_each(?1) WHERE true
ON CONFLICT (actor) DO UPDATE SET next_at = excluded.next_at, rev = excluded.rev WHERE excluded.rev > wakes.rev`,
  ],
  encode: (row) => row,
}
