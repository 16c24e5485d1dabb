import type * as z from 'zod'
import type { PackageStatus } from '../../../durable/package/rpc.ts'
import { PackageSettings, type PackageView, type PauseView } from '../../contract/package.ts'
import { packagePolicy } from '../../contract/package-policy.ts'
import { instantOf } from '../../contract/wire.ts'
import type { PackageRow } from '../../db/packages.ts'

/** A package as the API shows it: what is configured, and what its actor says now (null when it does not answer). */
export function packageView(
  row: PackageRow,
  profileIds: readonly string[],
  live: PackageStatus | null,
  applied = row.appliedVersion >= row.version,
): z.infer<typeof PackageView> {
  const own = PackageSettings.parse(JSON.parse(row.config))
  const policy = packagePolicy(own)
  return {
    id: row.id,
    name: row.name,
    distribution: policy.distribution,
    failover: policy.failover,
    weights: policy.weights,
    routeDays: policy.routeDays,
    backlogCap: policy.backlogCap,
    holdDuplicates: policy.holdDuplicates,
    duplicateWindowSeconds: policy.duplicateWindowSeconds,
    preset: own.preset ?? null,
    limits: JSON.parse(JSON.stringify(own.limits ?? {})),
    cooldown: JSON.parse(JSON.stringify(own.cooldown ?? {})),
    blackout: JSON.parse(JSON.stringify(own.blackout ?? {})),
    timezone: own.timezone ?? null,
    reconcileWindowSeconds: own.reconcileWindowSeconds ?? null,
    profileIds: [...profileIds],
    version: row.version,
    applied,
    createdAt: instantOf(row.createdAt),
    updatedAt: instantOf(row.updatedAt),
    live: live === null ? null : liveOf(live),
  }
}

function liveOf(status: PackageStatus) {
  const { paused, pausedReason, globalPaused, backlog, handedOver, open } = status
  const { total, high, normal, low, scheduled, bytes } = backlog
  return {
    paused,
    pausedReason,
    globalPaused,
    backlog: { total, high, normal, low, scheduled, bytes },
    handedOver,
    open,
  }
}

export function pauseView(status: PackageStatus): z.infer<typeof PauseView> {
  return { packageId: status.packageId, ...liveOf(status) }
}
