import { orExit } from '../command-line.ts'
import { runChaos } from './chaos.ts'
import { ENOUGH_KILLS, undone } from './done.ts'
import { faultsOf } from './figures.ts'
import { optionsOf } from './options.ts'

/**
 * `npm run chaos`: progress on standard error, the figures as the last line of standard output. Ends with 1 when something was
 * lost, twice or unexpected, when it did not get quiet, and, from 30 kills on, when a part of the load did nothing; with 2 at a
 * flag that is none.
 */
const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const { figures, verdict, kills, done, whileAway } = await runChaos(orExit((args) => optionsOf(args, say)))
for (const name of ['lost', 'twice', 'unexpected', 'overCap', 'outOfOrder'] as const)
  for (const line of verdict[name].slice(0, 20)) say(`${name}: ${line}`)
const { statuses, judged, duplicates, inbound } = verdict
const looked = kills.flatMap(({ remains }) => remains ?? [])
say(
  JSON.stringify({
    ...{ statuses, judged, duplicates, inbound, whileAway, done },
    killsLookedAt: looked.length,
    killsInHandover: looked.filter((one) => one.handedOver > 0).length,
    killsAfterIntent: looked.filter((one) => one.intents > 0).length,
    messagesInHandover: looked.reduce((sum, one) => sum + one.handedOver, 0),
    attemptsAfterIntent: looked.reduce((sum, one) => sum + one.intents, 0),
    downP50Ms: kills.map((one) => one.downMs).sort((a, b) => a - b)[Math.floor(kills.length / 2)],
  }),
)
process.stdout.write(`${JSON.stringify(figures)}\n`)
const never = figures.kills >= ENOUGH_KILLS ? undone(done) : []
const faults = faultsOf(figures, never)
for (const fault of faults) say(fault)
process.exitCode = faults.length === 0 ? 0 : 1
