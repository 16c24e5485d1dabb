import { stripTypeScriptTypes } from 'node:module'
import { describe, expect, it } from 'vitest'
import { instrument } from './instrument.ts'
import { sqlEdits } from './sql.ts'

/** The value of the expression `text` with a mutant in force, by what it puts there; `null` = none. */
function resultOf(text: string, now: string | null, names: Record<string, unknown> = {}): unknown {
  const { mutants, code } = instrument('x.ts', `const value = ${text}`, 0)
  const found = now === null ? undefined : mutants.find((one) => one.now === now)
  if (now !== null && found === undefined) throw new Error(`no mutant ${now} in ${mutants.map((one) => one.now)}`)
  const run = new Function('__mutant', '__again', ...Object.keys(names), `${stripTypeScriptTypes(code)}\nreturn value`)
  return run(
    (id: number) => id === found?.id,
    () => {},
    ...Object.values(names),
  )
}

describe('instrument', () => {
  it.each([
    ['a < b', { a: 1, b: 1 }, 'a <= b', false, true],
    ['a && b', { a: false, b: true }, 'b', false, true],
    ['a ?? 5', { a: 0 }, '5', 0, 5],
    ['a ? 1 : 2', { a: true }, 'false', 1, 2],
    ['!a', { a: true }, 'a', false, true],
    ["a === 'x'", { a: 'x' }, "''", true, false],
    ['[1, 2].filter((one) => one > a)', { a: 1 }, '[1, 2]', [2], [1, 2]],
    ['Math.max(a, b)', { a: 1, b: 2 }, 'Math.min(a, b)', 2, 1],
    ['(a as number) + (b as number)', { a: 3, b: 2 }, '(a as number) - (b as number)', 5, 1],
  ] as const)('%s', (text, names, now, whole, mutated) => {
    expect(resultOf(text, null, names)).toEqual(whole)
    expect(resultOf(text, now, names)).toEqual(mutated)
  })

  it('keeps the short way out of a chain, and what `this` is', () => {
    const names = {
      a: undefined,
      b: {
        n: 2,
        get: function (this: { n: number }) {
          return this.n
        },
      },
    }
    expect(resultOf('a?.x.y.z(1 + 1)', null, names)).toBeUndefined()
    expect(() => resultOf('a?.x.y.z(1 + 1)', 'a.x.y.z(1 + 1)', names)).toThrow(TypeError)
    expect(resultOf('b.get()', null, names)).toBe(2)
  })

  it('takes statements out, and leaves types, imports and what people read alone', () => {
    const text =
      "import { a } from './a.ts'\ntype T = 'x' | 1\nexport function f(n: T): void {\n  a(n)\n  throw new Error('not that')\n}"
    const { mutants } = instrument('x.ts', text, 7)
    expect(mutants).toEqual([
      { id: 7, again: false, file: 'x.ts', line: 4, context: 'a(n)', operator: 'statement', was: 'a(n)', now: '' },
    ])
  })

  it('makes a constant of a module again, so that its mutants need no new process', () => {
    const { code, mutants } = instrument('x.ts', 'const LIMIT: number = 5\nconst f = () => LIMIT', 3)
    expect(mutants).toMatchObject([{ id: 3, again: true, now: '(5 + 1)' }])
    let active = -1
    const makers: (() => void)[] = []
    const run = new Function('__mutant', '__again', `${stripTypeScriptTypes(code)}\nreturn f`)
    const f = run(
      (id: number) => id === active,
      (_module: number, _from: number, _to: number, make: () => void) => makers.push(make),
    )
    expect(f()).toBe(5)
    active = 3
    for (const make of makers) make()
    expect(f()).toBe(6)
    active = -1
    for (const make of makers) make()
    expect(f()).toBe(5)
  })
})

describe('sqlEdits', () => {
  const made = (text: string) =>
    sqlEdits(text).map(({ at, length, put }) => text.slice(0, at) + put + text.slice(at + length))

  it('changes what a statement compares, not what it assigns or names', () => {
    expect(made('UPDATE t SET a = ? WHERE b = ? AND c <= 5')).toEqual([
      'UPDATE t SET a = ? WHERE b <> ? AND c <= 5',
      'UPDATE t SET a = ? WHERE b = ? OR c <= 5',
      'UPDATE t SET a = ? WHERE b = ? AND c < 5',
    ])
    expect(made("SELECT value -> '$.a' ->> 'b' FROM t")).toEqual([])
    expect(made('a < b and that is all')).toEqual([])
  })
})
