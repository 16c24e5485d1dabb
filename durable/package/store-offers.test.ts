import { describe, expect, it } from 'vitest'
import { type OfferRow, OfferStore } from './store-offers.ts'
import { emptyTables, readsOf, undo } from './testing/stores.ts'

function fresh() {
  const host = emptyTables()
  return { host, store: new OfferStore(host), again: () => new OfferStore(host) }
}

const offer = (n: number, profileId: string, seqs: number[]): OfferRow => ({ n, profileId, seqs })

describe('offers that nobody has answered yet', () => {
  it('are none at first', () => {
    const { store } = fresh()
    expect([store.head('1', 10), store.pending('1'), store.profiles(), store.count()]).toEqual([[], 0, [], 0])
  })

  it('are given in their order, those of one profile only', () => {
    const { store } = fresh()
    store.add('1', [1, 2])
    store.add('2', [3])
    store.add('1', [4])
    expect(store.head('1', 10)).toEqual([offer(1, '1', [1, 2]), offer(3, '1', [4])])
    expect(store.head('2', 10)).toEqual([offer(2, '2', [3])])
    expect(store.count()).toBe(3)
  })

  it('are together at most as many messages as asked for, but one offer at least', () => {
    const { store } = fresh()
    store.add('1', [1, 2, 3])
    store.add('1', [4, 5])
    store.add('1', [6])
    const heads = [1, 3, 4, 5, 6, 9].map((limit) => store.head('1', limit).map(({ n }) => n))
    expect(heads).toEqual([[1], [1], [1], [1, 2], [1, 2, 3], [1, 2, 3]])
  })

  it('stop at the first that is too large: no later one overtakes it', () => {
    const { store } = fresh()
    store.add('1', [1])
    store.add('1', [2, 3, 4])
    store.add('1', [5])
    expect(store.head('1', 3).map(({ n }) => n)).toEqual([1])
  })

  it('are counted by profile as they come and are answered, whole or in part', () => {
    const { store, again } = fresh()
    store.add('1', [1, 2, 3])
    store.add('2', [4])
    store.add('1', [5])
    const told = (of: OfferStore) => [of.pending('1'), of.pending('2'), of.profiles(), of.count()]
    expect(told(store)).toEqual([4, 1, ['1', '2'], 3])
    store.answered(offer(1, '1', [1, 2, 3]), [2])
    expect(told(store)).toEqual([2, 1, ['1', '2'], 3])
    expect(store.head('1', 10)).toEqual([offer(1, '1', [2]), offer(3, '1', [5])])
    store.answered(offer(2, '2', [4]), [])
    expect(told(store)).toEqual([2, 0, ['1'], 2])
    store.answered(offer(1, '1', [2]), [])
    expect(told(store)).toEqual([1, 0, ['1'], 1])
    expect(told(again())).toEqual([1, 0, ['1'], 1])
    store.answered(offer(3, '1', [5]), [])
    expect(told(store)).toEqual([0, 0, [], 0])
  })

  it('keep their numbers apart after a restart, and count at once what lay there', () => {
    const { store, again } = fresh()
    store.add('1', [1])
    store.add('1', [2, 3])
    const after = again()
    after.add('2', [4])
    expect([after.head('2', 10), after.pending('1'), after.pending('2')]).toEqual([[offer(3, '2', [4])], 3, 1])
    const late = again()
    late.answered(offer(2, '1', [2, 3]), [])
    expect([late.pending('1'), late.pending('2'), late.profiles()]).toEqual([1, 1, ['1', '2']])
  })

  it('take an answer that comes twice for one', () => {
    const { store } = fresh()
    store.add('1', [1])
    for (let i = 0; i < 2; i++) store.answered(offer(1, '1', [1]), [])
    expect([store.pending('1'), store.profiles(), store.count()]).toEqual([0, [], 0])
    store.add('1', [2, 3])
    expect(store.pending('1')).toBe(2)
  })

  it('are read once: what is pending is asked with every message', () => {
    const { host, store } = fresh()
    store.add('1', [1])
    const reads = readsOf(host, () =>
      expect([store.pending('1'), store.pending('2'), store.profiles()]).toEqual([1, 0, ['1']]),
    )
    expect(reads).toBe(0)
  })

  it('name their messages, each until it is answered', () => {
    const { host, store, again } = fresh()
    expect(store.unanswered()).toEqual(new Set())
    expect(readsOf(host, () => store.unanswered())).toBe(0)
    store.add('1', [1, 2])
    expect(store.unanswered()).toEqual(new Set([1, 2]))
    store.add('2', [3])
    store.answered(offer(1, '1', [1, 2]), [2])
    expect([store.unanswered(), again().unanswered()]).toEqual([new Set([2, 3]), new Set([2, 3])])
    store.answered(offer(1, '1', [2]), [])
    expect(store.unanswered()).toEqual(new Set([3]))
  })

  it('of a transaction that was undone are forgotten', () => {
    const { host, store } = fresh()
    store.add('1', [1])
    undo(host, () => {
      store.add('1', [2])
      store.add('2', [3])
    })
    store.forget()
    expect([store.pending('1'), store.profiles()]).toEqual([1, ['1']])
    store.add('1', [4])
    expect(store.head('1', 10)).toEqual([offer(1, '1', [1]), offer(2, '1', [4])])
  })
})
