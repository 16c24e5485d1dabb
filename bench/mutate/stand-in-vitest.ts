/**
 * `describe` and `it` of vitest for tests that a judge runs one by one, hundreds of times, in one process; `expect` is
 * vitest's own. Only what our tests on Node use exists: another name fails when the test is loaded.
 */
export { expect } from 'vitest'

export interface Test {
  name: string
  run: () => unknown
}

type Body = (...args: never[]) => unknown

const path: string[] = []
export const tests: Test[] = []

function add(name: string, run: () => unknown): void {
  const full = [...path, name].join(' > ')
  const same = tests.filter((one) => one.name === full || one.name.startsWith(`${full} #`)).length
  tests.push({ name: same === 0 ? full : `${full} #${same + 1}`, run })
}

/** @param file the test file whose tests follow */
export function startFile(file: string): void {
  path.length = 0
  path.push(file)
}

export function describe(name: string, body: () => void): void {
  path.push(name)
  body()
  path.pop()
}

export function it(name: string, body: () => unknown, _timeout?: number): void {
  add(name, body)
}

const spread = (row: unknown): unknown[] => (Array.isArray(row) ? row : [row])

it.each = (rows: readonly unknown[]) => (name: string, body: Body) => {
  for (const row of rows) add(name, () => Reflect.apply(body, undefined, spread(row)))
}

describe.each = (rows: readonly unknown[]) => (name: string, body: Body) => {
  for (const row of rows) describe(name, () => Reflect.apply(body, undefined, spread(row)))
}
