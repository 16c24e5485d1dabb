import { describe, expect, it } from 'vitest'
import { type RouteRow, RouteStore } from './store-routes.ts'
import { emptyTables, readsOf, undo } from './testing/stores.ts'

function fresh(routes: readonly [user: string, at: number][] = []) {
  const host = emptyTables()
  const store = new RouteStore(host)
  for (const [userKey, at] of routes) store.put({ userKey, profileId: '1', at, windows: {} })
  return { host, store, users: () => store.list('', 100).map((row) => row.userKey) }
}

describe('routes', () => {
  it('are found as they were last put, each user`s own', () => {
    const { store } = fresh()
    const first: RouteRow = { userKey: 'a', profileId: '1', at: 5, windows: { 1: 100, 2: 200 } }
    const other: RouteRow = { userKey: 'b', profileId: '2', at: 6, windows: {} }
    store.put(first)
    store.put(other)
    expect([store.get('a'), store.get('b'), store.get('c')]).toEqual([first, other, undefined])
    const moved: RouteRow = { userKey: 'a', profileId: '3', at: 9, windows: { 3: 300 } }
    store.put(moved)
    expect([store.get('a'), store.get('b')]).toEqual([moved, other])
    store.delete('a')
    expect([store.get('a'), store.get('b')]).toEqual([undefined, other])
  })

  it('are looked for by many users at once: who has none is not asked about again', () => {
    const { host, store } = fresh([['a', 1]])
    const other = new RouteStore(host)
    const reads = readsOf(host, () => {
      other.sift(['a', 'b', 'c'])
      expect([other.get('b'), other.get('c')]).toEqual([undefined, undefined])
    })
    expect(reads).toBe(1)
    expect(other.get('a')).toEqual(store.get('a'))
  })

  it('are those from before a transaction that was undone', () => {
    const { host, store } = fresh([['a', 1]])
    undo(host, () => {
      store.put({ userKey: 'a', profileId: '2', at: 9, windows: {} })
      expect(store.get('a')?.profileId).toBe('2')
    })
    store.forget()
    expect(store.get('a')).toEqual({ userKey: 'a', profileId: '1', at: 1, windows: {} })
  })

  it('are listed by user, after the one that was given, so many at most', () => {
    const { store } = fresh([
      ['c', 1],
      ['a', 2],
      ['b', 3],
    ])
    const users = (after: string, limit: number) => store.list(after, limit).map((row) => row.userKey)
    expect([users('', 9), users('', 2), users('b', 2), users('c', 2)]).toEqual([['a', 'b', 'c'], ['a', 'b'], ['c'], []])
  })
})

describe('forgetting routes', () => {
  const ROUTES: [string, number][] = [
    ['a', 10],
    ['b', 20],
    ['c', 10],
    ['d', 30],
  ]

  it('takes those older than asked for, and no more than it looks at', () => {
    const { store, users } = fresh(ROUTES)
    expect(store.prune('', 2, 20)).toBe('b')
    expect(users()).toEqual(['b', 'c', 'd'])
    expect(store.prune('b', 2, 20)).toBe('d')
    expect(users()).toEqual(['b', 'd'])
    expect(store.prune('d', 2, 20)).toBeNull()
    expect(store.prune('', 3, 21)).toBeNull()
    expect(users()).toEqual(['d'])
  })

  it('is at its end where there is nothing to look at', () => {
    expect(fresh().store.prune('', 2, 20)).toBeNull()
    expect(fresh(ROUTES).store.prune('', 3, 0)).toBe('c')
    expect(fresh(ROUTES).store.prune('', 0, 20)).toBeNull()
  })
})
