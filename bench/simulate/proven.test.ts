import { describe, expect, it } from 'vitest'
import { SHOULD_REACH } from './coverage.ts'
import { unproven } from './proven.ts'
import { RULES } from './rules.ts'

const once = (names: readonly string[]): Record<string, number> => Object.fromEntries(names.map((name) => [name, 1]))
const reached = Object.entries(SHOULD_REACH).flatMap(([group, names]) => names.map((name) => `${group}: ${name}`))

describe('what many days prove', () => {
  it('is all when each rule judged something and everything was reached', () => {
    expect(unproven(once(RULES), once(reached))).toEqual([])
  })

  it('names each rule that judged nothing and each gap', () => {
    const judged = { ...once(RULES), order: 0 }
    const covered = once(reached.filter((one) => one !== 'fault: D1 down'))
    expect(unproven(judged, covered)).toEqual(['judged nothing: order', 'never reached: fault: D1 down'])
    expect(unproven({}, {})).toHaveLength(RULES.length + reached.length)
  })
})
