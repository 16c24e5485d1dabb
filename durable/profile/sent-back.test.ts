import { describe, expect, it } from 'vitest'
import { migrate } from '../kit/migrate.ts'
import { BareHost } from '../kit/testing/bare-host.ts'
import { STEPS } from './schema.ts'
import { SentBack } from './sent-back.ts'
import { StateStore } from './store-state.ts'

const NOW = 1_700_000_000_000
const MINUTE = 60_000

function fresh() {
  const host = new BareHost()
  migrate(host, STEPS)
  const state = new StateStore(host)
  return { host, state, back: new SentBack(state) }
}

describe('a message that went back', () => {
  it('holds back what follows it in its conversation, and nothing else', () => {
    const { back } = fresh()
    expect(back.before('u', 9, NOW)).toBe(false)
    back.note('u', 5, NOW, false)
    expect([4, 5, 6].map((seq) => back.before('u', seq, NOW))).toEqual([false, false, true])
    expect(back.before('other', 6, NOW)).toBe(false)
  })

  it('does so for less than a minute, and not at all while the clock is behind it', () => {
    const { back } = fresh()
    back.note('u', 5, NOW, false)
    expect([-1, 0, MINUTE - 1, MINUTE].map((ms) => back.before('u', 6, NOW + ms))).toEqual([false, true, true, false])
  })

  it('is the earliest of those of the last minute, which begins anew with each', () => {
    const { back } = fresh()
    back.note('u', 5, NOW, false)
    back.note('u', 7, NOW + 1_000, false)
    expect([6, 7].map((seq) => back.before('u', seq, NOW + MINUTE))).toEqual([true, true])
    back.note('u', 3, NOW + 2_000, false)
    expect(back.before('u', 4, NOW + 2_000)).toBe(true)
    back.note('u', 8, NOW + 2_000 + MINUTE, false)
    expect([6, 8, 9].map((seq) => back.before('u', seq, NOW + 2_000 + MINUTE))).toEqual([false, false, true])
  })

  it('holds nothing back once it, or an earlier one, is here again', () => {
    const { back } = fresh()
    back.returned('nobody', 1)
    back.note('u', 5, NOW, false)
    back.returned('u', 6)
    expect(back.before('u', 6, NOW)).toBe(true)
    back.returned('u', 5)
    expect(back.before('u', 6, NOW)).toBe(false)
    back.note('u', 5, NOW, false)
    back.returned('u', 4)
    expect(back.before('u', 6, NOW)).toBe(false)
  })
})

describe('what went back', () => {
  it('is known after a crash if it was written with its commit', () => {
    const { state, back } = fresh()
    back.note('u', 5, NOW, true)
    back.note('v', 5, NOW, false)
    expect(new SentBack(state).before('u', 6, NOW)).toBe(false)
    back.flush(NOW)
    const again = new SentBack(state)
    expect([again.before('u', 6, NOW), again.before('u', 5, NOW), again.before('v', 6, NOW)]).toEqual([
      true,
      false,
      true,
    ])
  })

  it('costs a row for each commit that gave something back, and none otherwise', () => {
    const { host, back } = fresh()
    const cost = () => {
      const before = host.sql.rowsWritten
      back.flush(NOW)
      return host.sql.rowsWritten - before
    }
    expect(cost()).toBe(0)
    back.note('u', 5, NOW, false)
    expect(cost()).toBe(0)
    back.note('u', 6, NOW, true)
    back.note('v', 5, NOW, true)
    expect([cost(), cost()]).toEqual([1, 0])
  })

  it('names nobody who was erased, also where it was written long ago', () => {
    const { state, back } = fresh()
    for (const user of ['u', 'v']) back.note(user, 5, NOW, true)
    back.flush(NOW)
    back.forget(['u', 'x'])
    expect([back.before('u', 6, NOW), back.before('v', 6, NOW)]).toEqual([false, true])
    back.flush(NOW)
    expect(state.read('sent-back')).toEqual([['v', { seq: 5, at: NOW }]])
    const later = NOW + 10 * MINUTE
    back.flush(later)
    back.forget(['v'])
    back.flush(later)
    expect(state.read('sent-back')).toEqual([])
  })

  it('is looked through once a minute, and what is older than a minute then dropped', () => {
    const { state, back } = fresh()
    const written = () => state.read<[string, unknown][]>('sent-back')?.map(([key]) => key)
    back.flush(NOW)
    back.note('a', 1, NOW, false)
    back.note('b', 1, NOW + 10, true)
    back.flush(NOW + MINUTE)
    expect(written()).toEqual(['b'])
    back.note('c', 1, NOW + MINUTE + 20, true)
    back.flush(NOW + MINUTE + 20)
    expect(written()).toEqual(['b', 'c'])
    back.note('d', 1, NOW + 2 * MINUTE, true)
    back.flush(NOW + 2 * MINUTE)
    expect(written()).toEqual(['c', 'd'])
  })
})
