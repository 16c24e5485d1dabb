import { describe, expect, it } from 'vitest'
import { META } from '../domain/reason.ts'
import { DEPLOYMENT } from './rpc.ts'
import { number, OPERATOR, register, type Scene, scene } from './testing/scene.ts'
import type { Word } from './users.ts'

const PHONE = '+4915112345678'
const stop = (address: string, at: number): Word => ({ address, scope: 'marketing', source: 'word', at })

async function three(): Promise<Scene> {
  const here = scene()
  for (const [index, name] of ['A', 'B', 'C'].entries())
    await register(here, name, number(String(index), { wabaId: `W${name}` }))
  await here.world.run(here.world.clock + 10_000)
  return here
}

const known = async (here: Scene, address = PHONE) => {
  const names = ['A', 'B', 'C', DEPLOYMENT]
  const answers = await Promise.all(names.map(async (name) => here.world.portfolio(name).optedOut(address)))
  return answers.map((answer) => answer?.scope ?? null)
}

describe('an opt-out by phone', () => {
  it('reaches every portfolio, and the numbers of each', async () => {
    const here = await three()
    await here.world.portfolio('A').optOut([stop(PHONE, here.world.clock)], META)
    await here.world.run(here.world.clock + 2_000)
    expect(await known(here)).toEqual(['marketing', 'marketing', 'marketing', 'marketing'])
    for (const id of ['0', '1', '2']) expect(here.at(`profile:${id}`).scopeOf(PHONE)).toBe('marketing')
    expect(here.world.faults).toEqual([])
  })

  it('comes to rest: nobody tells it on and on', async () => {
    const here = await three()
    await here.world.portfolio('A').optOut([stop(PHONE, here.world.clock)], META)
    await here.world.run(here.world.clock + 60_000)
    const calls = here.world.calls.length
    await here.world.run(here.world.clock + 3_600_000)
    expect(here.world.calls.slice(calls).filter((call) => call.method !== 'applyTemplates')).toEqual([])
  })

  it('reaches a portfolio that is made later', async () => {
    const here = await three()
    await here.world.portfolio('A').optOut([stop(PHONE, here.world.clock)], META)
    await here.world.run(here.world.clock + 2_000)
    await register(here, 'D', number('9', { wabaId: 'WD' }))
    await here.world.run(here.world.clock + 2_000)
    expect(await here.world.portfolio('D').optedOut(PHONE)).toMatchObject({ scope: 'marketing' })
  })

  it('reaches a portfolio that is made after the phone was erased, by the hash', async () => {
    const here = await three()
    await here.world.portfolio('A').optOut([stop(PHONE, here.world.clock)], META)
    await here.world.run(here.world.clock + 2_000)
    for (const name of ['A', 'B', 'C', DEPLOYMENT]) await here.world.portfolio(name).erase(PHONE, 'ab')
    await register(here, 'D', number('9', { wabaId: 'WD' }))
    await here.world.run(here.world.clock + 2_000)
    expect(await here.world.portfolio('D').optedOut('hash:ab')).toMatchObject({ scope: 'marketing' })
    await here.world.portfolio('A').optIn([stop('hash:ab', here.world.clock)], OPERATOR)
    await here.world.run(here.world.clock + 2_000)
    expect(await known(here, 'hash:ab')).toEqual([null, null, null, null])
    expect(await here.world.portfolio('D').optedOut('hash:ab')).toBeNull()
  })

  it('that was still to be told when its phone was erased is told, by the hash and by the other phones', async () => {
    const here = await three()
    const other = '+4915112345679'
    await here.world.portfolio('A').learn([{ addresses: [PHONE, other], at: here.world.clock }])
    here.world.network = (call) => (call.to === `portfolio:${DEPLOYMENT}` ? 'lose-call' : 'ok')
    await here.world.portfolio('A').optOut([stop(PHONE, here.world.clock)], META)
    await here.world.portfolio('A').erase(PHONE, 'ab')
    here.world.network = () => 'ok'
    await here.world.run(here.world.clock + 120_000)
    for (const address of ['hash:ab', other])
      expect(await known(here, address)).toEqual(['marketing', 'marketing', 'marketing', 'marketing'])
  })

  it('by BSUID stays in its portfolio, until the user’s phone is learnt', async () => {
    const here = await three()
    await here.world.portfolio('A').optOut([stop('DE.1', here.world.clock)], META)
    await here.world.run(here.world.clock + 2_000)
    expect(await known(here, 'DE.1')).toEqual(['marketing', null, null, null])
    await here.world.portfolio('A').learn([{ addresses: ['DE.1', PHONE], at: here.world.clock }])
    await here.world.run(here.world.clock + 2_000)
    expect(await known(here)).toEqual(['marketing', 'marketing', 'marketing', 'marketing'])
  })

  it('gets there whatever crashes or is lost on the way', async () => {
    const fates = ['lose-call', 'lose-answer', 'duplicate'] as const
    for (const fate of fates)
      for (const victim of ['A', 'B', DEPLOYMENT])
        for (let nth = 0; nth < 3; nth++) {
          const here = await three()
          let seen = 0
          here.world.network = (call) => {
            if (call.from === 'edge' || !call.to.startsWith('portfolio:')) return 'ok'
            if (seen++ !== nth) return 'ok'
            here.world.crash('portfolio', victim)
            return fate
          }
          const word = stop(PHONE, here.world.clock)
          // a crash in the middle of the call is what Meta's repetition is for
          await here.world
            .portfolio('A')
            .optOut([word], META)
            .catch(() => here.world.portfolio('A').optOut([word], META))
          await here.world.run(here.world.clock + 120_000)
          expect(await known(here), `${fate} ${victim} ${nth}`).toEqual(Array(4).fill('marketing'))
        }
  })

  it('waits for a silent portfolio without keeping it from the others', async () => {
    const here = await three()
    here.world.network = (call) => (call.to === 'portfolio:B' && call.from !== 'edge' ? 'lose-call' : 'ok')
    await here.world.portfolio('A').optOut([stop(PHONE, here.world.clock)], META)
    await here.world.run(here.world.clock + 600_000)
    expect(await known(here)).toEqual(['marketing', null, 'marketing', 'marketing'])
    here.world.network = () => 'ok'
    await here.world.run(here.world.clock + 16_000)
    expect(await known(here)).toEqual(Array(4).fill('marketing'))
  })
})

describe('a lift', () => {
  it('by the user’s START counts where it was said; a new STOP there reaches all again', async () => {
    const here = await three()
    await here.world.portfolio('A').optOut([stop(PHONE, here.world.clock)], META)
    await here.world.run(here.world.clock + 2_000)
    await here.world.portfolio('B').optIn([stop(PHONE, here.world.clock)], META)
    await here.world.run(here.world.clock + 2_000)
    expect(await known(here)).toEqual(['marketing', null, 'marketing', 'marketing'])
    await here.world.portfolio('A').optOut([stop(PHONE, here.world.clock)], META)
    await here.world.run(here.world.clock + 2_000)
    expect(await known(here)).toEqual(Array(4).fill('marketing'))
  })

  it('by an operator counts everywhere', async () => {
    const here = await three()
    await here.world.portfolio('A').optOut([stop(PHONE, here.world.clock)], META)
    await here.world.run(here.world.clock + 2_000)
    await here.world.portfolio('C').optIn([stop(PHONE, here.world.clock)], OPERATOR)
    await here.world.run(here.world.clock + 2_000)
    expect(await known(here)).toEqual(Array(4).fill(null))
  })
})
