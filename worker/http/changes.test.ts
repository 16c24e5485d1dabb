import { describe, expect, it } from 'vitest'
import { changesOf } from './changes.ts'

describe('what a request has changed', () => {
  it('names each member with its value before and after', () => {
    const before = {
      name: 'A',
      limits: { hourly: 60, daily: null },
      cooldown: { rush: [{ from: '10:00', to: '12:00' }] },
    }
    const after = { name: 'A', limits: { hourly: 80, daily: null }, cooldown: { rush: [] } }
    expect(changesOf(before, after)).toEqual([
      { member: 'limits.hourly', from: 60, to: 80 },
      { member: 'cooldown.rush', from: [{ from: '10:00', to: '12:00' }], to: [] },
    ])
  })

  it('leaves out a value that is not set, which is not the same as none', () => {
    expect(changesOf({ a: 1 }, { b: null })).toEqual([
      { member: 'a', from: 1 },
      { member: 'b', to: null },
    ])
  })

  it('says nothing of what stays', () => {
    const same = { limits: { hourly: 1 }, weights: { 1: 2 } }
    expect(changesOf(same, structuredClone(same))).toEqual([])
  })

  it('keeps an entry to a size that can be read', () => {
    const weights = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [String(n), n]))
    expect(changesOf({}, { weights })).toHaveLength(60)
  })
})
