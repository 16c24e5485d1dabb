import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inLocalWindow, localMinute, nextLocalEdge, zoneOffset } from './localTime.ts'

const MINUTE = 60_000
const at = (iso: string): number => Date.parse(iso)

describe('local time', () => {
  it.each([
    ['UTC', '2026-03-01T12:34:59Z', 12 * 60 + 34],
    ['Europe/Berlin', '2026-01-15T23:30:00Z', 30],
    ['Europe/Berlin', '2026-07-15T23:30:00Z', 90],
    ['Asia/Kolkata', '2026-01-15T00:00:00Z', 330],
    ['America/Los_Angeles', '2026-01-15T07:59:00Z', 23 * 60 + 59],
    ['Pacific/Kiritimati', '2026-01-15T10:00:00Z', 0],
    ['Asia/Kathmandu', '2026-01-15T18:15:00Z', 0],
  ])('%s at %s', (zone, iso, minute) => {
    expect(localMinute(at(iso), zone)).toBe(minute)
  })

  it('follows a change of the offset at its very minute', () => {
    expect(zoneOffset('Europe/Berlin', at('2026-03-29T00:59:59.999Z'))).toBe(60 * MINUTE)
    expect(zoneOffset('Europe/Berlin', at('2026-03-29T01:00:00Z'))).toBe(120 * MINUTE)
    expect(zoneOffset('Australia/Lord_Howe', at('2026-01-15T00:00:00Z'))).toBe(660 * MINUTE)
    expect(zoneOffset('Australia/Lord_Howe', at('2026-07-15T00:00:00Z'))).toBe(630 * MINUTE)
  })

  it('refuses a zone that does not exist', () => {
    expect(() => zoneOffset('Mars/Olympus', 0)).toThrow(RangeError)
  })
})

describe('inLocalWindow', () => {
  it.each([
    ['09:59', false],
    ['10:00', true],
    ['11:59', true],
    ['12:00', false],
  ])('10:00-12:00 at %s: %s', (time, inside) => {
    expect(inLocalWindow(at(`2026-01-15T${time}:00Z`), 'UTC', { from: '10:00', to: '12:00' })).toBe(inside)
  })

  it.each([
    ['21:59', false],
    ['22:00', true],
    ['00:00', true],
    ['06:59', true],
    ['07:00', false],
  ])('22:00-07:00, over midnight, at %s: %s', (time, inside) => {
    expect(inLocalWindow(at(`2026-01-15T${time}:00Z`), 'UTC', { from: '22:00', to: '07:00' })).toBe(inside)
  })

  it('takes equal ends and 00:00-24:00 as the whole day', () => {
    for (const window of [
      { from: '08:00', to: '08:00' },
      { from: '00:00', to: '24:00' },
    ])
      for (let hour = 0; hour < 24; hour++)
        expect(inLocalWindow(at('2026-01-15T00:00:00Z') + hour * 60 * MINUTE, 'UTC', window)).toBe(true)
  })
})

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 59))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
const windows = fc.array(fc.record({ from: time, to: time }), { minLength: 1, maxLength: 3 })

describe('nextLocalEdge', () => {
  it('has none without windows', () => {
    expect(nextLocalEdge(0, 'UTC', [])).toBeNull()
  })

  it.each([
    ['UTC', '2026-01-15T09:59:59.999Z', '2026-01-15T10:00:00Z'],
    ['UTC', '2026-01-15T10:00:00Z', '2026-01-15T12:00:00Z'],
    ['UTC', '2026-01-15T12:00:00Z', '2026-01-16T10:00:00Z'],
    ['Asia/Kolkata', '2026-01-15T04:29:00Z', '2026-01-15T04:30:00Z'],
  ])('in %s after %s: %s', (zone, from, next) => {
    expect(nextLocalEdge(at(from), zone, [{ from: '10:00', to: '12:00' }])).toBe(at(next))
  })

  it('finds a window whose start is skipped when clocks go forward', () => {
    // 2026-03-29 in Berlin: 02:00 becomes 03:00 at 01:00Z
    for (const from of ['2026-03-29T00:30:00Z', '2026-03-29T00:59:30Z', '2026-03-29T00:59:59.999Z'])
      expect(nextLocalEdge(at(from), 'Europe/Berlin', [{ from: '02:30', to: '05:00' }])).toBe(
        at('2026-03-29T01:00:00Z'),
      )
  })

  it('finds an end that comes an hour later because clocks go back', () => {
    // 2026-10-25 in Berlin: 03:00 becomes 02:00 at 01:00Z; the window 01:00-02:30 ends at 00:30Z and opens again till 01:30Z
    const window = [{ from: '01:00', to: '02:30' }]
    expect(nextLocalEdge(at('2026-10-25T00:00:00Z'), 'Europe/Berlin', window)).toBe(at('2026-10-25T00:30:00Z'))
    expect(nextLocalEdge(at('2026-10-25T00:30:00Z'), 'Europe/Berlin', window)).toBe(at('2026-10-25T01:00:00Z'))
    expect(nextLocalEdge(at('2026-10-25T01:00:00Z'), 'Europe/Berlin', window)).toBe(at('2026-10-25T01:30:00Z'))
  })

  it('passes over a clock change that moves no window, to the edge at its new time', () => {
    // Berlin, 29 March: 10:00 is 08:00Z, an hour sooner than the day before; 25 October: 09:00Z, an hour later
    const window = [{ from: '10:00', to: '12:00' }]
    expect(nextLocalEdge(at('2026-03-29T00:00:00Z'), 'Europe/Berlin', window)).toBe(at('2026-03-29T08:00:00Z'))
    expect(nextLocalEdge(at('2026-10-25T00:00:00Z'), 'Europe/Berlin', window)).toBe(at('2026-10-25T09:00:00Z'))
    // and from the morning before, with most of a day between
    const early = [{ from: '05:00', to: '05:30' }]
    expect(nextLocalEdge(at('2026-03-28T05:00:00Z'), 'Europe/Berlin', early)).toBe(at('2026-03-29T03:00:00Z'))
  })

  it('passes over a day whose window the clock jumps over whole', () => {
    const window = [{ from: '02:15', to: '02:30' }]
    const opens = at('2026-03-30T00:15:00Z')
    expect(nextLocalEdge(at('2026-03-28T21:14:12Z'), 'Europe/Berlin', window)).toBe(opens)
    expect(nextLocalEdge(at('2026-03-28T01:30:00Z'), 'Europe/Berlin', window)).toBe(opens)
  })

  it('is looked at again where the clock jumps away from the very minute of an edge', () => {
    // Berlin: 02:00 of 29 March is 03:00 already, where this window ends: it never opens that day
    const skipped = [{ from: '02:00', to: '03:00' }]
    const jump = at('2026-03-29T01:00:00Z')
    expect(nextLocalEdge(at('2026-03-29T00:30:00Z'), 'Europe/Berlin', skipped)).toBe(jump)
    expect(inLocalWindow(jump, 'Europe/Berlin', { from: '02:00', to: '03:00' })).toBe(false)
    expect(nextLocalEdge(jump, 'Europe/Berlin', skipped)).toBe(at('2026-03-30T00:00:00Z'))
  })

  it('never steps over a change of state, in any zone, around every kind of clock change', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe')
    const days = fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01')
    fc.assert(
      fc.property(zones, days, fc.integer({ min: -720, max: 2160 }), windows, (zone, day, minute, list) => {
        const now = at(`${day}T00:00:00Z`) + minute * MINUTE + 12_345
        const next = nextLocalEdge(now, zone, list)
        expect(next).not.toBeNull()
        if (next === null) return
        expect(next).toBeGreaterThan(now)
        // a day, or two where the clock jumps over the whole of a window
        expect(next - now).toBeLessThanOrEqual(49 * 60 * MINUTE)
        const state = (when: number): string => list.map((window) => inLocalWindow(when, zone, window)).join()
        const before = state(now)
        for (let when = now; when < next; when += 7 * MINUTE) expect(state(when)).toBe(before)
        expect(state(next - 1)).toBe(before)
      }),
      { numRuns: 300 },
    )
  })
})
