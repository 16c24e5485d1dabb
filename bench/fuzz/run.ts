import { orExit } from '../command-line.ts'
import { optionsOf } from './options.ts'
import { faultsOf } from './verdict.ts'
import { fuzz } from './whole.ts'

/**
 * `node bench/fuzz/run.ts --requests N [--seed S] [--at I]`: findings on standard error, one JSON line last. Ends with 1 when
 * the run does not pass, with 2 at a flag that is none.
 */
const say = (line: string): void => void process.stderr.write(`${line}\n`)
const result = await fuzz({ ...orExit(optionsOf), say })
const faults = faultsOf(result)
for (const fault of faults) say(fault)
const { requests, serverErrors, schemaMismatches, slowest, unavailable } = result
process.stdout.write(`${JSON.stringify({ requests, serverErrors, schemaMismatches, slowest, unavailable })}\n`)
process.exitCode = faults.length === 0 ? 0 : 1
