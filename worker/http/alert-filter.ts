import type * as z from 'zod'
import type { AlertCountQuery } from '../contract/watching.ts'
import type { AlertFilter } from '../db/alerts.ts'

export function alertFilter(query: z.output<typeof AlertCountQuery>): AlertFilter {
  return {
    severities: query.severity?.split(','),
    rule: query.rule,
    packageId: query.packageId,
    profileId: query.profileId,
    read: query.read === undefined ? undefined : query.read === 'true',
    open: query.open === undefined ? undefined : query.open === 'true',
    from: query.from === undefined ? undefined : Date.parse(query.from),
    to: query.to === undefined ? undefined : Date.parse(query.to),
  }
}
