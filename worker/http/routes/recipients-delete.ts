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
    const inAll = async (...passes: (() => Promise<number[]>)[]): Promise<number> => {
      let erased = 0
      for (const pass of passes) for (const count of await pass()) erased += count
      return erased
    }
    // owners before the history: what they still project after this is erased already. Packages before numbers: what a
    // package still held would be offered to a number that has been asked already
    const first = await inAll(inPackages, inNumbers, inPortfolios, inDeployment)
    // a word that was on its way between those who know him names him where he had gone
    const again = first > 0 ? await inAll(inPortfolios, inPackages, inNumbers) : 0
    const history = await eraseHistory(env, address, hash)
    const erased = first + again + history.erased
    await audited(ask, 'recipient.erased', { kind: 'recipient', id: `hash:${hash}` }, null, { erased })
    return { status: 200, body: { erased, complete: history.complete } }
  },
})
