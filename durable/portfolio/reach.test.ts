import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { REACH_MS } from '../domain/lease.ts'
import { BareHost } from '../kit/testing/bare-host.ts'
import { Reach } from './reach.ts'
import { Room } from './room.ts'
import type { Lease } from './rpc.ts'
import { number } from './testing/scene.ts'

const HOUR = 3_600_000

function fresh(name = 'P', limit: number | null | 'unsaid' = 100) {
  const host = new BareHost()
  let seed = 1
  host.random = () => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed / 2_147_483_647
  }
  const room = new Room(host, name, () => {})
  const reach = new Reach(room)
  if (limit !== 'unsaid') reach.limitSeen('waba:W', limit)
  return { host, room, reach }
}

function limited(lease: Lease) {
  if (lease.unlimited) throw new Error('unlimited')
  return lease
}

describe('lease', () => {
  it('counts all places from the grant, frees unused ones at once and counts used ones by name', () => {
    const { host, reach } = fresh()
    const lease = limited(reach.lease('1', 40))
    expect(lease).toMatchObject({ n: 40, limit: 100, used: 40, until: host.clock + 600_000 })
    reach.returnLease('1', lease.id, [
      { userKey: '+49151', until: host.clock + REACH_MS },
      { userKey: '+49152', until: host.clock + HOUR },
    ])
    expect(reach.counted(host.clock)).toBe(2)
    host.clock += HOUR + 60_000
    expect(reach.counted(host.clock)).toBe(1)
  })

  it('that never comes back counts until its end + 24 h, to the millisecond', () => {
    const { host, reach } = fresh()
    const lease = limited(reach.lease('1', 40))
    host.clock = lease.until + REACH_MS - 1
    expect(reach.counted(host.clock)).toBe(40)
    host.clock += 1
    expect(reach.counted(host.clock)).toBe(0)
  })

  it('returned late counts what was used, returned twice changes nothing, returned by another is none', () => {
    const { host, reach } = fresh()
    const lease = limited(reach.lease('1', 40))
    reach.returnLease('2', lease.id, [])
    expect(reach.counted(host.clock)).toBe(40)
    host.clock += 5 * HOUR
    const used = [{ userKey: 'a', until: lease.until + REACH_MS }]
    reach.returnLease('1', lease.id, used)
    reach.returnLease('1', lease.id, used)
    expect(reach.counted(host.clock)).toBe(1)
    // long after the lease was forgotten its users still are taken
    reach.returnLease('1', lease.id, [{ userKey: 'b', until: host.clock + HOUR }])
    expect(reach.counted(host.clock)).toBe(2)
  })

  it('one recipient of two numbers counts once, and until the later end; one number’s failed does not free the other’s', () => {
    const { host, reach } = fresh()
    reach.reachChanged('1', [{ userKey: 'a', until: host.clock + 20 * HOUR }])
    reach.reachChanged('2', [{ userKey: 'a', until: host.clock + 10 * HOUR }])
    expect(reach.counted(host.clock)).toBe(1)
    reach.reachChanged('2', [{ userKey: 'a', until: host.clock }])
    expect(reach.counted(host.clock)).toBe(1)
    reach.reachChanged('1', [{ userKey: 'a', until: host.clock }])
    host.clock += 60_000
    expect(reach.counted(host.clock)).toBe(0)
  })

  it('a repeated return does not shorten what a later delivered has lengthened', () => {
    const { host, reach } = fresh()
    const used = [{ userKey: 'a', until: host.clock + HOUR }]
    reach.returnLease('1', 'x', used)
    reach.reachChanged('1', [{ userKey: 'a', until: host.clock + 2 * HOUR }])
    reach.returnLease('1', 'x', used)
    host.clock += HOUR + 60_000
    expect(reach.counted(host.clock)).toBe(1)
  })

  it('gives nothing when nothing is left, says when to ask again, and writes no row for it', () => {
    const { host, room, reach } = fresh('P', 40)
    while (limited(reach.lease('1', 50)).n > 0);
    expect(reach.counted(host.clock)).toBe(38)
    const rows = room.rowsWritten
    expect(reach.lease('1', 50)).toMatchObject({ n: 0, until: host.clock + 600_000, used: 38, limit: 40 })
    expect(room.rowsWritten).toBe(rows)
    // that is when the leases end, and their places may come back
    host.clock += 480_000
    expect(reach.lease('1', 50)).toMatchObject({ n: 0, until: host.clock + 120_000 })
    host.clock += 110_000
    expect(reach.lease('1', 50)).toMatchObject({ n: 0, until: host.clock + 60_000 })
  })

  it('a lowered limit stops new leases; an unlimited one needs none', () => {
    const { host, reach } = fresh('P', 2_000)
    for (let i = 0; i < 8; i++) reach.lease('1', 50)
    host.clock += 1_000
    reach.limitSeen('waba:W', 250)
    expect(reach.lease('1', 50)).toMatchObject({ n: 0, limit: 250, used: 400 })
    host.clock += REACH_MS
    reach.limitSeen('waba:W', null)
    expect(reach.lease('1', 50)).toEqual({ unlimited: true, limit: null, used: null })
  })

  it('shares what is left among the numbers', () => {
    const { room, reach } = fresh('P', 100)
    room.commit(() => {
      for (const id of ['1', '2', '3', '4']) room.store.putRegistration(number(id))
    })
    expect(limited(reach.lease('1', 50)).n).toBe(11)
  })

  it('forgets nothing when a number is deleted, nor at a restart', () => {
    const { host, room, reach } = fresh()
    room.commit(() => room.store.putRegistration(number('1')))
    reach.lease('1', 10)
    reach.reachChanged('1', [{ userKey: 'a', until: host.clock + HOUR }])
    room.commit(() => room.store.dropRegistration('1'))
    const counted = reach.counted(host.clock)
    expect(counted).toBe(11)
    expect(new Reach(new Room(host, 'P', () => {})).counted(host.clock)).toBe(counted)
  })

  it('frees the table of what counts no more, and nothing else', () => {
    const { host, room, reach } = fresh()
    expect(reach.nextPrune()).toBeNull()
    reach.lease('1', 10)
    reach.reachChanged('1', [
      { userKey: 'a', until: host.clock + HOUR },
      { userKey: 'b', until: host.clock + REACH_MS },
    ])
    host.clock += 2 * HOUR
    const before = reach.counted(host.clock)
    reach.prune()
    expect(reach.counted(host.clock)).toBe(before)
    expect(room.reach.rowsOf('a')).toEqual([])
    expect(reach.nextPrune()).toBe(host.clock + 6 * HOUR)
    host.clock += 3 * REACH_MS
    reach.prune()
    expect(reach.nextPrune()).toBeNull()
  })
})

describe('the limit', () => {
  it('of the shared portfolio is the lowest of its numbers, 250 until one is read', () => {
    const { host, room, reach } = fresh('default', 'unsaid')
    expect(reach.limit(host.clock)).toBe(250)
    room.commit(() => {
      for (const id of ['1', '2']) room.store.putRegistration(number(id))
    })
    reach.limitSeen('1', 2_000)
    reach.limitSeen('2', 10_000)
    host.clock += 3 * REACH_MS
    reach.limitSeen('2', null)
    expect(reach.limit(host.clock)).toBe(2_000)
  })

  it('by webhook is what Meta said last, however late an older word comes', () => {
    const { host, room, reach } = fresh('P', 'unsaid')
    const said = (limit: number | null, ms: number) => {
      reach.limitHeard('waba:W', limit, host.clock + ms)
      return reach.limit(host.clock)
    }
    expect(said(1_000, -50_000)).toBe(1_000)
    expect(said(null, -60_000), 'older').toBe(1_000)
    expect(said(250, -60_000), 'older and lower').toBe(1_000)
    expect(said(10_000, -40_000), 'newer').toBe(10_000)
    const rows = room.rowsWritten
    expect(said(10_000, -40_000), 'doubled').toBe(10_000)
    expect(room.rowsWritten).toBe(rows)
    expect(said(2_000, -40_000), 'of the same second: the lower').toBe(2_000)
    expect(said(null, -40_000)).toBe(2_000)
    expect(said(2_000, -30_000), 'said again is newer than').toBe(2_000)
    expect(said(10_000, -35_000), 'one in between').toBe(2_000)
    host.clock -= HOUR
    expect(said(10_000, 0), 'the clock went back: the order is not known').toBe(2_000)
    expect(said(250, 0)).toBe(250)
    expect(said(null, 1), 'then it is').toBe(null)
  })

  it('said again unchanged costs no row for six hours', () => {
    const { host, room, reach } = fresh()
    const rows = room.rowsWritten
    host.clock += 6 * HOUR - 1
    reach.limitSeen('waba:W', 100)
    expect(room.rowsWritten).toBe(rows)
    host.clock += 1
    reach.limitSeen('waba:W', 100)
    expect(room.rowsWritten).toBeGreaterThan(rows)
  })
})

/** A number as the portfolio knows it: leases with the users that took a place, and until when its own users count. */
interface Sender {
  id: string
  leases: { id: string; until: number; left: number; users: Map<string, number> }[]
  counted: Map<string, number>
}

const LIMIT = 20
const MINUTE = 60_000
const WAITS = [
  MINUTE,
  9 * MINUTE,
  11 * MINUTE,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR - 11 * MINUTE,
  24 * HOUR - 1,
  24 * HOUR + MINUTE,
]
const act = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constantFrom('lease', 'lease', 'use', 'use', 'use', 'return', 'again', 'lose'),
      who: fc.nat(2),
      n: fc.nat(30),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('deliver', 'fail'), who: fc.nat(2), n: fc.nat(199) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('wait'), who: fc.constant(0), n: fc.nat(WAITS.length - 1) }) },
)

describe('reach', () => {
  it('never exceeds the limit in any rolling 24 h, whatever is leased, lost, returned late or twice, delivered or failed', () => {
    let fullest = 0
    fc.assert(
      fc.property(
        fc.array(act, { minLength: 40, maxLength: 160, size: 'max' }),
        fc.infiniteStream(fc.nat(199)),
        (acts, picks) => {
          const { host, reach } = fresh('P', LIMIT)
          const senders: Sender[] = ['1', '2', '3'].map((id) => ({ id, leases: [], counted: new Map() }))
          /** the judge: who counts at Meta, and until when, through which number */
          const judged = new Map<string, Map<string, number>>()
          const returned: { id: string; sender: string; used: { userKey: string; until: number }[] }[] = []
          const mark = (sender: Sender, key: string, until: number) => {
            sender.counted.set(key, until)
            judged.set(key, (judged.get(key) ?? new Map()).set(sender.id, until))
          }
          const active = () => [...judged.values()].filter((ends) => Math.max(...ends.values()) > host.clock).length
          const say = (sender: Sender, key: string, until: number) => {
            if ((sender.counted.get(key) ?? 0) <= host.clock) return
            mark(sender, key, until)
            reach.reachChanged(sender.id, [{ userKey: key, until }])
          }
          const use = (sender: Sender, n: number) => {
            for (let i = 0; i <= n; i++) {
              const key = `u${picks.next().value}`
              const lease = sender.leases.find((one) => one.left > 0 && host.clock < one.until)
              if (lease === undefined || (sender.counted.get(key) ?? 0) > host.clock) continue
              lease.left -= 1
              lease.users.set(key, host.clock + REACH_MS)
              mark(sender, key, host.clock + REACH_MS)
              fullest = Math.max(fullest, active())
              expect(active()).toBeLessThanOrEqual(LIMIT)
            }
          }
          for (const { what, who, n } of acts) {
            const sender = senders[who]
            if (sender === undefined) continue
            if (what === 'lease') {
              const lease = limited(reach.lease(sender.id, n))
              if (lease.n > 0) sender.leases.push({ id: lease.id, until: lease.until, left: lease.n, users: new Map() })
            } else if (what === 'use') use(sender, n)
            else if (what === 'lose') sender.leases.shift()
            else if (what === 'wait') host.clock += WAITS[n] ?? 0
            else if (what === 'deliver') say(sender, `u${n}`, host.clock + REACH_MS)
            else if (what === 'fail') say(sender, `u${n}`, host.clock)
            else if (what === 'return') {
              const lease = sender.leases.shift()
              if (lease === undefined) continue
              const used = [...lease.users.keys()].map((one) => ({ userKey: one, until: sender.counted.get(one) ?? 0 }))
              reach.returnLease(sender.id, lease.id, used)
              returned.push({ id: lease.id, sender: sender.id, used })
            } else {
              const last = returned[n % Math.max(1, returned.length)]
              if (last !== undefined) reach.returnLease(last.sender, last.id, last.used)
            }
          }
        },
      ),
      { numRuns: 300 },
    )
    // the property is worth something only when the runs come near the limit
    expect(fullest).toBeGreaterThanOrEqual(15)
  })
})
