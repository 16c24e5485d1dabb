import type { Switches } from '../../durable/switchboard/rpc.ts'
import { recordAudit } from '../db/audit.ts'
import type { Env } from '../env.ts'

/** Notes who stopped or started everything last. Once for each time, however often it is called: after D1 was away as well. */
export async function auditSwitch(env: Env, { paused, thrown }: Switches): Promise<void> {
  if (thrown === undefined) return
  await recordAudit(env, {
    requestId: `switch.${thrown.rev}`,
    now: thrown.at,
    by: thrown.by,
    action: paused ? 'all.stopped' : 'all.started',
    subject: { kind: 'deployment', id: 'all' },
    packageId: null,
    detail: { note: thrown.why },
  })
}
