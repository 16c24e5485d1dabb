import { orExit } from '../command-line.ts'
import { runChaos } from './chaos.ts'
import { optionsOf } from './options.ts'

/** `npm run chaos`: progress on standard error, the figures as the last line of standard output. */
const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const { figures, verdict, kills, whileAway } = await runChaos(orExit((args) => optionsOf(args, say)))
for (const name of ['lost', 'twice', 'unexpected', 'overCap', 'outOfOrder'] as const)
  for (const line of verdict[name].slice(0, 20)) say(`${name}: ${line}`)
const { statuses, judged, duplicates, crossed, keptByCap, inbound } = verdict
const looked = kills.flatMap(({ remains }) => remains ?? [])
say(
  JSON.stringify({
    ...{ statuses, judged, duplicates, crossed, keptByCap, inbound, whileAway },
    killsLookedAt: looked.length,
    killsInHandover: looked.filter((one) => one.handedOver > 0).length,
    killsAfterIntent: looked.filter((one) => one.intents > 0).length,
    messagesInHandover: looked.reduce((sum, one) => sum + one.handedOver, 0),
    attemptsAfterIntent: looked.reduce((sum, one) => sum + one.intents, 0),
    downP50Ms: kills.map((one) => one.downMs).sort((a, b) => a - b)[Math.floor(kills.length / 2)],
  }),
)
process.stdout.write(`${JSON.stringify(figures)}\n`)
const { lost, twice, unexpected, overCap, outOfOrder } = figures
process.exitCode = lost + twice + unexpected + overCap + outOfOrder === 0 ? 0 : 1
