import { describe, expect, it } from 'vitest'
import { minimise, namesOf, summaryOf } from './minimise.ts'
import { scenarioOf } from './scenario.ts'
import type { SimulateOptions } from './simulate.ts'

/** A day with all that the fault below needs. */
const SEED = Array.from({ length: 1_000 }, (_, n) => n).find((seed) => {
  const { network, crashes, deeds, messages } = scenarioOf(seed)
  return network > 0 && crashes > 0 && deeds.pause > 0 && messages > 10
})

describe('a finding', () => {
  it('is made small: what it does not need is left out, what it needs stays', async () => {
    if (SEED === undefined) throw new Error('no seed has such a day')
    const run = async (seed: number, { scenario = scenarioOf(seed), trace }: SimulateOptions = {}) => {
      const names = namesOf(scenario)
      const breaks = names.includes('post 3') && names.includes('pause 0') && scenario.network > 0
      const violations = breaks ? [{ rule: 'some-rule', detail: 'it went wrong' }] : []
      const story = trace === true ? ['told'] : []
      return { seed, violations, judged: {}, covered: {}, steps: 1, story, trace: '' }
    }
    const smaller = await minimise(SEED, 'some-rule', { run })
    expect(namesOf(smaller.scenario).sort()).toEqual(['pause 0', 'post 3'])
    expect(smaller.scenario).toMatchObject({ crashes: 0, cuts: 0, network: scenarioOf(SEED).network })
    expect(smaller.outcome.violations).toHaveLength(1)
    expect(smaller.outcome.story).toEqual(['told'])
    expect(smaller.runs).toBeLessThanOrEqual(60)
    expect(summaryOf(smaller)).toContain('left: pause 0, post 3')
  })
})
