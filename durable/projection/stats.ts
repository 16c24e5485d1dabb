import type { TableProjection } from './d1.ts'
import type { StatsRow } from './rows.ts'

/** Absolute counts of one owner in one slot: the newest row alone is right. */
export const stats: TableProjection<StatsRow> = {
  statements: [
    `
INSERT INTO stats (owner, at, package_id, profile_id, accepted, sent, delivered, read, failed, received, rev)
SELECT value ->> 'owner', value ->> 'at', value ->> 'packageId', value ->> 'profileId', value ->> 'accepted',
  value ->> 'sent', value ->> 'delivered', value ->> 'read', value ->> 'failed', value ->> 'received', value ->> 'rev'
FROM json_each(?1) WHERE true
ON CONFLICT (at, owner) DO UPDATE SET package_id = excluded.package_id, profile_id = excluded.profile_id,
  accepted = excluded.accepted, sent = excluded.sent, delivered = excluded.delivered, read = excluded.read,
  failed = excluded.failed, received = excluded.received, rev = excluded.rev
WHERE excluded.rev > stats.rev`,
  ],
  encode: (row) => row,
}
