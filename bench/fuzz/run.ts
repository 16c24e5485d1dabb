import { parseArgs } from 'node:util'
import { fuzz } from './whole.ts'

/** `node bench/fuzz/run.ts --requests N [--seed S] [--at I]`: findings on standard error, one JSON line last. */
const { values } = parseArgs({
  options: { requests: { type: 'string' }, seed: { type: 'string' }, at: { type: 'string' } },
})
const seed = Number(values.seed ?? 1)
const at = values.at === undefined ? null : Number(values.at)
const { broken, ...figures } = await fuzz({
  requests: Number(values.requests ?? 5000),
  seed,
  at,
  say: (line) => void process.stderr.write(`${line}\n`),
})
process.stdout.write(`${JSON.stringify(figures)}\n`)
process.exitCode = figures.serverErrors === 0 && figures.schemaMismatches === 0 && broken === null ? 0 : 1
