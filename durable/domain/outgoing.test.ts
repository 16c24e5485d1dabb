import { describe, expect, it } from 'vitest'
import { Outgoing } from './outgoing.ts'

const T0 = 1_700_000_000_000

/** A request begins; whether a connection was there for it. */
const begin = (way: Outgoing, now: number): boolean => {
  const isOpen = way.isOpen(now)
  way.begin()
  return isOpen
}

describe('lateness', () => {
  it('is the highest of the timers that fired since', () => {
    const way = new Outgoing()
    expect(way.late(T0, T0)).toBe(0)
    way.fired(T0, T0 + 5)
    way.fired(T0 + 10, T0 + 60)
    way.fired(T0 + 190, T0 + 200)
    way.fired(T0 + 200, T0 + 200)
    expect([way.late(T0, T0 + 200), way.late(T0 + 150, T0 + 200), way.late(T0 + 300, T0 + 310)]).toEqual([50, 10, 0])
  })

  it('is remembered for two seconds, and then not known', () => {
    const way = new Outgoing()
    way.fired(T0, T0 + 40)
    expect([way.late(T0, T0 + 2_047), way.late(T0, T0 + 2_048)]).toEqual([40, null])
    expect(way.late(T0 + 2_080, T0 + 2_090), 'what stands in the same place is of the round before').toBe(0)
    way.fired(T0 + 2_088, T0 + 2_089)
    expect(way.late(T0 + 2_080, T0 + 2_090), 'one of the round before in the same place').toBe(1)
  })

  it('of a timer that a clock put back made early is none, and before such a jump nothing is known', () => {
    const way = new Outgoing()
    way.fired(T0, T0 - 3_600_000)
    expect(way.late(T0 - 3_600_000, T0 - 3_600_000)).toBe(0)
    expect(way.late(T0, T0 - 3_600_000)).toBeNull()
  })
})

describe('a connection', () => {
  it('is there for as many requests as were answered side by side of late', () => {
    const way = new Outgoing()
    expect([begin(way, T0), begin(way, T0), begin(way, T0)]).toEqual([false, false, false])
    way.end(T0 + 300, true)
    expect([begin(way, T0 + 300), begin(way, T0 + 300)]).toEqual([true, false])
    for (let n = 0; n < 4; n++) way.end(T0 + 600, true)
    expect(Array.from({ length: 5 }, () => begin(way, T0 + 700))).toEqual([true, true, true, true, false])
  })

  it('is not there before the first request, whenever that is', () => {
    expect([begin(new Outgoing(), 0), begin(new Outgoing(), T0)]).toEqual([false, false])
  })

  it('is one of as many as were busy at once in this span or the one before', () => {
    const way = new Outgoing()
    for (let n = 0; n < 3; n++) begin(way, T0)
    for (let n = 0; n < 3; n++) way.end(T0, true)
    begin(way, T0 + 2_000)
    way.end(T0 + 2_000, true)
    expect(Array.from({ length: 4 }, () => begin(way, T0 + 3_999))).toEqual([true, true, true, false])
    const later = new Outgoing()
    for (let n = 0; n < 3; n++) begin(later, T0)
    for (let n = 0; n < 3; n++) later.end(T0, true)
    begin(later, T0 + 2_000)
    later.end(T0 + 2_000, true)
    expect([begin(later, T0 + 4_000), begin(later, T0 + 4_000)], 'the three are too long ago').toEqual([true, false])
  })

  it('that was busy for longer than it is remembered is there when its answer comes', () => {
    const way = new Outgoing()
    begin(way, T0)
    way.end(T0 + 30_000, true)
    expect(begin(way, T0 + 30_000)).toBe(true)
  })

  it('is forgotten when the clock is put back', () => {
    const way = new Outgoing()
    begin(way, T0)
    way.end(T0, true)
    expect(begin(way, T0 - 3_600_000)).toBe(false)
  })

  it('is forgotten when it was not used for two seconds or four', () => {
    const way = new Outgoing()
    begin(way, T0)
    way.end(T0, true)
    expect(begin(way, T0 + 1_999)).toBe(true)
    way.end(T0 + 1_999, true)
    expect(begin(way, T0 + 3_999)).toBe(true)
    const other = new Outgoing()
    begin(other, T0)
    other.end(T0, true)
    expect(begin(other, T0 + 4_000)).toBe(false)
    const third = new Outgoing()
    begin(third, T0)
    third.end(T0, true)
    expect(begin(third, T0 + 3_000)).toBe(true)
    third.end(T0 + 3_000, true)
    expect(begin(third, T0 + 6_000), 'spans follow one another from the first use').toBe(false)
  })

  it('is not counted on after somebody took one whose end is not seen', () => {
    const way = new Outgoing()
    for (let n = 0; n < 2; n++) way.begin()
    for (let n = 0; n < 2; n++) way.end(T0, true)
    way.forget()
    expect(begin(way, T0)).toBe(false)
    way.end(T0 + 300, true)
    expect([begin(way, T0 + 300), begin(way, T0 + 300)]).toEqual([true, false])
  })

  it('is gone with an answer that did not come: the next requests may have to open one', () => {
    const way = new Outgoing()
    for (let n = 0; n < 3; n++) begin(way, T0)
    way.end(T0, true)
    way.end(T0, false)
    expect(begin(way, T0), 'two were busy and answered').toBe(false)
    way.end(T0 + 10, true)
    way.end(T0 + 10, true)
    expect([begin(way, T0 + 10), begin(way, T0 + 10), begin(way, T0 + 10)]).toEqual([true, true, false])
  })

  it('is not counted below none', () => {
    const way = new Outgoing()
    way.end(T0, true)
    way.end(T0, true)
    expect(begin(way, T0), 'an answer to nothing makes no connection').toBe(false)
    way.end(T0, true)
    expect([begin(way, T0), begin(way, T0)]).toEqual([true, false])
  })
})
