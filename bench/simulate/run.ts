import { orExit } from '../command-line.ts'
import { runCrew } from './crew.ts'
import { minimise, summaryOf } from './minimise.ts'
import { optionsOf } from './options.ts'
import { ENOUGH_SEEDS, unproven } from './proven.ts'
import { addCounts, type SeedReport } from './seeds.ts'
import { simulate } from './simulate.ts'

/**
 * npm run simulate -- --seeds N [--from S] [--most findings] [--workers W]
 * npm run simulate -- --seed S [--trace]
 * Progress goes to stderr, findings to stdout, and last one JSON line. Ends with 1 when an invariant was broken, when days are missing, and, from
 * 20,000 days on, when a rule judged nothing or something was never reached; with 2 at a flag that is none.
 */
const options = orExit(optionsOf)
const PROGRESS_MS = 5_000
const began = Date.now()
/** what the run was to prove and did not */
const gaps: string[] = []
const sum = { seeds: 0, violations: 0, steps: 0 }

if (options.seed === null) await many()
else await one(options.seed)
process.stdout.write(`${JSON.stringify({ ...sum, secondsTaken: Math.round((Date.now() - began) / 1000) })}\n`)
process.exitCode = sum.violations === 0 && gaps.length === 0 ? 0 : 1

async function one(seed: number): Promise<void> {
  const { violations, steps, story, trace } = await simulate(seed, { trace: options.trace })
  for (const line of story) process.stdout.write(`${line}\n`)
  for (const { rule, detail } of violations) process.stdout.write(`seed ${seed} ${rule}: ${detail}\n`)
  process.stderr.write(`seed ${seed}: digest ${trace}\n`)
  Object.assign(sum, { seeds: 1, violations: violations.length, steps })
}

async function many(): Promise<void> {
  const { seeds: count, from, most } = options
  const judged: Record<string, number> = {}
  const covered: Record<string, number> = {}
  let failed = 0
  let shown = Date.now()
  const take = ({ seed, violations, steps, ms, ...counts }: SeedReport) => {
    sum.seeds += 1
    sum.steps += steps
    sum.violations += violations.length
    if (violations.length > 0) failed += 1
    for (const { rule, detail } of violations.slice(0, 5)) process.stdout.write(`seed ${seed} ${rule}: ${detail}\n`)
    if (ms > 30_000) process.stderr.write(`seed ${seed} took ${ms} ms\n`)
    addCounts(judged, counts.judged)
    addCounts(covered, counts.covered)
    if (Date.now() - shown < PROGRESS_MS) return
    shown = Date.now()
    const perSecond = (sum.seeds * 1000) / (shown - began)
    const left = Math.round((count - sum.seeds) / perSecond)
    process.stderr.write(`${sum.seeds} of ${count} seeds, ${sum.violations} violations, ${left} s left\n`)
  }
  const workers = options.workers === null ? {} : { workers: options.workers }
  const first = new Map<string, number>()
  await runCrew(
    { from, count, ...workers },
    (report) => {
      const rule = report.violations[0]?.rule
      if (rule !== undefined && !first.has(rule)) first.set(rule, report.seed)
      take(report)
    },
    () => failed >= most,
  )
  // one of each kind, made small
  for (const [rule, seed] of [...first].slice(0, 3)) {
    const smaller = await minimise(seed, rule)
    process.stdout.write(`\nseed ${seed} ${rule}, after ${smaller.runs} smaller days:\n${summaryOf(smaller)}\n`)
    // hints and alarms are told by --trace
    const told = smaller.outcome.story.filter((line) => !/ alarm | snapshot$/.test(line))
    for (const line of told) process.stdout.write(`  ${line}\n`)
    for (const one of smaller.outcome.violations) process.stdout.write(`${one.rule}: ${one.detail}\n`)
  }
  if (sum.seeds >= ENOUGH_SEEDS) gaps.push(...unproven(judged, covered))
  if (sum.seeds < count && failed < most) gaps.push(`only ${sum.seeds} of ${count} days came to their end`)
  process.stderr.write(`judged ${JSON.stringify(judged)}\ncovered ${JSON.stringify(covered)}\n`)
  for (const gap of gaps) process.stderr.write(`${gap}\n`)
}
