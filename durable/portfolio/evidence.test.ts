import { describe, expect, it } from 'vitest'
import { number, register, type Scene, scene, silence } from './testing/scene.ts'

async function three(): Promise<Scene> {
  const here = scene()
  await register(here, 'P', number('1'))
  await register(here, 'P', number('2'))
  await register(here, 'P', number('3', { wabaId: 'V' }))
  return here
}

describe('evidence', () => {
  it('is a status that any number of the same account has seen', async () => {
    const here = await three()
    const ask = () => here.world.portfolio('P').evidence('W', 5_000, here.world.clock)
    expect(await ask()).toEqual({ arriving: false, refused: false, at: null })
    here.at('profile:3').statusSeen = { seen: true, at: 9_000 }
    expect(await ask()).toMatchObject({ arriving: false })
    here.at('profile:1').statusSeen = { seen: true, at: 7_000 }
    here.at('profile:2').statusSeen = { seen: true, at: 8_000 }
    expect(await ask()).toEqual({ arriving: true, refused: false, at: 8_000 })
  })

  it('of a silent number is none, and does not keep the others from being heard', async () => {
    const here = await three()
    here.at('profile:1').statusSeen = { seen: true, at: 7_000 }
    silence(here, 'profile:2')
    expect(await here.world.portfolio('P').evidence('W', 5_000, here.world.clock)).toMatchObject({ arriving: true })
    here.world.network = (call) => (call.to === 'profile:1' ? { callMs: 3_600_000 } : 'ok')
    expect(await here.world.portfolio('P').evidence('W', 5_000, here.world.clock)).toMatchObject({ arriving: false })
  })

  it('is spoilt by a webhook that was refused since, of any of our accounts, and raises an alert', async () => {
    const here = await three()
    here.at('profile:1').statusSeen = { seen: true, at: 7_000 }
    const at = here.world.clock
    await here.world.portfolio('P').signatureRefused('V', at)
    expect(await here.world.portfolio('P').evidence('W', at, here.world.clock)).toMatchObject({
      arriving: true,
      refused: true,
    })
    expect(await here.world.portfolio('P').evidence('W', at + 1, here.world.clock)).toMatchObject({
      arriving: true,
      refused: false,
    })
    // what an asker whose clock is ahead calls later than the refusal was before it
    expect(await here.world.portfolio('P').evidence('W', at + 1, here.world.clock + 60_000)).toMatchObject({
      refused: true,
    })
    // nor is what came while the send was still on its way
    expect(await here.world.portfolio('P').evidence('W', at + 1, here.world.clock, at)).toMatchObject({ refused: true })
    await here.world.portfolio('P').signatureRefused('V', at - 60_000)
    expect(await here.world.portfolio('P').evidence('W', at, here.world.clock)).toMatchObject({ refused: true })
    await here.world.run(here.world.clock + 1_000)
    const alerts = here.world.d1.rows<{ rule: string; count: number }>('SELECT rule, count FROM alerts')
    expect(alerts).toEqual([{ rule: 'signature-refused', count: 2 }])
  })

  it('refused since each of several times is told without asking the numbers', async () => {
    const here = await three()
    const at = here.world.clock
    expect(await here.world.portfolio('P').refusedSince([0, at])).toEqual([false, false])
    await here.world.portfolio('P').signatureRefused('V', at)
    silence(here, 'profile:1', 'profile:2', 'profile:3')
    expect(await here.world.portfolio('P').refusedSince([at - 1, at, at + 1])).toEqual([true, true, false])
  })

  it('survives a crash', async () => {
    const here = await three()
    const at = here.world.clock
    await here.world.portfolio('P').signatureRefused('W', at)
    here.world.crash('portfolio', 'P')
    expect(await here.world.portfolio('P').evidence('W', at, here.world.clock)).toMatchObject({ refused: true })
  })
})
