import { RouteInput, RouteView } from '../../contract/message.ts'
import { normaliseAddress } from '../../contract/phone.ts'
import { invalidAt } from '../../contract/problem.ts'
import { actors } from '../actors.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { packageInScope, profileInScope } from '../scope.ts'
import { routeView } from '../views/route-view.ts'

export const routesPut = route('PUT /api/v1/packages/:id/routes', {
  summary: "Set a recipient's number",
  body: { schema: RouteInput },
  answers: { 200: RouteView },
  async handle(ask) {
    const { env, params, body, by } = ask
    const entry = await packageInScope(ask, params.id)
    if (isRefusal(entry)) return entry
    const address = normaliseAddress(body.recipient)
    if (address === undefined)
      return { problem: invalidAt('recipient', 'must be a phone number in E.164 or a business-scoped user id') }
    const profile = await profileInScope(ask, body.profileId)
    if (isRefusal(profile) || profile.packageId !== entry.id)
      return { problem: invalidAt('profileId', 'is no number of this package') }
    const set = await actors.package(env, entry.id).setRoute(address, profile.id, by)
    if ('problem' in set) return { problem: { type: 'state-conflict', detail: set.problem } }
    return { status: 200, body: routeView(set) }
  },
})
