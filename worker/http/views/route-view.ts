import type * as z from 'zod'
import type { Route } from '../../../durable/package/rpc.ts'
import type { RouteView } from '../../contract/message.ts'
import { instantOf } from '../../contract/wire.ts'

export function routeView(one: Route): z.infer<typeof RouteView> {
  return {
    recipient: one.userKey,
    profileId: one.profileId,
    at: instantOf(one.at),
    expiresAt: instantOf(one.expiresAt),
    windowProfileId: one.windowProfileId,
    windowUntil: instantOf(one.windowUntil),
  }
}
