import type { Stage } from './deeds.ts'
import { Dice } from './dice.ts'
import { EDGE } from './edge.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Alarms come late; a few are dropped, and then one of the sweeps wakes the actor, as deployed. */
export function makeAlarmsBad(stage: Stage): void {
  const { world, scenario, edge, cover } = stage
  const { late, lost } = scenario.alarms
  if (late === 0 && lost === 0) return
  const dice = new Dice(scenario.seed, 8)
  world.alarmFate = (actor) => {
    if (actor.endsWith(EDGE)) return 0
    if (dice.chance(lost)) {
      cover.count('fault: alarm lost')
      cover.note(world.clock, () => `alarm of ${actor} is lost`)
      edge.in(dice.between(MINUTE, 2 * MINUTE), () => sweep(stage, actor))
      return 'lost'
    }
    if (!dice.chance(late)) return 0
    cover.count('fault: alarm late')
    return dice.span(1, MINUTE)
  }
}

const LATE = 'SELECT actor FROM wakes WHERE actor = ? AND next_at <= ?'

/** Each minute who is a minute late by D1's word is woken; what D1 has not heard of waits for the hour's. */
async function sweep({ world, edge, cover }: Stage, actor: string): Promise<void> {
  const isKnown = !world.d1Down && world.d1.rows(LATE, actor, world.clock - MINUTE).length > 0
  if (!isKnown) await edge.host.sleep(HOUR)
  cover.count(`recovery: woken by ${isKnown ? 'the sweep of the late' : 'the sweep of all'}`)
  const cut = actor.indexOf(':')
  const id = actor.slice(cut + 1)
  const peers = edge.host.call
  await edge.persist(() => {
    switch (actor.slice(0, cut)) {
      case 'profile':
        return peers.profile(id).wake()
      case 'package':
        return peers.package(id).wake()
      default:
        return peers.portfolio(id).wake()
    }
  })
}
