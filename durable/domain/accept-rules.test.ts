import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { categoryOf, KEY_AFTER_END_MS, keyLives, openWindow, parameterMismatch, textDigest } from './accept-rules.ts'
import {
  backlogFull,
  heldBack,
  inBacklogOrder,
  plainTarget,
  profileOfTarget,
  targetFor,
  unsendable,
  waiting,
} from './backlog.ts'
import type { Template } from './hold.ts'
import type { Category } from './message.ts'

const template = (over: Partial<Template>): Template => ({
  wabaId: 'w',
  name: 'sale',
  language: 'en',
  metaId: null,
  category: 'utility',
  status: 'APPROVED',
  parameters: null,
  ...over,
})

describe('categoryOf', () => {
  const named = { name: 'sale', language: 'en' }
  it('is service without a template, unknown without a registry entry, and the strictest where accounts disagree', () => {
    expect(categoryOf(null, [])).toBe('service')
    expect(categoryOf(named, [undefined])).toBe('unknown')
    expect(categoryOf(named, [undefined, template({ category: 'utility' })])).toBe('utility')
    expect(categoryOf(named, [template({ category: 'utility' }), template({ category: 'marketing' })])).toBe(
      'marketing',
    )
    expect(categoryOf(named, [template({ category: 'authentication' }), template({ category: 'utility' })])).toBe(
      'authentication',
    )
  })

  it('is the same in whatever order the accounts come', () => {
    const strictestFirst: Template['category'][] = ['marketing', 'unknown', 'authentication', 'utility']
    for (const [i, strict] of strictestFirst.entries())
      for (const loose of strictestFirst.slice(i)) {
        const both = [template({ category: strict }), template({ category: loose })]
        expect([categoryOf(named, both), categoryOf(named, both.toReversed())]).toEqual([strict, strict])
      }
  })
})

describe('parameterMismatch', () => {
  const shaped = (header: number, body: number) => template({ parameters: { header, body, named: false } })
  it('refuses only what no account that knows the shape would take', () => {
    expect(parameterMismatch({ header: 0, body: 2 }, [shaped(0, 2)])).toBeNull()
    expect(parameterMismatch({ header: 0, body: 1 }, [shaped(0, 2)])).toContain('2 body parameters, not 0 and 1')
    expect(parameterMismatch(null, [shaped(0, 1)])).not.toBeNull()
    expect(parameterMismatch({ header: 1, body: 0 }, [shaped(0, 2), shaped(1, 0)])).toBeNull()
    expect(parameterMismatch({ header: 9, body: 9 }, [undefined, template({})])).toBeNull()
  })
})

describe('openWindow', () => {
  it('is the longest open one, or the pinned number its own; a window that ends now is closed', () => {
    const windows = { a: 100, b: 200 }
    expect(openWindow(windows, null, 50)).toEqual({ profileId: 'b', until: 200 })
    expect(openWindow(windows, 'a', 50)).toEqual({ profileId: 'a', until: 100 })
    expect(openWindow(windows, 'a', 100)).toBeNull()
    expect(openWindow(windows, 'c', 50)).toBeNull()
    expect(openWindow(windows, null, 200)).toBeNull()
  })
})

describe('keyLives', () => {
  it('until 7 days after the end of its message', () => {
    expect(keyLives(null, 1e15)).toBe(true)
    expect(keyLives(1000, 1000 + KEY_AFTER_END_MS - 1)).toBe(true)
    expect(keyLives(1000, 1000 + KEY_AFTER_END_MS)).toBe(false)
    expect(KEY_AFTER_END_MS).toBe(604_800_000)
  })
})

describe('textDigest', () => {
  it('is a stable safe integer and differs for different texts', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(Number.isSafeInteger(textDigest(a))).toBe(true)
        expect(textDigest(a) === textDigest(b)).toBe(a === b)
      }),
      { numRuns: 500 },
    )
  })
})

describe('addresses of the backlog', () => {
  it('every mark comes off again, and names its profile', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{5,16}$/), fc.boolean(), (id, movable) => {
        const target = targetFor(id, movable)
        for (const marked of [target, waiting(target), heldBack(target), unsendable(target)]) {
          expect(plainTarget(marked)).toBe(target)
          expect(profileOfTarget(marked)).toBe(id)
        }
      }),
      { numRuns: 200 },
    )
    expect(profileOfTarget('')).toBeNull()
    expect(profileOfTarget('~')).toBeNull()
  })

  it('order is lane, then acceptance', () => {
    const rows = [
      { lane: 2, seq: 1 },
      { lane: 0, seq: 9 },
      { lane: 0, seq: 3 },
    ]
    expect(rows.sort(inBacklogOrder).map((row) => row.seq)).toEqual([3, 9, 1])
  })

  it('a queue is full at its count or past its bytes', () => {
    const policy = { backlogCap: 10, backlogBytes: 1000 }
    expect(backlogFull({ total: 9, bytes: 0 }, policy, 1000)).toBeNull()
    expect(backlogFull({ total: 10, bytes: 0 }, policy, 1)).toContain('its cap')
    expect(backlogFull({ total: 0, bytes: 1 }, policy, 1000)).toContain('bytes')
  })
})

describe('the digest of a text', () => {
  it('stays what it was: digests are stored, and a new version compares with those of the one before', () => {
    expect([textDigest(''), textDigest('a'), textDigest('Grüße, 你好 👋')]).toEqual([
      3338908027751811, 7929297801672961, 3520553969766951,
    ])
  })

  it('is whole, not negative and within 53 bits, and tells texts apart that differ in one character', () => {
    const digests = Array.from({ length: 500 }, (_, n) => textDigest(`Hello ${n}`))
    for (const digest of digests) {
      expect(Number.isSafeInteger(digest)).toBe(true)
      expect(digest).toBeGreaterThanOrEqual(0)
    }
    expect(new Set(digests).size).toBe(500)
  })
})

describe('the strictest category', () => {
  const of = (...categories: Category[]) =>
    categoryOf(
      { name: 'x', language: 'en' },
      categories.map((category) => ({ category }) as Template),
    )

  it('is the strictest that any account says, in whatever order they are asked', () => {
    const strict = ['marketing', 'unknown', 'authentication', 'utility'] as const
    for (const [i, a] of strict.entries())
      for (const [j, b] of strict.entries()) expect([a, b, of(a, b)]).toEqual([a, b, strict[Math.min(i, j)]])
  })
})

describe('a template that takes other parameters', () => {
  const shaped = (header: number, body: number) => template({ parameters: { header, body, named: false } })
  it('is refused for its header alone, and for its body alone', () => {
    expect(parameterMismatch({ header: 1, body: 2 }, [shaped(0, 2)])).toContain('0 header and 2 body')
    expect(parameterMismatch({ header: 0, body: 2 }, [shaped(0, 3)])).toContain('0 header and 3 body')
    expect(parameterMismatch(null, [shaped(0, 0)])).toBeNull()
    expect(parameterMismatch(null, [shaped(1, 0)])).not.toBeNull()
  })
})
