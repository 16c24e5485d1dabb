import { DEPLOYMENT } from '../../../durable/portfolio/rpc.ts'
import { ErasedView } from '../../contract/admin.ts'
import { normaliseAddress } from '../../contract/phone.ts'
import { invalidAt } from '../../contract/problem.ts'
import { eraseHistory } from '../../db/erase.ts'
import { allPackageIds } from '../../db/packages.ts'
import { pepperedHash } from '../../db/pepper.ts'
import { allProfileIds } from '../../db/profiles.ts'
import { allPortfolios } from '../../db/wabas.ts'
import { actors } from '../actors.ts'
import { audited } from '../audited.ts'
import { inTurn } from '../in-turn.ts'
import { route } from '../route.ts'

export const recipientsDelete = route('DELETE /api/v1/recipients/:address', {
  summary: "Erase a recipient's address and texts everywhere; an opt-out stays as a hash",
  description: 'Safe to repeat. `complete` false: more history than one request may touch, call again.',
  answers: { 200: ErasedView },
  async handle(ask) {
    const { env, params, now } = ask
    const address = normaliseAddress(params.address)
    if (address === undefined)
      return { problem: invalidAt('address', 'must be a phone number in E.164 or a business-scoped user id') }
    const hash = await pepperedHash(env, 'address', address, now)
    const [packages, profiles, portfolios] = await Promise.all([
      allPackageIds(env),
      allProfileIds(env),
      allPortfolios(env),
    ])
    const inPackages = () => inTurn(packages, (id) => actors.package(env, id).erase(address, hash))
    const inNumbers = () => inTurn(profiles, (id) => actors.profile(env, id).erase(address, hash))
    const inPortfolios = () => inTurn(portfolios, (id) => actors.portfolio(env, id).erase(address, hash))
    const inDeployment = () => inTurn([DEPLOYMENT], (id) => actors.portfolio(env, id).erase(address, hash))
    // owners before the history: what they still project after this is erased already. Packages before numbers: what a
    // package still held would be offered to a number that has been asked already. Then once more: a word that was on its
    // way between them while they were asked names him where he had gone
    const counts: number[] = []
    for (const pass of [inPackages, inNumbers, inPortfolios, inDeployment, inPortfolios, inPackages, inNumbers])
      counts.push(...(await pass()))
    const history = await eraseHistory(env, address, hash)
    const erased = counts.reduce((sum, count) => sum + count, history.erased)
    await audited(ask, 'recipient.erased', { kind: 'recipient', id: `hash:${hash}` }, null, { erased })
    return { status: 200, body: { erased, complete: history.complete } }
  },
})
