import { argv, cwd, exit } from 'node:process'
import { isLeft, judgeMutants } from './bench.ts'
import { mutantsOf } from './hooks.ts'
import { report, writeOut } from './report.ts'
import { targets } from './targets.ts'

/**
 * npm run mutate [-- path ...] [--jobs N]
 *
 * How many small wrong changes of the guard's rules and transactions the tests on Node notice. Without paths all targets;
 * a path is a file or a folder. Ends with 1 when the score is below the goal or `survivors.json` does not say what is.
 */
const given = argv.slice(2)
const at = given.indexOf('--jobs')
const jobs = at === -1 ? 1 : Number(given[at + 1])
const only = given.filter((_, i) => at === -1 || (i !== at && i !== at + 1))
const files = targets(cwd(), only)
if (files.length === 0 || !Number.isInteger(jobs) || jobs < 1) {
  console.error('npm run mutate [-- path ...] [--jobs N]: no such target, or not a number of processes')
  exit(2)
}
const from = Date.now()
const { mutants } = mutantsOf(cwd(), files)
const judged = await judgeMutants(files, mutants, jobs, (soFar) => {
  console.log(`${soFar.size} of ${mutants.length}, ${[...soFar.values()].filter(isLeft).length} left alive`)
  writeOut(mutants, soFar)
})
writeOut(mutants, judged)
exit(report(mutants, judged, Math.round((Date.now() - from) / 1_000)) ? 0 : 1)
