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

describe('a minute in storage', () => {
  it('takes what comes late: counts add up, times are raised, never the other way', () => {
    const minutes = fresh()
    minutes.add(
      7,
      each((i) => 10 + i),
    )
    minutes.add(8, {})
    minutes.add(
      7,
      each(() => 5),
    )
    minutes.add(7, { proven: 99 })
    const counts = Object.fromEntries(COUNTS.map((name, i) => [name, 15 + i]))
    const times = Object.fromEntries(TIMES.map((name, i) => [name, 10 + COUNTS.length + i]))
    expect(minutes.sums(7, 8)).toEqual({ ...counts, ...times, proven: 99 })
    expect(minutes.sums(6, 7), 'the end is not included').toEqual(NONE)
  })
})

describe('the text of the latest minute', () => {
  it('is empty without one, else gives the same again, without a count that it does not have', () => {
    const minutes = fresh()
    expect([minutes.changed, minutes.takeText()]).toEqual([false, ''])
    minutes.add(7, { sent: 1, heard_at: 50 })
    expect(minutes.changed).toBe(true)
    const text = minutes.takeText()
    expect(minutes.changed).toBe(false)
    const again = fresh()
    again.load(text)
    expect(again.changed).toBe(false)
    expect(again.sums(7, 8)).toEqual({ ...NONE, sent: 1, heard_at: 50 })
    expect(again.attemptsSince(0)).toEqual([])
  })

  it('written when there were fewer figures begins the others with nothing', () => {
    const minutes = fresh()
    minutes.load('[7,2]')
    expect(minutes.sums(7, 8)).toEqual({ ...NONE, attempts: 2 })
  })

  it('takes the place of what was added since and rolled back', () => {
    const minutes = fresh()
    minutes.add(7, { sent: 1 })
    minutes.load('')
    expect([minutes.changed, minutes.sums(7, 8)]).toEqual([false, NONE])
  })
})

describe.each(['in memory', 'after a restart'])('what is added to the minute that was taken, %s', (where) => {
  /** whether it is to be written, of each of the changes one after the other */
  function changed(taken: MinuteChange, ...changes: (MinuteChange & { minute?: number })[]): boolean[] {
    let minutes = fresh()
    minutes.add(7, taken)
    const text = minutes.takeText()
    if (where === 'after a restart') {
      minutes = fresh()
      minutes.load(text)
    }
    return changes.map(({ minute = 7, ...change }) => {
      minutes.add(minute, change)
      return minutes.changed
    })
  }

  it('waits where it is evidence alone, up to a minute after the last webhook that was taken', () => {
    const at = 1_000_000
    expect(changed({ heard_at: at }, { proven: 5 }, { heard_at: at + 59_999 }, { heard_at: at + 60_000 })).toEqual([
      false,
      false,
      true,
    ])
    expect(changed({ heard_at: at }, { heard_at: at + 1, proven: 5 })).toEqual([false])
    expect(changed({ sent: 1 }, { proven: 5 }, { heard_at: 59_999 }, { heard_at: 60_000 })).toEqual([
      false,
      false,
      true,
    ])
  })

  it('does not wait where it is more than evidence, or begins the next minute: the row of this one is written', () => {
    expect(changed({ heard_at: 50 }, { sent: 1 })).toEqual([true])
    expect(changed({ heard_at: 50 }, { sent: 1, heard_at: 51 })).toEqual([true])
    expect(changed({ heard_at: 50 }, { minute: 8, heard_at: 51 })).toEqual([true])
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

  it('are forgotten with the latest one, which goes from its text too', () => {
    const minutes = fresh()
    minutes.add(9, { attempts: 1 })
    const text = minutes.takeText()
    minutes.prune(9)
    expect([minutes.changed, minutes.takeText()]).toEqual([false, text])
    minutes.prune(10)
    expect([minutes.changed, minutes.takeText(), minutes.attemptsSince(0)]).toEqual([true, '', []])
  })
})
