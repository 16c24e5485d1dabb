import { orExit } from '../command-line.ts'
import { optionsOf } from './options.ts'
import { fuzz } from './whole.ts'

/** `node bench/fuzz/run.ts --requests N [--seed S] [--at I]`: findings on standard error, one JSON line last. */
const { broken, ...figures } = await fuzz({
  ...orExit(optionsOf),
  say: (line) => void process.stderr.write(`${line}\n`),
})
process.stdout.write(`${JSON.stringify(figures)}\n`)
process.exitCode = figures.serverErrors === 0 && figures.schemaMismatches === 0 && broken === null ? 0 : 1
