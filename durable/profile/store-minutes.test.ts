import { describe, expect, it } from 'vitest'
import { migrate } from '../kit/migrate.ts'
import { BareHost } from '../kit/testing/bare-host.ts'
import { STEPS } from './schema.ts'
import { type MinuteChange, MinuteStore, mergeCounts } from './store-minutes.ts'

const COUNTS = ['attempts', 'sent', 'delivered', 'read', 'failed', 'received', 'counted', 'throttled'] as const
const TIMES = ['last_start', 'last_answer', 'cooldown_until', 'heard_at', 'proven'] as const
const ALL = [...COUNTS, ...TIMES]
const each = (figure: (i: number) => number) => Object.fromEntries(ALL.map((name, i) => [name, figure(i)]))
const NONE = each(() => 0)

function fresh() {
  const host = new BareHost()
  migrate(host, STEPS)
  return new MinuteStore(host)
}

describe('two changes of one minute', () => {
  it('become one: counts add up, of times the latest stays, what only one of them says stays', () => {
    const a: MinuteChange = each((i) => 10 + i)
    for (const name of COUNTS) expect(mergeCounts(a, { [name]: 5 })[name]).toBe((a[name] ?? 0) + 5)
    for (const name of TIMES) {
      expect(mergeCounts(a, { [name]: 5 })[name]).toBe(a[name])
      expect(mergeCounts(a, { [name]: 500 })[name]).toBe(500)
    }
    expect(mergeCounts({ sent: 1 }, { attempts: 2, proven: 3 })).toEqual({ sent: 1, attempts: 2, proven: 3 })
    const given = { sent: 1 }
    mergeCounts(given, { sent: 1 })
    expect(given).toEqual({ sent: 1 })
  })
})

describe('a minute', () => {
  it('begins with nothing, whichever of its figures comes first', () => {
    for (const name of ALL) {
      const minutes = fresh()
      minutes.add(7, { [name]: 3 })
      expect(minutes.sums(7, 8)).toEqual({ ...NONE, [name]: 3 })
    }
    const minutes = fresh()
    minutes.add(7, {})
    expect(minutes.sums(7, 8)).toEqual(NONE)
  })

  it('adds counts and raises times, never the other way', () => {
    const minutes = fresh()
    minutes.add(
      7,
      each((i) => 10 + i),
    )
    minutes.add(
      7,
      each(() => 5),
    )
    minutes.add(7, { last_start: 99, sent: 1 })
    const counts = Object.fromEntries(COUNTS.map((name, i) => [name, 15 + i]))
    const times = Object.fromEntries(TIMES.map((name, i) => [name, 10 + COUNTS.length + i]))
    expect(minutes.sums(7, 8)).toEqual({ ...counts, ...times, sent: 17, last_start: 99 })
  })

  it('gives the same whether two changes were merged before or not', () => {
    const [a, b] = [each((i) => 3 + i), each((i) => 20 - i)]
    const [apart, merged] = [fresh(), fresh()]
    for (const change of [a, b]) apart.add(7, change)
    merged.add(7, mergeCounts(a, b))
    expect(merged.sums(0, 9)).toEqual(apart.sums(0, 9))
  })
})

describe('minutes together', () => {
  it('are summed from the first to before the last, of times the latest, of none nothing', () => {
    const minutes = fresh()
    expect(minutes.sums(0, 100)).toEqual(NONE)
    for (const minute of [9, 10, 11, 12])
      minutes.add(
        minute,
        each((i) => minute * 100 + i),
      )
    const counts = Object.fromEntries(COUNTS.map((name, i) => [name, 2_100 + 2 * i]))
    const times = Object.fromEntries(TIMES.map((name, i) => [name, 1_100 + COUNTS.length + i]))
    expect(minutes.sums(10, 12)).toEqual({ ...counts, ...times })
  })

  it('say when something was attempted, from the given one on and in order', () => {
    const minutes = fresh()
    for (const minute of [12, 9, 10]) minutes.add(minute, { attempts: minute })
    minutes.add(11, { sent: 1 })
    expect(minutes.attemptsSince(10)).toEqual([
      [10, 10],
      [12, 12],
    ])
    expect(minutes.attemptsSince(13)).toEqual([])
  })

  it('say when Meta first accepted a send, from the given one on', () => {
    const minutes = fresh()
    expect(minutes.firstSentAfter(0)).toBeNull()
    minutes.add(9, { sent: 1 })
    minutes.add(10, { attempts: 1 })
    for (const minute of [11, 12]) minutes.add(minute, { sent: 1 })
    expect([9, 10, 11, 12, 13].map((minute) => minutes.firstSentAfter(minute))).toEqual([9, 11, 11, 12, null])
  })

  it('are forgotten when they lie before the given one', () => {
    const minutes = fresh()
    for (const minute of [9, 10, 11]) minutes.add(minute, { attempts: 1 })
    minutes.prune(10)
    expect(minutes.attemptsSince(0).map(([minute]) => minute)).toEqual([10, 11])
  })
})
