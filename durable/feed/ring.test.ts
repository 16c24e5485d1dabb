import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pending, Ring, visibleTo } from './ring.ts'
import type { LiveEvent } from './rpc.ts'

const event = (n: number, packageId: string | null = 'pkg_a'): LiveEvent => ({
  type: 'message',
  id: `wg${n}`,
  rev: n,
  packageId,
  data: {},
})

describe('Ring', () => {
  it('gives exactly what came after any seq that it still has, and null for the rest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 20 }),
        (sizes, capacity) => {
          const ring = new Ring('e', capacity)
          const all: LiveEvent[] = []
          const marks: { seq: string; n: number }[] = [{ seq: ring.seq, n: 0 }]
          for (const size of sizes) {
            const events = Array.from({ length: size }, (_, i) => event(all.length + i))
            all.push(...events)
            ring.push(events)
            marks.push({ seq: ring.seq, n: all.length })
          }
          for (const { seq, n } of marks)
            expect(ring.since(seq)).toEqual(all.length - n <= capacity ? all.slice(n) : null)
        },
      ),
    )
  })

  it('knows nothing of another life, of the future, or of text that is no seq', () => {
    const ring = new Ring('e')
    ring.push([event(1)])
    for (const seq of ['f-1', 'e-2', 'e--1', 'e-x', '-1', '', 'e', 'e-0.5']) expect(ring.since(seq)).toBeNull()
    expect(ring.since('e-0')).toEqual([event(1)])
  })
})

describe('Pending', () => {
  it('keeps the newest of each thing, in the order of its last word', () => {
    const pending = new Pending()
    pending.add([event(1), event(2), { ...event(1), rev: 5 }])
    pending.add([{ ...event(2), rev: 1 }])
    expect(pending.take().map((one) => [one.id, one.rev])).toEqual([
      ['wg2', 2],
      ['wg1', 5],
    ])
    expect(pending.take()).toEqual([])
  })
})

describe('visibleTo', () => {
  it('shows a limited holder its packages and nothing that belongs to none', () => {
    expect(visibleTo('*', event(1, null))).toBe(true)
    expect(visibleTo(['pkg_a'], event(1, 'pkg_a'))).toBe(true)
    expect(visibleTo(['pkg_a'], event(1, 'pkg_b'))).toBe(false)
    expect(visibleTo(['pkg_a'], event(1, null))).toBe(false)
    expect(visibleTo([], event(1, 'pkg_a'))).toBe(false)
  })
})
