import type * as z from 'zod'
import { bandOf } from '../../../durable/domain/health.ts'
import { levelOf } from '../../../durable/domain/risk.ts'
import type { HealthReport, LimitUsage, ProfileSnapshot, ProfileStatus } from '../../../durable/domain/snapshot.ts'
import type { HealthView, StatusView } from '../../contract/status.ts'
import { instantOf } from '../../contract/wire.ts'

export function statusView(status: ProfileStatus): z.infer<typeof StatusView> {
  return {
    profileId: status.profileId,
    packageId: status.packageId,
    state: status.state,
    reason: status.reason,
    eligibleAt: instantOf(status.eligibleAt),
    health: status.health,
    connectionQuality: status.connectionQuality,
    risk: { score: status.risk.score, level: status.risk.level },
    queue: status.queue,
    inFlight: status.inFlight,
    usage: status.usage.map(usageView),
    cooldownUntil: instantOf(status.cooldownUntil),
    lastSendAt: instantOf(status.lastSendAt),
    displayPhoneNumber: status.displayPhoneNumber,
    metaStatus: status.metaStatus,
    quality: status.quality,
    webhooks: { lastAt: instantOf(status.webhooks.lastAt) },
    at: instantOf(status.at),
  }
}

/** What the package last heard of a number that does not answer: what a snapshot does not tell is left empty. */
export function statusOfSnapshot(packageId: string, snapshot: ProfileSnapshot): z.infer<typeof StatusView> {
  return {
    profileId: snapshot.profileId,
    packageId,
    state: snapshot.state,
    reason: snapshot.reason,
    eligibleAt: snapshot.eligible ? null : instantOf(snapshot.eligibleAt),
    health: snapshot.health,
    connectionQuality: bandOf(snapshot.health),
    risk: { score: snapshot.risk, level: levelOf(snapshot.risk) },
    queue: snapshot.queue,
    inFlight: snapshot.inFlight,
    usage: [],
    cooldownUntil: snapshot.state === 'cooling' ? instantOf(snapshot.readyAt) : null,
    lastSendAt: instantOf(snapshot.lastSendAt),
    displayPhoneNumber: null,
    metaStatus: null,
    quality: null,
    webhooks: { lastAt: null },
    at: instantOf(snapshot.at),
  }
}

function usageView(usage: LimitUsage) {
  return { window: usage.window, used: usage.used, cap: usage.cap }
}

export function healthView(report: HealthReport): z.infer<typeof HealthView> {
  return {
    ...report,
    limits: report.limits.map(usageView),
    cooldown: { ...report.cooldown, until: instantOf(report.cooldown.until) },
    meta: {
      ...report.meta,
      checkedAt: instantOf(report.meta.checkedAt),
      webhooks: { lastAt: instantOf(report.meta.webhooks.lastAt) },
    },
  }
}
