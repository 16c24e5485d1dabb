import { describe, expect, it } from 'vitest'
import { migrate } from '../kit/migrate.ts'
import { BareHost } from '../kit/testing/bare-host.ts'
import { STEPS } from './schema.ts'
import { type Inbound, InboundStore } from './store-inbound.ts'

function fresh() {
  const host = new BareHost()
  migrate(host, STEPS)
  return new InboundStore(host)
}

const inbound = (wamid: string, at: number, userKey = '+49151'): Inbound => ({
  wamid,
  at,
  packageId: 'pkg_1',
  address: '+49151',
  userKey,
  name: 'Ada',
  type: 'text',
  contextId: null,
  raw: `{"text":"${wamid}"}`,
})

const names = (list: Inbound[]) => list.map(({ wamid }) => wamid).toSorted()

describe('inbound messages', () => {
  it('are kept as they came, each once: a repeat changes nothing', () => {
    const store = fresh()
    expect(store.add(inbound('a', 1))).toBe(true)
    expect(store.add({ ...inbound('a', 9), name: 'Eve' })).toBe(false)
    expect(store.add(inbound('b', 2))).toBe(true)
    expect(store.many(['a', 'x'])).toEqual([inbound('a', 1)])
    expect(names(store.many(['a', 'b']))).toEqual(['a', 'b'])
    expect(store.many([])).toEqual([])
  })

  it('lose what was said and by whom once D1 has them, and are still known', () => {
    const store = fresh()
    for (const wamid of ['a', 'b']) store.add(inbound(wamid, 1))
    store.clear(['a'])
    expect(store.many(['a'])).toEqual([{ raw: '' }])
    expect(store.many(['b'])).toEqual([inbound('b', 1)])
    expect(store.add(inbound('a', 1))).toBe(false)
    store.clear(['a'])
    expect(store.many(['a'])).toEqual([{ raw: '' }])
  })

  it('are found by any key of their user, without those that D1 has', () => {
    const store = fresh()
    store.add(inbound('a', 1))
    store.add(inbound('b', 1, 'DE.1'))
    store.add(inbound('c', 1, 'DE.2'))
    store.add(inbound('d', 1))
    store.clear(['d'])
    expect(store.ofUser(['+49151', 'DE.1']).toSorted()).toEqual(['a', 'b'])
    expect(store.ofUser(['nobody'])).toEqual([])
  })

  it('are forgotten when they are older than the given time, those of that very time not', () => {
    const store = fresh()
    for (const at of [9, 10, 11]) store.add(inbound(`at ${at}`, at))
    store.prune(10)
    expect(names(store.many(['at 9', 'at 10', 'at 11']))).toEqual(['at 10', 'at 11'])
  })
})
