import type * as z from 'zod'
import type { ProfileStatus } from '../../../durable/domain/snapshot.ts'
import type { ProfileView } from '../../contract/profile.ts'
import { instantOf } from '../../contract/wire.ts'
import type { PackageRow } from '../../db/packages.ts'
import type { ProfileRow } from '../../db/profiles.ts'
import { profilePolicy } from '../../db/push.ts'
import { statusView } from './status-view.ts'

/** A number as the API shows it. Its token never comes out. */
export function profileView(
  row: ProfileRow,
  ofPackage: PackageRow | null,
  reconcileMs: number,
  status: ProfileStatus | null,
  applied = row.appliedVersion >= row.version,
): z.infer<typeof ProfileView> {
  const policy = profilePolicy(row, ofPackage, reconcileMs)
  return {
    id: row.id,
    phoneNumberId: row.id,
    packageId: row.packageId,
    displayName: row.displayName,
    wabaId: row.wabaId,
    portfolioId: row.portfolioId,
    graphUrl: row.graphUrl,
    preset: policy.preset,
    limits: policy.limits,
    cooldown: policy.cooldown,
    blackout: policy.blackout,
    timezone: policy.timezone,
    priority: policy.priority,
    reconcileWindowSeconds: policy.reconcileWindowMs / 1000,
    version: row.version,
    applied,
    createdAt: instantOf(row.createdAt),
    updatedAt: instantOf(row.updatedAt),
    state: status?.state ?? null,
    reason: status?.reason ?? null,
    status: status === null ? null : statusView(status),
  }
}
