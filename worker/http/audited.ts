import type { Actor, Json } from '../../durable/domain/reason.ts'
import { recordAudit } from '../db/audit.ts'
import type { Env } from '../env.ts'

/** Notes a change of configuration made by this request. */
export async function audited(
  ask: { env: Env; requestId: string; now: number; by: Actor },
  action: string,
  subject: { kind: string; id: string },
  packageId: string | null,
  detail: { [key: string]: Json } = {},
): Promise<void> {
  const { env, requestId, now, by } = ask
  await recordAudit(env, { requestId, now, by, action, subject, packageId, detail })
}
