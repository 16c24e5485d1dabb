import { DEEDS, type Scenario, scenarioOf } from './scenario.ts'
import { type Outcome, simulate } from './simulate.ts'

export interface Smaller {
  scenario: Scenario
  outcome: Outcome
  /** days that were tried on the way */
  runs: number
}

type Change = (scenario: Scenario) => Scenario

/** A better day, by one thing each. */
const BETTER: Change[] = [
  (one) => ({ ...one, cuts: 0 }),
  (one) => ({ ...one, crashes: 0 }),
  (one) => ({ ...one, deaths: 0 }),
  (one) => ({ ...one, network: 0 }),
  (one) => ({ ...one, webhooks: { lost: 0, late: 0, doubled: 0 } }),
  (one) => ({ ...one, meta: { lost: 0, unknown: 0, refused: 0, slow: 0 } }),
  (one) => ({ ...one, d1Downs: 0 }),
  (one) => ({ ...one, alarmsTwice: false, alarms: { late: 0, lost: 0 } }),
  (one) => ({ ...one, reachLimit: null }),
  (one) => ({ ...one, holdDuplicates: false, backlogCap: 1_000_000 }),
  (one) => ({ ...one, policy: { ...one.policy, blackout: { ...one.policy.blackout, windows: [] } } }),
  (one) => ({
    ...one,
    policy: {
      ...one.policy,
      limits: { ...one.policy.limits, perSecond: null, hourly: null, threeHourly: null, daily: null },
    },
  }),
]

/**
 * A smaller day that still breaks the same rule: first without each kind of trouble, then without ever smaller parts of
 * its posts and deeds. At most `most` days are tried; the last one is told in full.
 */
export async function minimise(
  seed: number,
  rule: string,
  { most = 60, run = simulate }: { most?: number; run?: typeof simulate } = {},
): Promise<Smaller> {
  let scenario = scenarioOf(seed)
  let runs = 0
  const breaks = async (candidate: Scenario): Promise<boolean> => {
    runs += 1
    const { violations } = await outcomeOf(run, seed, candidate, false)
    return violations.some((one) => one.rule === rule)
  }
  const keep = async (candidate: Scenario): Promise<boolean> => {
    if (runs >= most || !(await breaks(candidate))) return false
    scenario = candidate
    return true
  }
  for (const change of BETTER) {
    const candidate = change(scenario)
    if (JSON.stringify(candidate) !== JSON.stringify(scenario)) await keep(candidate)
  }
  let names = namesOf(scenario)
  for (let size = Math.ceil(names.length / 2); size >= 1 && runs < most; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < names.length && runs < most; ) {
      const part = names.slice(from, from + size)
      const smaller = { ...scenario, without: [...scenario.without, ...part] }
      if (await keep(smaller)) names = names.filter((name) => !part.includes(name))
      else from += size
    }
  return { scenario, outcome: await outcomeOf(run, seed, scenario, true), runs }
}

/** Everything that happens on a day, by the names that `without` takes. */
export function namesOf(scenario: Scenario): string[] {
  const posts = Array.from({ length: scenario.messages }, (_, n) => `post ${n}`)
  const deeds = DEEDS.flatMap((deed) => Array.from({ length: scenario.deeds[deed] }, (_, n) => `${deed} ${n}`))
  return [...deeds, ...posts].filter((name) => !scenario.without.includes(name))
}

/** What a day throws is a finding of the rule `broke`. */
async function outcomeOf(run: typeof simulate, seed: number, scenario: Scenario, trace: boolean): Promise<Outcome> {
  try {
    return await run(seed, { scenario, trace })
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { seed, violations: [{ rule: 'broke', detail }], judged: {}, covered: {}, steps: 0, story: [], trace: '' }
  }
}

/** What is left of the day, for people. */
export function summaryOf({ scenario }: Smaller): string {
  const { deeds: _deeds, without: _without, ...rest } = scenario
  return `${JSON.stringify(rest)}\nleft: ${namesOf(scenario).join(', ')}`
}
