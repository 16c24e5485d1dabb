import { describe, expect, it } from 'vitest'
import { strike } from './faults.ts'
import { randomFor } from './random.ts'
import { type Fault, fault } from './settings.ts'

const aim = { edge: 'messages', phoneNumberId: '1001', wabaId: '2001', user: '16505551234' } as const
const of = (value: unknown, id = 'a'): Fault => ({ ...fault.parse(value), id })
const error = { type: 'error', code: 130429 }

describe('strike', () => {
  it('hits the number, account, recipient and path that it names, and no other', () => {
    const hits = (value: object) => strike([of({ ...value, kind: error })], aim, () => 0.5).struck.error !== null
    expect(hits({})).toBe(true)
    expect([hits({ phoneNumberId: '1001' }), hits({ phoneNumberId: '1002' })]).toEqual([true, false])
    expect([hits({ wabaId: '2001' }), hits({ wabaId: '2002' })]).toEqual([true, false])
    expect([hits({ to: '+16505551234' }), hits({ to: '+16505550000' })]).toEqual([true, false])
    expect(hits({ path: 'number' })).toBe(false)
  })

  it('hits about its share, the same requests each time', () => {
    const faults = [of({ share: 0.02, kind: error })]
    const run = () =>
      Array.from({ length: 10_000 }, (_, n) => n).filter((n) => strike(faults, aim, randomFor(9, n)).struck.error)
    expect(run()).toEqual(run())
    expect(run().length).toBeGreaterThan(140)
    expect(run().length).toBeLessThan(260)
  })

  it('is gone when its count is used up', () => {
    const first = strike([of({ count: 2, kind: error })], aim, () => 0)
    const second = strike(first.left, aim, () => 0)
    expect([first.left[0]?.count, second.left]).toEqual([1, []])
  })

  it('does not move the dice of the others', () => {
    const rare = of({ share: 0.3, kind: error }, 'rare')
    const hit = (list: Fault[], n: number) => strike(list, aim, randomFor(5, n)).struck.error !== null
    const elsewhere = of({ phoneNumberId: '1002', kind: { type: 'latency', minMs: 1, maxMs: 2 } }, 'b')
    for (let n = 0; n < 200; n++) expect(hit([elsewhere, rare], n)).toBe(hit([rare], n))
  })
})
