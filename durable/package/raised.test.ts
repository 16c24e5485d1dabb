import { describe, expect, it } from 'vitest'
import type { Hold } from '../domain/hold.ts'
import { accepted, CALLER, item, snapshotOf } from './testing/scene.ts'
import { stage } from './testing/stage.ts'

const hold: Hold = {
  key: 'waba:a:131042',
  subject: { kind: 'waba', id: 'a' },
  code: '131042',
  reach: 'billable',
  class: 'account',
  autoResume: 'status',
  since: 0,
  until: null,
  detail: 'unpaid',
}

describe('a hold that the portfolio has not told yet', () => {
  it('keeps its number`s siblings from being tried, not the numbers of another account; and not for ever', async () => {
    const scene = await stage(['1', '2', '3'], { wabas: { 1: 'a', 2: 'a', 3: 'b' }, credit: 100 })
    const said = snapshotOf('1', scene.world.clock, { eligible: false, credit: 0, state: 'quarantined', holds: [hold] })
    await scene.package.snapshot(said)
    const send = async (from: number) => {
      const items = Array.from({ length: 8 }, (_, n) => item(`+49${from + n}`))
      return (await scene.package.accept(items, CALLER)).map((one) => accepted(one).profileId)
    }
    expect(new Set(await send(100))).toEqual(new Set(['3']))
    await scene.pass(61_000)
    expect(new Set(await send(200))).toContain('2')
  })
})
