import { describe, expect, it } from 'vitest'
import { REACH_MS } from '../domain/lease.ts'
import { migrate } from '../kit/migrate.ts'
import { BareHost } from '../kit/testing/bare-host.ts'
import { PORTFOLIO_STEPS } from './schema.ts'
import { ReachStore } from './store-reach.ts'

const NOW = 1_700_000_000_000

function fresh() {
  const host = new BareHost()
  migrate(host, PORTFOLIO_STEPS)
  return new ReachStore(host)
}

describe('leases', () => {
  it('are dropped by the number that has them, once', () => {
    const reach = fresh()
    for (const id of ['L', 'M']) reach.addLease({ id, profileId: '1', n: 5, until: NOW })
    reach.addLease({ id: 'N', profileId: '2', n: 7, until: NOW })
    expect(reach.dropLease('L', '2')).toBe(false)
    expect(reach.leasedOut(NOW)).toBe(17)
    expect([reach.dropLease('L', '1'), reach.dropLease('L', '1'), reach.dropLease('X', '1')]).toEqual([
      true,
      false,
      false,
    ])
    expect(reach.leasedOut(NOW)).toBe(12)
  })

  it('that did not come back count until a day after their end, not longer', () => {
    const reach = fresh()
    expect(reach.leasedOut(NOW)).toBe(0)
    reach.addLease({ id: 'L', profileId: '1', n: 5, until: NOW })
    reach.addLease({ id: 'M', profileId: '1', n: 7, until: NOW + 1 })
    expect([NOW, NOW + REACH_MS - 1, NOW + REACH_MS, NOW + REACH_MS + 1].map((now) => reach.leasedOut(now))).toEqual([
      12, 12, 7, 0,
    ])
  })

  it('name the next end among those that have not ended', () => {
    const reach = fresh()
    expect(reach.nextEnd(NOW)).toBe(Number.POSITIVE_INFINITY)
    for (const until of [30, 10, 20]) reach.addLease({ id: `${until}`, profileId: '1', n: 1, until })
    expect([9, 10, 29, 30].map((now) => reach.nextEnd(now))).toEqual([10, 20, 30, Number.POSITIVE_INFINITY])
  })
})

describe('a recipient', () => {
  it('counts until the latest end that any number gave him, 0 = not', () => {
    const reach = fresh()
    expect(reach.until('u')).toBe(0)
    reach.set('u', '1', 20)
    reach.set('u', '2', 10)
    reach.set('v', '1', 30)
    expect([reach.until('u'), reach.until('v')]).toEqual([20, 30])
    expect(reach.rowsOf('u').toSorted((a, b) => a.until - b.until)).toEqual([
      { profileId: '2', until: 10 },
      { profileId: '1', until: 20 },
    ])
    expect(reach.rowsOf('w')).toEqual([])
  })

  it('is set by a number to what it says, or raised to it', () => {
    const reach = fresh()
    reach.raise('u', '1', 20)
    reach.raise('u', '1', 10)
    expect(reach.until('u')).toBe(20)
    reach.raise('u', '1', 30)
    expect(reach.until('u')).toBe(30)
    reach.set('u', '2', 5)
    reach.set('u', '1', 10)
    expect(
      reach
        .rowsOf('u')
        .map(({ until }) => until)
        .toSorted((a, b) => a - b),
    ).toEqual([5, 10])
  })

  it('is told once however many numbers reached him', () => {
    const reach = fresh()
    expect(reach.all()).toEqual([])
    for (const [user, profile, until] of [
      ['u', '1', 20],
      ['u', '2', 30],
      ['v', '1', 10],
    ] as const)
      reach.set(user, profile, until)
    expect(
      reach
        .all()
        .map(({ until }) => until)
        .toSorted((a, b) => a - b),
    ).toEqual([10, 30])
    reach.dropUser('u')
    expect([reach.until('u'), reach.until('v'), reach.all()]).toEqual([0, 10, [{ until: 10 }]])
  })
})

describe('numbers without a limit', () => {
  it('are listed in order, each once, until they are dropped', () => {
    const reach = fresh()
    for (const id of ['2', '1', '2']) reach.addUnlimited(id)
    expect(reach.unlimited()).toEqual(['1', '2'])
    reach.dropUnlimited('1')
    expect(reach.unlimited()).toEqual(['2'])
  })
})

describe('what counts no more', () => {
  it('is forgotten: recipients at their end, leases a day after theirs', () => {
    const reach = fresh()
    for (const ms of [-1, 0, 1]) {
      reach.set(`u${ms}`, '1', NOW + ms)
      reach.addLease({ id: `L${ms}`, profileId: '1', n: 1, until: NOW - REACH_MS + ms })
    }
    reach.prune(NOW)
    expect([-1, 0, 1].map((ms) => reach.until(`u${ms}`))).toEqual([0, 0, NOW + 1])
    expect([-1, 0, 1].map((ms) => reach.dropLease(`L${ms}`, '1'))).toEqual([false, false, true])
  })

  it('leaves nothing when all of it went, and neither leases nor recipients are nothing', () => {
    const [empty, lease, user] = [fresh(), fresh(), fresh()]
    lease.addLease({ id: 'L', profileId: '1', n: 1, until: NOW })
    user.set('u', '1', NOW)
    expect([empty, lease, user].map((reach) => reach.isEmpty())).toEqual([true, false, false])
    for (const reach of [lease, user]) reach.prune(NOW + REACH_MS)
    expect([lease.isEmpty(), user.isEmpty()]).toEqual([true, true])
  })
})
