import type * as z from 'zod'
import type { Accepted } from '../../../durable/package/rpc.ts'
import type { AcceptedView } from '../../contract/send.ts'
import { instantOf } from '../../contract/wire.ts'

export function acceptedView(accepted: Accepted): z.infer<typeof AcceptedView> {
  const { id, status, profileId, notBefore, reasons } = accepted
  return { id, status, profileId, notBefore: instantOf(notBefore), reasons }
}
