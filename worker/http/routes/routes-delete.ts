import { RouteQuery } from '../../contract/message.ts'
import { normaliseAddress } from '../../contract/phone.ts'
import { invalidAt } from '../../contract/problem.ts'
import { actors } from '../actors.ts'
import { isRefusal, notFound } from '../reply.ts'
import { route } from '../route.ts'
import { packageInScope } from '../scope.ts'

export const routesDelete = route('DELETE /api/v1/packages/:id/routes', {
  summary: "Forget a recipient's number: the next message is distributed anew",
  query: RouteQuery,
  answers: { 204: null },
  async handle(ask) {
    const entry = await packageInScope(ask, ask.params.id)
    if (isRefusal(entry)) return entry
    const address = normaliseAddress(ask.query.recipient)
    if (address === undefined)
      return { problem: invalidAt('recipient', 'must be a phone number in E.164 or a business-scoped user id') }
    const gone = await actors.package(ask.env, entry.id).deleteRoute(address, ask.by)
    return gone ? { status: 204, body: null } : notFound('route')
  },
})
