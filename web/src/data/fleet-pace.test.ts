import { describe, expect, it } from 'vitest'
import { nextAsk } from './fleet-pace.ts'

const ids = (n: number): string[] => Array.from({ length: n }, (_, index) => String(index))

describe('nextAsk', () => {
  it('asks a few at once', () => {
    expect(nextAsk({ now: 10_000, moved: ids(2), oneAt: 0, allAt: 9_000 })).toEqual({ kind: 'one', ids: ids(2) })
  })

  it('does not ask the same few without a pause', () => {
    expect(nextAsk({ now: 10_000, moved: ids(1), oneAt: 9_900, allAt: 9_000 })).toEqual({ kind: 'wait', ms: 1_400 })
  })

  it('asks many together, at most every two seconds', () => {
    expect(nextAsk({ now: 10_000, moved: ids(50), oneAt: 0, allAt: 9_000 })).toEqual({ kind: 'wait', ms: 1_000 })
    expect(nextAsk({ now: 11_000, moved: ids(50), oneAt: 0, allAt: 9_000 })).toEqual({ kind: 'all' })
  })

  it('asks all now and then, since windows slide without an event', () => {
    expect(nextAsk({ now: 29_000, moved: [], oneAt: 0, allAt: 9_000 })).toEqual({ kind: 'all' })
    expect(nextAsk({ now: 10_000, moved: [], oneAt: 0, allAt: 9_000 })).toEqual({ kind: 'wait', ms: 19_000 })
  })

  it.each([1, 2, 3, 50])('asks at most 90 times a minute while %i numbers move all the time', (many) => {
    let [now, oneAt, allAt, requests] = [1_000_000, 0, 1_000_000, 0]
    while (now < 1_060_000) {
      const next = nextAsk({ now, moved: ids(many), oneAt, allAt })
      if (next.kind === 'wait') now += next.ms
      else if (next.kind === 'one') [oneAt, requests] = [now, requests + next.ids.length]
      // the packages may be asked for as well
      else [allAt, requests] = [now, requests + 2]
    }
    expect(requests).toBeLessThanOrEqual(90)
  })
})
