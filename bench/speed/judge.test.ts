import { describe, expect, it } from 'vitest'
import { Failed } from './failed.ts'
import { busiestSecond, gaps, judge, switches } from './judge.ts'
import type { Arrival } from './stand-in.ts'

const arrival = (id: string, at: number, to = '+1', phoneId = 'a'): Arrival => ({
  ...{ phoneId, to, at, opaque: `${id}.1.mac` },
})

describe('judge', () => {
  it('takes sends of accepted messages, once each and in order', () => {
    expect(() => judge([arrival('m1', 1), arrival('m2', 2), arrival('m0', 3, '+2')], ['m0', 'm1', 'm2'])).not.toThrow()
  })

  it.each([
    ['twice', [arrival('m0', 1), arrival('m0', 2)]],
    ['nobody asked', [arrival('other', 1)]],
    ['out of order', [arrival('m1', 1), arrival('m0', 2)]],
  ])('sees %s', (words, ledger) => {
    expect(() => judge(ledger, ['m0', 'm1'])).toThrow(Failed)
    expect(() => judge(ledger, ['m0', 'm1'])).toThrow(words)
  })
})

describe('gaps', () => {
  it('are of one number each, and of the span alone', () => {
    const ledger = [
      arrival('1', 0),
      arrival('2', 50),
      arrival('3', 60, '+2', 'b'),
      arrival('4', 150),
      arrival('5', 170, '+2', 'b'),
      arrival('6', 400),
    ]
    expect(gaps(ledger, 0, 300)).toEqual([50, 100, 110])
  })
})

describe('busiestSecond', () => {
  it('counts the most within any second, by number', () => {
    expect(busiestSecond([arrival('1', 0), arrival('2', 999), arrival('3', 1000), arrival('4', 1, '+1', 'b')])).toBe(2)
  })
})

describe('switches', () => {
  it('counts recipients of two numbers', () => {
    expect(switches([arrival('1', 0), arrival('2', 1, '+1', 'b'), arrival('3', 2, '+2', 'b')])).toBe(1)
  })
})
