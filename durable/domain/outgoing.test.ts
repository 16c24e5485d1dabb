import { describe, expect, it } from 'vitest'
import { Outgoing } from './outgoing.ts'

const T0 = 1_700_000_000_000

describe('calm', () => {
  it('is a process whose timers were no later than 5 ms within the last second, and of which something is known', () => {
    const way = new Outgoing()
    expect(way.calm(T0)).toBe(false)
    way.fired(T0, T0 + 5)
    expect(way.calm(T0 + 5)).toBe(true)
    way.fired(T0, T0 + 6)
    expect(way.calm(T0 + 6)).toBe(false)
    way.fired(T0 + 7, T0 + 7)
    expect(way.calm(T0 + 7), 'one that is in time does not hide the late one').toBe(false)
  })

  it('is again what was late, a second or two later', () => {
    const way = new Outgoing()
    way.fired(T0, T0 + 50)
    way.fired(T0 + 1_040, T0 + 1_040)
    expect(way.calm(T0 + 1_040)).toBe(false)
    way.fired(T0 + 1_050, T0 + 1_050)
    expect(way.calm(T0 + 1_050), 'for a whole second').toBe(false)
    way.fired(T0 + 2_100, T0 + 2_100)
    expect(way.calm(T0 + 2_100)).toBe(true)
  })

  it('is not known after a pause in which nothing was due', () => {
    const way = new Outgoing()
    way.fired(T0, T0)
    expect([way.calm(T0 + 999), way.calm(T0 + 1_999), way.calm(T0 + 2_000)]).toEqual([true, true, false])
  })

  it('takes a timer that a clock put back made early for one in time', () => {
    const way = new Outgoing()
    way.fired(T0, T0 - 3_600_000)
    expect(way.calm(T0 - 3_600_000)).toBe(true)
  })
})

describe('a connection', () => {
  it('is there for as many requests as were answered side by side of late', () => {
    const way = new Outgoing()
    expect([way.begin(T0), way.begin(T0), way.begin(T0)]).toEqual([false, false, false])
    way.end(T0 + 300)
    expect([way.begin(T0 + 300), way.begin(T0 + 300)]).toEqual([true, false])
    for (let n = 0; n < 4; n++) way.end(T0 + 600)
    expect(Array.from({ length: 5 }, () => way.begin(T0 + 700))).toEqual([true, true, true, true, false])
  })

  it('is forgotten when it was not used for ten seconds or twenty', () => {
    const way = new Outgoing()
    way.begin(T0)
    way.end(T0)
    expect(way.begin(T0 + 9_999)).toBe(true)
    way.end(T0 + 9_999)
    expect(way.begin(T0 + 19_999)).toBe(true)
    const other = new Outgoing()
    other.begin(T0)
    other.end(T0)
    expect(other.begin(T0 + 20_000)).toBe(false)
  })

  it('is not counted below none', () => {
    const way = new Outgoing()
    way.end(T0)
    way.end(T0)
    way.begin(T0)
    way.end(T0)
    expect([way.begin(T0), way.begin(T0)]).toEqual([true, false])
  })
})
