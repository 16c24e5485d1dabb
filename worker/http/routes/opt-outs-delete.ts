import { OptOutChangeView, OptOutDelete } from '../../contract/admin.ts'
import { normaliseAddress } from '../../contract/phone.ts'
import { invalidAt } from '../../contract/problem.ts'
import { actors } from '../actors.ts'
import { portfoliosConcerned } from '../portfolios-concerned.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'

export const optOutsDelete = route('DELETE /api/v1/opt-outs', {
  summary: 'Lift an opt-out; both scopes unless one is named',
  query: OptOutDelete,
  answers: { 200: OptOutChangeView },
  async handle(ask) {
    const { env, query, now, by } = ask
    const address = normaliseAddress(query.recipient)
    if (address === undefined)
      return { problem: invalidAt('recipient', 'must be a phone number in E.164 or a user id') }
    const portfolios = await portfoliosConcerned(env, query.portfolioId)
    if (isRefusal(portfolios)) return portfolios
    const scopes = query.scope === undefined ? (['marketing', 'all'] as const) : ([query.scope] as const)
    const entries = scopes.map((scope) => ({ address, scope, source: 'operator', at: now }))
    await Promise.all(portfolios.map((id) => actors.portfolio(env, id).optIn(entries, by)))
    return { status: 200, body: { recipients: [address], portfolios } }
  },
})
