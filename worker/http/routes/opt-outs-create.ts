import { OptOutChangeView, OptOutInput } from '../../contract/admin.ts'
import { normaliseAddress } from '../../contract/phone.ts'
import { invalid } from '../../contract/problem.ts'
import { actors } from '../actors.ts'
import { portfoliosConcerned } from '../portfolios-concerned.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'

export const optOutsCreate = route('POST /api/v1/opt-outs', {
  summary: 'Opt recipients out: `marketing` templates, or `all`',
  body: { schema: OptOutInput, limit: 262_144 },
  answers: { 201: OptOutChangeView },
  async handle(ask) {
    const { env, body, now, by } = ask
    const names = ['recipient', 'to', 'address'] as const
    const name = names.find((one) => body[one] !== undefined) ?? 'recipient'
    const given = body.recipients ?? [body[name] ?? '']
    const errors: { path: string; message: string }[] = []
    const recipients = given.map((text, index) => {
      const address = normaliseAddress(text)
      const path = body.recipients === undefined ? name : `recipients.${index}`
      if (address === undefined) errors.push({ path, message: 'must be a phone number in E.164 or a user id' })
      return address ?? ''
    })
    if (errors.length > 0) return { problem: invalid(errors) }
    const portfolios = await portfoliosConcerned(env, body.portfolioId)
    if (isRefusal(portfolios)) return portfolios
    const entries = recipients.map((address) => ({ address, scope: body.scope, source: 'operator', at: now }))
    await Promise.all(portfolios.map((id) => actors.portfolio(env, id).optOut(entries, by)))
    return { status: 201, body: { recipients, portfolios } }
  },
})
