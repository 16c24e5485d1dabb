import { dice, pause } from '../e2e/client.ts'
import { accepts, type Dice, type Stream } from './accepts.ts'
import type { Asking } from './call.ts'
import { cancels, inbound, moves, packagePauses, pauses } from './deeds.ts'
import { NUMBERS } from './fleet.ts'
import type { Tail } from './ledger.ts'
import type { Stage } from './stage.ts'

/** Messages of a package that may wait: a little more than one second of what its numbers can send. */
const BACKLOG = 40

/** A die for each part of the load, all from one seed, so that no part moves another's. */
export function diceFrom(seed: number): () => Dice {
  const master = dice(seed)
  return () => dice(master(2 ** 31))
}

/** Starts everything that is asked of the product; `loaded` resolves when all of it has ended with the run. */
export function startLoad(load: { asking: Asking; stage: Stage; tail: Tail; lifeMs: number; rolls: () => Dice }): {
  loaded: Promise<unknown>
  nextBatch(): Promise<void>
} {
  const { asking, stage, tail, lifeMs, rolls } = load
  const { packages, talkers } = stage
  let batch = Promise.withResolvers<void>()
  const posting = (stream: Stream): void => {
    if (stream.batch === 1) return
    batch.resolve()
    batch = Promise.withResolvers<void>()
  }
  const steady = NUMBERS.filter((one) => one.kind !== 'capped' && !one.wanders)
  const loaded = Promise.all([
    ...packages
      .flatMap((packageId, home) => streamsOf(packageId, home, talkers, lifeMs))
      .map((stream) => accepts(asking, stream, rolls(), posting)),
    inbound(asking, talkers, rolls()),
    cancels(asking, packages, rolls()),
    pauses(asking, steady, rolls()),
    packagePauses(asking, packages[1] ?? '', NUMBERS, rolls()),
    ...NUMBERS.filter((one) => one.wanders).map((one) => moves(asking, one, packages, rolls())),
    follow(asking, tail),
  ])
  return { loaded, nextBatch: () => batch.promise }
}

/** The ledger is read all the time, so that the load knows what still waits. */
async function follow({ running }: Asking, tail: Tail): Promise<void> {
  while (running()) {
    await tail.read()
    await pause(60)
  }
}

function streamsOf(
  packageId: string,
  home: number,
  talkers: readonly { to: string; home: number }[],
  lifeMs: number,
): Stream[] {
  const people = (kind: number, count: number): string[] =>
    Array.from({ length: count }, (_, i) => `+57302${home}${kind}${String(i).padStart(5, '0')}`)
  const common = { packageId, windowOpen: false, batch: 1, backlog: BACKLOG, lifeMs }
  return [
    { ...common, name: `single-${home}-a`, recipients: people(1, 40) },
    { ...common, name: `single-${home}-b`, recipients: people(2, 40) },
    { ...common, name: `batch-${home}`, recipients: people(3, 60), batch: 8 },
    {
      ...common,
      name: `talk-${home}`,
      recipients: talkers.filter((one) => one.home === home).map((one) => one.to),
      windowOpen: true,
    },
  ]
}
