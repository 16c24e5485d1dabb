import { describe, expect, it } from 'vitest'
import { type Figures, faultsOf, figuresOf } from './figures.ts'
import type { Verdict } from './judge.ts'

const verdict: Verdict = {
  ...{ acknowledged: 3, lost: [], twice: [], unexpected: [], overCap: [], outOfOrder: [], unresolved: 1 },
  ...{ statuses: {}, judged: {}, duplicates: 0, crossed: 2, keptByCap: 4, inbound: 0 },
}
const good = figuresOf([], verdict, [], true)

describe('the last line of a run', () => {
  it('tells what was not counted as sent twice and what did not end by itself, after all else', () => {
    expect(Object.keys(good).slice(-3)).toEqual(['crossed', 'keptByCap', 'quiet'])
    expect(good).toMatchObject({ twice: 0, crossed: 2, keptByCap: 4, quiet: true })
  })
})

describe('a run of the chaos', () => {
  it('passes when nothing is found, whatever crossed a status or waited for a cap', () => {
    expect(faultsOf(good, [])).toEqual([])
  })

  it.each<[Partial<Figures>, string[], string]>([
    [{ lost: 1 }, [], 'lost: 1'],
    [{ twice: 2 }, [], 'twice: 2'],
    [{ unexpected: 1 }, [], 'unexpected: 1'],
    [{ overCap: 1 }, [], 'overCap: 1'],
    [{ outOfOrder: 1 }, [], 'outOfOrder: 1'],
    [{ quiet: false }, [], 'it did not get quiet in time'],
    [{}, ['moves'], 'never done: moves'],
  ])('fails by %j %j', (more, never, fault) => {
    expect(faultsOf({ ...good, ...more }, never)).toEqual([fault])
  })
})
