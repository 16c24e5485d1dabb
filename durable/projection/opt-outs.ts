import type { TableProjection } from './d1.ts'
import type { OptOutRow } from './rows.ts'

/** A lifted opt-out stays as a row with scope null, so that a late older row cannot bring it back. */
export const optOuts: TableProjection<OptOutRow> = {
  statements: [
    `
INSERT INTO opt_outs (id, portfolio_id, user_key, scope, source, at, rev)
SELECT value ->> 'id', value ->> 'portfolioId', value ->> 'userKey', value ->> 'scope', value ->> 'source',
  value ->> 'at', value ->> 'rev'
FROM json_each(?1) WHERE true
ON CONFLICT (id) DO UPDATE SET user_key = excluded.user_key, scope = excluded.scope, source = excluded.source,
  at = excluded.at, rev = excluded.rev
WHERE excluded.rev > opt_outs.rev`,
  ],
  encode: (row) => row,
}
