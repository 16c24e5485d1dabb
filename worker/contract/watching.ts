import * as z from 'zod'
import { ActorView, commaList, IdText, Instant, PageQuery } from './wire.ts'

/** Alerts, audit, statistics. */

const SEVERITIES = ['info', 'warning', 'critical'] as const

export const AlertView = z
  .object({
    id: z.string(),
    rule: z.string(),
    severity: z.enum(SEVERITIES),
    subject: z.object({ kind: z.string(), id: z.string() }),
    packageId: z.string().nullable(),
    title: z.string(),
    detail: z.string(),
    evidence: z.unknown(),
    guidance: z.string(),
    count: z.number().int(),
    firstAt: Instant,
    lastAt: Instant,
    readAt: Instant.nullable(),
    closedAt: Instant.nullable(),
  })
  .meta({ id: 'Alert' })

const ALERT_FILTERS = {
  severity: commaList(SEVERITIES).optional(),
  rule: z.string().max(64).optional(),
  packageId: IdText.optional(),
  profileId: IdText.optional(),
  read: z.enum(['true', 'false']).optional(),
  open: z.enum(['true', 'false']).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
}

export const AlertQuery = PageQuery.extend(ALERT_FILTERS)
export const AlertCountQuery = z.object(ALERT_FILTERS)

export const AlertCountView = z.object({
  total: z.number().int(),
  unread: z.number().int(),
  bySeverity: z.object({ info: z.number().int(), warning: z.number().int(), critical: z.number().int() }),
})

export const ReadView = z.object({ read: z.number().int() })

export const AuditView = z
  .object({
    id: z.string(),
    at: Instant,
    action: z.string(),
    actor: ActorView,
    subject: z.object({ kind: z.string(), id: z.string() }),
    packageId: z.string().nullable(),
    detail: z.unknown(),
  })
  .meta({ id: 'AuditEntry' })

export const AuditQuery = PageQuery.extend({
  actorKind: commaList(ActorView.shape.kind.options).optional(),
  actorId: z.string().max(200).optional(),
  action: z.string().max(64).optional(),
  packageId: IdText.optional(),
  subjectKind: z.string().max(64).optional(),
  subjectId: z.string().max(200).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
})

const COUNTS = {
  accepted: z.number().int().meta({ description: 'Counted by the package: 0 when one profile is asked for' }),
  sent: z.number().int(),
  delivered: z.number().int(),
  read: z.number().int(),
  failed: z.number().int(),
  received: z.number().int(),
}

const RANGE = {
  from: Instant.optional(),
  to: Instant.optional(),
  step: z.enum(['5m', '1h']).optional(),
  profileId: IdText.optional(),
}

export const PackageStatsQuery = z.object(RANGE)
export const StatsQuery = z.object({ ...RANGE, packageId: IdText.optional() })

export const StatsView = z
  .object({
    from: Instant,
    to: Instant,
    step: z.enum(['5m', '1h']),
    totals: z.object(COUNTS),
    series: z.array(z.object({ at: Instant, ...COUNTS })),
  })
  .meta({ id: 'Stats' })
