import { runChaos } from './chaos.ts'
import { type ChaosOptions, optionsOf } from './options.ts'

/** `npm run chaos`: progress on standard error, the figures as the last line of standard output. */
const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const read = (): ChaosOptions => {
  try {
    return optionsOf(process.argv.slice(2), say)
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    process.exit(2)
  }
}

const { figures, verdict } = await runChaos(read())
for (const name of ['lost', 'twice', 'unexpected', 'overCap', 'outOfOrder'] as const)
  for (const line of verdict[name].slice(0, 20)) say(`${name}: ${line}`)
const { statuses, judged, duplicates, inbound } = verdict
say(JSON.stringify({ statuses, judged, duplicates, inbound }))
process.stdout.write(`${JSON.stringify(figures)}\n`)
const { lost, twice, unexpected, overCap, outOfOrder } = figures
process.exitCode = lost + twice + unexpected + overCap + outOfOrder === 0 ? 0 : 1
