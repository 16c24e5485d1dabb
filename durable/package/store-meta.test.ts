import { describe, expect, it } from 'vitest'
import { EMPTY_TALLY, type Meta, MetaStore } from './store-meta.ts'
import { PACKAGE, packageConfig } from './testing/scene.ts'
import { emptyTables } from './testing/stores.ts'

function fresh() {
  const host = emptyTables()
  return { host, store: new MetaStore(host) }
}

describe('the single facts of a package', () => {
  const META: Meta = {
    name: PACKAGE,
    config: packageConfig(['1', '2'], { version: 4 }),
    version: 4,
    paused: true,
    pauseReason: 'holiday',
    pauseRev: 2,
    globalPaused: false,
    switchRev: 3,
    switchNote: null,
  }

  it('of one that was never configured are its name and nothing else', () => {
    expect(fresh().store.read('new')).toEqual({
      name: 'new',
      config: null,
      version: 0,
      paused: false,
      pauseReason: null,
      pauseRev: 0,
      globalPaused: false,
      switchRev: 0,
      switchNote: null,
    })
  })

  it('are read as they were written, and written over, all but the name', () => {
    const { store } = fresh()
    store.write(META)
    expect(store.read('other')).toEqual(META)
    const next: Meta = {
      name: 'other',
      config: packageConfig(['3'], { version: 5 }),
      version: 5,
      paused: false,
      pauseReason: null,
      pauseRev: 6,
      globalPaused: true,
      switchRev: 7,
      switchNote: 'all numbers',
    }
    store.write(next)
    expect(store.read('')).toEqual({ ...next, name: PACKAGE })
    store.write({ ...META, config: null })
    expect(store.read('')).toEqual({ ...META, config: null })
  })
})

describe('the counts of what waits', () => {
  it('begin with nothing, which nobody can change for the next', () => {
    const { store } = fresh()
    const none = { high: 0, normal: 0, low: 0, scheduled: 0, bytes: 0, conv: 0 }
    const tally = store.tally()
    expect(tally).toEqual(none)
    tally.high = 5
    expect([store.tally(), EMPTY_TALLY]).toEqual([none, none])
  })

  it('are read as they were last written', () => {
    const { store } = fresh()
    store.writeTally({ high: 1, normal: 2, low: 3, scheduled: 4, bytes: 5, conv: 6 })
    store.writeTally({ high: 9, normal: 2, low: 3, scheduled: 4, bytes: 5, conv: 7 })
    expect(store.tally()).toEqual({ high: 9, normal: 2, low: 3, scheduled: 4, bytes: 5, conv: 7 })
  })
})

describe('slots of statistics', () => {
  it('count what was accepted between their first messages; the newest is open', () => {
    const { store } = fresh()
    expect([store.lastSlot(), store.acceptedIn(100, 9)]).toEqual([null, 0])
    store.openSlot(100, 1)
    expect([store.lastSlot(), store.acceptedIn(100, 1), store.acceptedIn(100, 5)]).toEqual([100, 0, 4])
    store.openSlot(200, 5)
    store.openSlot(300, 12)
    expect(store.lastSlot()).toBe(300)
    expect([100, 150, 200, 300, 400].map((at) => store.acceptedIn(at, 20))).toEqual([4, 0, 7, 8, 0])
  })

  it('begin once: a slot that is open costs no row and keeps its first message', () => {
    const { host, store } = fresh()
    store.openSlot(100, 1)
    const written = host.sql.rowsWritten
    store.openSlot(100, 3)
    expect([host.sql.rowsWritten - written, store.acceptedIn(100, 5)]).toEqual([0, 4])
  })

  it('count what failed, and of a slot that nobody opened none', () => {
    const { store } = fresh()
    store.openSlot(100, 1)
    expect([store.failedIn(100), store.failedIn(200)]).toEqual([0, 0])
    store.countFailed(100)
    store.countFailed(100)
    store.countFailed(200)
    expect([store.failedIn(100), store.failedIn(200)]).toEqual([2, 0])
  })

  it('are forgotten when they are older than asked for, but for the newest', () => {
    const { store } = fresh()
    for (const [at, first] of [
      [100, 1],
      [200, 3],
      [300, 6],
    ] as const)
      store.openSlot(at, first)
    const counts = () => [100, 200, 300].map((at) => store.acceptedIn(at, 10))
    store.pruneSlots(100)
    expect(counts()).toEqual([2, 3, 4])
    store.pruneSlots(200)
    expect(counts()).toEqual([0, 3, 4])
    store.pruneSlots(900)
    expect(counts()).toEqual([0, 0, 4])
    expect(store.lastSlot()).toBe(300)
  })
})

describe('what members were told of the pause', () => {
  it('is the last rev that each answered, until the member is forgotten', () => {
    const { store } = fresh()
    expect(store.pauseTold()).toEqual(new Map())
    store.setPauseTold('1', 3)
    store.setPauseTold('2', 3)
    store.setPauseTold('1', 4)
    expect(store.pauseTold()).toEqual(
      new Map([
        ['1', 4],
        ['2', 3],
      ]),
    )
    store.forgetMember('1')
    expect(store.pauseTold()).toEqual(new Map([['2', 3]]))
  })
})
