import type * as z from 'zod'
import type { AlertView } from '../../contract/watching.ts'
import { instantOf } from '../../contract/wire.ts'
import type { AlertRow } from '../../db/alerts.ts'
import { wireObject } from './wire-object.ts'

export function alertView(row: AlertRow): z.input<typeof AlertView> {
  return {
    id: row.id,
    rule: row.rule,
    severity: row.severity === 'critical' || row.severity === 'warning' ? row.severity : 'info',
    subject: JSON.parse(row.subject),
    packageId: row.packageId,
    title: row.title,
    detail: row.detail,
    evidence: wireObject(JSON.parse(row.evidence)),
    guidance: row.guidance,
    count: row.count,
    firstAt: instantOf(row.firstAt),
    lastAt: instantOf(row.lastAt),
    readAt: instantOf(row.readAt),
    closedAt: instantOf(row.closedAt),
  }
}
