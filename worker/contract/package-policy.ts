import type * as z from 'zod'
import type { PackagePolicy } from '../../durable/domain/policy.ts'
import type { PackageSettings } from './package.ts'

/** A package's policy from the caller's settings; defaults of guard-rules.md (Distribution) and architecture.md (queue caps). */
export function packagePolicy(own: z.infer<typeof PackageSettings>): PackagePolicy {
  const failover = typeof own.failover === 'boolean' ? { enabled: own.failover } : (own.failover ?? {})
  return {
    distribution: own.distribution ?? 'round_robin',
    failover: { enabled: failover.enabled ?? true, stickyPatienceSeconds: failover.stickyPatienceSeconds ?? 900 },
    weights: own.weights ?? {},
    routeDays: own.routeDays ?? 30,
    backlogCap: own.backlogCap ?? 1_000_000,
    backlogBytes: 4 * 1024 ** 3,
    holdDuplicates: own.holdDuplicates ?? false,
    duplicateWindowSeconds: own.duplicateWindowSeconds ?? 600,
  }
}
