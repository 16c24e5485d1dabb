import type { LiveEvent } from './rpc.ts'

/** What the hint needs of an alert, as an actor projects it and as D1 has it. */
interface Told {
  id: string
  rev: number
  rule: string
  severity: string
  packageId: string | null
  closedAt: number | null
}

/** An alert has opened, was counted, has ended, or was read or dismissed: its lists are worth another question. */
export const alertEvent = ({ id, rev, rule, severity, packageId, closedAt }: Told): LiveEvent => ({
  type: 'alert',
  id,
  rev,
  packageId,
  data: { rule, severity, open: closedAt === null },
})
