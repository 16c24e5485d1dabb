import { describe, expect, it } from 'vitest'
import { listOf, memberOf, nestsDeeper, numberOf, parseJson, textOf } from './json.ts'

describe('tolerant reading', () => {
  it('parses or says undefined', () => {
    expect(parseJson('{"a":1}')).toEqual({ a: 1 })
    for (const text of ['', '{', '<html>']) expect(parseJson(text)).toBeUndefined()
  })

  it('follows own members only', () => {
    expect(memberOf({ a: { b: 2 } }, 'a', 'b')).toBe(2)
    for (const value of [null, undefined, 1, 'text', [], {}]) expect(memberOf(value, 'a', 'b')).toBeUndefined()
    expect(memberOf({}, 'constructor')).toBeUndefined()
    expect(memberOf('text', 'length')).toBeUndefined()
  })

  it('takes text, numbers and lists of the right kind only', () => {
    expect([textOf('a'), textOf(12), textOf(''), textOf(Number.NaN), textOf({}), textOf(null)]).toEqual([
      'a',
      '12',
      null,
      null,
      null,
      null,
    ])
    expect([numberOf(1.5), numberOf('12'), numberOf(''), numberOf(' '), numberOf('x'), numberOf(null)]).toEqual([
      1.5,
      12,
      null,
      null,
      null,
      null,
    ])
    expect(numberOf(Number.POSITIVE_INFINITY)).toBeNull()
    expect([listOf([1]), listOf({ 0: 1 }), listOf(null)]).toEqual([[1], [], []])
  })

  it('tells how deep a value nests, however deep that is', () => {
    expect([nestsDeeper(1, 0), nestsDeeper({}, 0), nestsDeeper([1], 0), nestsDeeper([1], 1)]).toEqual([
      false,
      false,
      true,
      false,
    ])
    expect([nestsDeeper({ a: [{ b: 1 }], c: 2 }, 2), nestsDeeper({ a: [{ b: 1 }], c: 2 }, 3)]).toEqual([true, false])
    expect(nestsDeeper([null, [null]], 2)).toBe(false)
    expect(nestsDeeper(JSON.parse(`${'['.repeat(5_000)}1${']'.repeat(5_000)}`), 32)).toBe(true)
  })
})
