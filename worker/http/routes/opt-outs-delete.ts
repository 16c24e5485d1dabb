import { OptOutChangeView, OptOutDelete } from '../../contract/admin.ts'
import { normaliseAddress } from '../../contract/phone.ts'
import { invalidAt } from '../../contract/problem.ts'
import { pepperedHash } from '../../db/pepper.ts'
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
    // an erased recipient is listed by its hash, and may be lifted by it or by the address itself
    const hashed = /^hash:[0-9a-f]{64}$/.test(query.recipient)
    const address = hashed ? query.recipient : normaliseAddress(query.recipient)
    if (address === undefined)
      return { problem: invalidAt('recipient', 'must be a phone number in E.164 or a user id') }
    const portfolios = await portfoliosConcerned(env, query.portfolioId)
    if (isRefusal(portfolios)) return portfolios
    const scopes = query.scope === undefined ? (['marketing', 'all'] as const) : ([query.scope] as const)
    const erased = hashed ? address : `hash:${await pepperedHash(env, 'address', address, now)}`
    await Promise.all(
      portfolios.map(async (id) => {
        const portfolio = actors.portfolio(env, id)
        const known = (await portfolio.optedOut(erased)) === null ? [address] : [...new Set([address, erased])]
        const entries = known.flatMap((one) =>
          scopes.map((scope) => ({ address: one, scope, source: 'operator', at: now })),
        )
        await portfolio.optIn(entries, by)
      }),
    )
    return { status: 200, body: { recipients: [address], portfolios } }
  },
})
