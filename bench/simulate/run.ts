import { parseArgs } from 'node:util'
import { simulate } from './simulate.ts'

/** node bench/simulate/run.ts --seed N | --seeds N --from S. Prints findings as they come and one JSON line last. */
const { values } = parseArgs({
  options: { seed: { type: 'string' }, seeds: { type: 'string' }, from: { type: 'string' }, most: { type: 'string' } },
})
const from = Number(values.seed ?? values.from ?? 1)
const count = values.seed === undefined ? Number(values.seeds ?? 100) : 1
const most = Number(values.most ?? 20)
const judged: Record<string, number> = {}
const failed: number[] = []
const began = Date.now()
let seeds = 0
for (let seed = from; seed < from + count && failed.length < most; seed++) {
  seeds += 1
  const started = Date.now()
  try {
    const { violations, judged: looked, trace } = await simulate(seed)
    for (const [rule, n] of Object.entries(looked)) judged[rule] = (judged[rule] ?? 0) + n
    if (violations.length > 0) failed.push(seed)
    for (const { rule, detail } of violations.slice(0, 5)) process.stdout.write(`seed ${seed} ${rule}: ${detail}\n`)
    if (count === 1) process.stdout.write(`trace ${trace}\n`)
  } catch (error) {
    failed.push(seed)
    process.stdout.write(`seed ${seed} broke: ${error instanceof Error ? error.stack : String(error)}\n`)
  }
  const ms = Date.now() - started
  if (ms > 10_000) process.stdout.write(`seed ${seed} took ${ms} ms\n`)
}
const seconds = Math.round((Date.now() - began) / 1000)
process.stdout.write(`${JSON.stringify({ from, seeds, seconds, failed, judged })}\n`)
process.exitCode = failed.length === 0 ? 0 : 1
