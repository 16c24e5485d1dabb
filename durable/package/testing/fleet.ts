import type { ProfileConfig, ProfilePolicy } from '../../domain/policy.ts'
import { SYSTEM } from '../../domain/reason.ts'
import { World } from '../../kit/testing/world.ts'
import type { WorldAnswer } from '../../kit/testing/world-types.ts'
import { PortfolioCore } from '../../portfolio/core.ts'
import { ProfileCore } from '../../profile/core.ts'
import { fast } from '../../profile/testing/stage.ts'
import { PackageCore } from '../core.ts'
import { PACKAGE, packageConfig } from './scene.ts'

export const NUMBERS = ['101', '102', '103']

export interface Fleet {
  world: World
  /** accepted sends at Meta, by message id */
  sends: Map<string, string[]>
  /** what each attempt carried in biz_opaque_callback_data, by message id */
  opaques: Map<string, string[]>
  pass(ms: number): Promise<void>
}

/** The shipped cores of all three kinds, with a Meta that answers as it is told. */
export async function fleet(
  seed: number,
  meta: (attempt: number) => 'ok' | 'lost' | 'throttled' = () => 'ok',
  policyOf: (profileId: string) => ProfilePolicy = () => fast,
): Promise<Fleet> {
  const sends = new Map<string, string[]>()
  const opaques = new Map<string, string[]>()
  let attempts = 0
  const world = new World(
    { seed },
    {
      profile: (host, id) => new ProfileCore(host, id),
      package: (host, id) => new PackageCore(host, id),
      portfolio: (host, id) => new PortfolioCore(host, id),
    },
  )
  world.fetch = (request): WorldAnswer => {
    if (request.url.includes('/message_templates')) return { status: 200, json: { data: [] } }
    if (!request.url.endsWith('/messages'))
      return {
        status: 200,
        json: { id: '1', status: 'CONNECTED', quality_rating: 'GREEN', throughput: { level: 'HIGH' }, success: true },
      }
    const what = meta(++attempts)
    if (what === 'throttled') return { status: 429, json: { error: { code: 130429, message: '(#130429)' } } }
    const { biz_opaque_callback_data: opaque } = JSON.parse(request.body) as { biz_opaque_callback_data: string }
    const id = opaque.split('.')[0] ?? ''
    sends.set(id, [...(sends.get(id) ?? []), request.from])
    opaques.set(id, [...(opaques.get(id) ?? []), opaque])
    return what === 'lost' ? { reset: true } : { status: 200, json: { messages: [{ id: `wamid.${attempts}` }] } }
  }
  const folio = world.portfolio('folio')
  await folio.limitSeen('waba:waba', null)
  await world.package(PACKAGE).configure(packageConfig(NUMBERS))
  for (const id of NUMBERS) await world.profile(id).configure(profileConfig(id, world.clock, policyOf(id)), SYSTEM)
  await world.run(world.clock + 2000)
  return { world, sends, opaques, pass: (ms) => world.run(world.clock + ms) }
}

export function profileConfig(profileId: string, createdAt: number, policy: ProfilePolicy): ProfileConfig {
  return {
    version: 1,
    profileId,
    packageId: PACKAGE,
    displayName: profileId,
    wabaId: 'waba',
    portfolioId: 'folio',
    token: { k: 'test', iv: '', ct: Buffer.from('secret').toString('base64') },
    tokenId: `token-${profileId}`,
    graphUrl: 'https://meta.test',
    graphVersion: 'v26.0',
    policy,
    createdAt,
    deletedAt: null,
  }
}
