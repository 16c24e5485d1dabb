import { pause } from '../../e2e/client.ts'
import { megabytesOf } from '../cpu.ts'
import { check } from '../failed.ts'
import { type Figures, round } from '../figures.ts'
import { type Bench, lasting, type Measurement, sized } from '../measurement.ts'
import { addNumbers, newNumbers, type Stage, UNPACED, withStage } from '../stage.ts'
import { COUNTING, countsOf, tellDetail } from './cost.ts'

/** Numbers of one package: each number that joins is told to its whole package. */
const PER_PACKAGE = 100
/** What adding them began (first polls, templates, snapshots) is not idleness. */
const SETTLE_MS = 10_000

interface Still {
  megabytes: number
  alarms: number
  statements: number
}

/** Leaves the product alone, but for the cron that the platform fires each minute; per minute. */
async function leftAlone(bench: Bench, { product }: Stage, ms: number, profiles: number): Promise<Still> {
  const first = await countsOf(product.api)
  const before = first.counts
  const fired = await fetch(
    `${product.api}/cdn-cgi/local/scheduled?cron=${encodeURIComponent('* * * * *')}&time=${Date.now()}`,
  )
  check(fired.ok, () => `the cron answered ${fired.status}`)
  await pause(ms)
  const last = await countsOf(product.api)
  const after = last.counts
  if (profiles > 0) tellDetail(bench, first, last, profiles)
  const statements = after.objectStatements + after.d1Statements - before.objectStatements - before.d1Statements
  const perMinute = 60_000 / ms
  return {
    megabytes: megabytesOf(product.workerdPid()),
    alarms: (after.alarmRuns - before.alarmRuns) * perMinute,
    statements: statements * perMinute,
  }
}

/** What 2,000 profiles cost that have nothing to do, over what an empty product costs. Each run is one more minute of the same. */
export const idle: Measurement = async (bench) => {
  const profiles = sized(bench, 2_000, 20)
  const ms = lasting(bench, 60)
  const plan = { numbers: 0, policy: UNPACED, meta: null, entry: COUNTING }
  return await withStage(plan, async (stage) => {
    const { admin } = stage
    const empty = await leftAlone(bench, stage, Math.min(ms, 10_000), 0)
    const begun = performance.now()
    for (let from = 0; from < profiles; from += PER_PACKAGE) {
      const made = await admin.expect(201, 'POST', '/api/v1/packages', { name: 'idle' })
      await addNumbers(admin, String(made['id']), newNumbers(Math.min(PER_PACKAGE, profiles - from)), UNPACED)
    }
    bench.say(`  ${profiles} profiles added in ${Math.round(performance.now() - begun)} ms`)
    await pause(sized(bench, SETTLE_MS, 500))
    const runs: Figures[] = []
    for (let run = 1; run <= bench.runs; run++) {
      const full = await leftAlone(bench, stage, ms, profiles)
      const figures = {
        megabytes: round(full.megabytes - empty.megabytes),
        alarmsPerMinute: round(full.alarms - empty.alarms),
        statementsPerMinute: round(full.statements - empty.statements),
      }
      bench.say(`  run ${run}/${bench.runs}: ${JSON.stringify(figures)}`)
      runs.push(figures)
    }
    const found = await admin.list('/api/v1/profiles')
    check(found.length === profiles, () => `${profiles} profiles were added, ${found.length} are there`)
    return runs
  })
}
