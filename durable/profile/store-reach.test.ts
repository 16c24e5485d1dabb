import { describe, expect, it } from 'vitest'
import type { SqlValue } from '../kit/host.ts'
import { migrate } from '../kit/migrate.ts'
import { BareHost } from '../kit/testing/bare-host.ts'
import { NodeSql } from '../kit/testing/node-sql.ts'
import { STEPS } from './schema.ts'
import { ReachStore } from './store-reach.ts'

/** Counts what is read, as who was given a place is to be read once. */
class CountingSql extends NodeSql {
  reads = 0

  override all<Row extends object>(query: string, ...params: SqlValue[]): Row[] {
    this.reads += 1
    return super.all<Row>(query, ...params)
  }
}

class CountingHost extends BareHost {
  override readonly sql = new CountingSql()
}

function fresh() {
  const host = new CountingHost()
  migrate(host, STEPS)
  return { host, reach: new ReachStore(host) }
}

const reached = (userKey: string, lease: string, until = 10) => ({
  userKey,
  lease,
  message: `of ${userKey}`,
  base: 1,
  until,
})
const keys = (list: { userKey: string }[]) => list.map(({ userKey }) => userKey).toSorted()

describe('a place that no message took', () => {
  const booked = { ...reached('+2', ''), message: '' }

  it('is his who was put so, also for a new incarnation, and after a rollback as if it never was', () => {
    const { host, reach } = fresh()
    reach.put(reached('+1', 'a'))
    expect(reach.isBooked('+2')).toBe(false)
    host.transaction(() => reach.put(booked))
    const later = new ReachStore(host)
    for (const store of [reach, later])
      expect(['+1', '+2', '+3'].map((one) => store.isBooked(one))).toEqual([false, true, false])
    later.put(reached('+2', 'a'))
    expect(later.isBooked('+2')).toBe(false)
    later.prune(11)
    expect(later.isBooked('+1')).toBe(false)
  })

  it('is asked for without a read where there is none, again after a rollback', () => {
    const { host, reach } = fresh()
    reach.put(reached('+1', 'a'))
    let asked = 0
    const { get } = host.sql
    host.sql.get = (query, ...params) => {
      asked += 1
      return get.call(host.sql, query, ...params) as never
    }
    for (const one of ['+1', '+2', '+1']) expect(reach.isBooked(one)).toBe(false)
    expect(asked).toBe(1)
    host.sql.run("INSERT INTO reach (user_key, lease, message, base, until) VALUES ('+2', '', '', 1, 10)")
    reach.forget()
    expect(reach.isBooked('+2')).toBe(true)
  })

  it('that a failed transaction gave is no one`s', () => {
    const { host, reach } = fresh()
    expect(() =>
      host.transaction(() => {
        reach.put(booked)
        throw new Error('undone')
      }),
    ).toThrow('undone')
    reach.forget()
    expect(reach.isBooked('+2')).toBe(false)
  })
})

describe('a recipient who counts', () => {
  it('is found as he was put last, until he is dropped', () => {
    const { reach } = fresh()
    expect(reach.get('a')).toBeUndefined()
    reach.put(reached('a', 'L'))
    reach.put(reached('b', 'L'))
    const later = { userKey: 'a', lease: 'M', message: 'm2', base: 2, until: 20 }
    reach.put(later)
    expect([reach.get('a'), reach.get('b')]).toEqual([later, reached('b', 'L')])
    reach.drop('a')
    expect([reach.get('a'), reach.get('b')]).toEqual([undefined, reached('b', 'L')])
  })

  it('is shown a page at a time by key while he counts, without those of a lease that is out', () => {
    const { reach } = fresh()
    reach.addLease({ id: 'out', n: 5, until: 9 })
    for (const key of ['d', 'b', 'a']) reach.put(reached(key, 'back', 11))
    reach.put(reached('c', 'back', 10))
    reach.put(reached('e', 'out', 11))
    expect(reach.counting(10, '', 2)).toEqual([reached('a', 'back', 11), reached('b', 'back', 11)])
    expect(reach.counting(10, 'b', 2)).toEqual([reached('d', 'back', 11)])
    expect(reach.counting(11, '', 2)).toEqual([])
    reach.dropLease('out')
    expect(keys(reach.counting(10, 'b', 9))).toEqual(['d', 'e'])
  })

  it('is forgotten when he counts no more, unless he goes back with a lease that is out', () => {
    const { reach } = fresh()
    reach.addLease({ id: 'out', n: 5, until: 9 })
    for (const until of [9, 10, 11]) reach.put(reached(`back ${until}`, 'back', until))
    reach.put(reached('out 9', 'out', 9))
    reach.put(reached('out 11', 'out', 11))
    reach.prune(10)
    const left = ['back 9', 'back 10', 'back 11', 'out 9', 'out 11'].filter((key) => reach.get(key) !== undefined)
    expect(left).toEqual(['back 10', 'back 11', 'out 9', 'out 11'])
  })
})

describe('leases that are out', () => {
  it('are kept as they came first, until they are dropped', () => {
    const { reach } = fresh()
    expect(reach.leases()).toEqual([])
    reach.addLease({ id: 'L', n: 5, until: 9 })
    reach.addLease({ id: 'M', n: 6, until: 10 })
    reach.addLease({ id: 'L', n: 7, until: 11 })
    expect(reach.leases()).toEqual([
      { id: 'L', n: 5, until: 9 },
      { id: 'M', n: 6, until: 10 },
    ])
    reach.dropLease('L')
    expect(reach.leases()).toEqual([{ id: 'M', n: 6, until: 10 }])
  })

  it('know whom they gave a place: each his last lease, whether asked before or after', () => {
    const { host, reach } = fresh()
    for (const id of ['L', 'M']) reach.addLease({ id, n: 5, until: 9 })
    for (const key of ['a', 'b', 'c']) reach.put(reached(key, 'L'))
    reach.put(reached('d', 'no longer out'))
    reach.put(reached('b', 'M'))
    reach.drop('c')
    const again = new ReachStore(host)
    for (const store of [reach, again]) {
      expect(store.ofLease('L')).toEqual([reached('a', 'L')])
      expect(store.ofLease('M')).toEqual([reached('b', 'M')])
      expect(store.ofLease('no longer out')).toEqual([])
    }
    again.put(reached('e', 'L'))
    // heard of twice: whom it has is not forgotten
    again.addLease({ id: 'L', n: 5, until: 9 })
    expect(keys(again.ofLease('L'))).toEqual(['a', 'e'])
  })

  it('have nobody once they went back', () => {
    const { reach } = fresh()
    reach.addLease({ id: 'L', n: 5, until: 9 })
    reach.put(reached('a', 'L'))
    reach.dropLease('L')
    expect(reach.ofLease('L')).toEqual([])
    reach.put(reached('b', 'L'))
    expect(reach.ofLease('L')).toEqual([])
  })

  it('are as they were before a transaction that was undone', () => {
    const { host, reach } = fresh()
    reach.addLease({ id: 'L', n: 5, until: 9 })
    reach.put(reached('a', 'L'))
    expect(() =>
      host.transaction(() => {
        reach.dropLease('L')
        throw new Error('undone')
      }),
    ).toThrow('undone')
    reach.forget()
    expect(reach.ofLease('L')).toEqual([reached('a', 'L')])
  })

  it('are read once: from then on a question reads the rows of its answer alone', () => {
    const { host, reach } = fresh()
    reach.addLease({ id: 'L', n: 5, until: 9 })
    reach.put(reached('a', 'L'))
    const before = host.sql.reads
    reach.put(reached('b', 'L'))
    for (let i = 0; i < 5; i++) reach.ofLease('L')
    expect(host.sql.reads - before).toBe(5)
  })
})
