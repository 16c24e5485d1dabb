import type { Call, Fate } from '../../durable/kit/testing/world-types.ts'
import { makeAlarmsBad } from './alarms.ts'
import type { Stage } from './deeds.ts'
import { Dice } from './dice.ts'
import { EDGE } from './edge.ts'

/** Calls and answers are lost, doubled and late; actors die between any two steps and in their transactions; D1 goes away. */
export function makeBad(stage: Stage): void {
  const { world, scenario, ledger, edge, meta, probe, cover } = stage
  const dice = new Dice(scenario.seed, 5)
  const { network, crashes: all, deaths, cuts } = scenario
  ledger.calmNetwork = network === 0 && all === 0 && deaths === 0 && cuts === 0
  if (scenario.alarmsTwice) {
    world.alarms = 'twice'
    cover.count('fault: alarm run twice')
  }
  makeAlarmsBad(stage)
  probe.cuts = scenario.cuts
  world.latency = dice.pick([
    { min: 1, max: 5 },
    { min: 1, max: 5 },
    { min: 1, max: 400 },
  ])
  let crashes = scenario.crashes
  const rate = scenario.crashes / Math.max(20, scenario.messages * 8)
  const crashSoon = (actor: string, how: string) => {
    if (meta.calm || crashes <= 0 || !dice.chance(rate)) return
    crashes -= 1
    edge.in(dice.between(0, 8), () => {
      const [kind, id = ''] = actor.split(':')
      if (id !== EDGE && (kind === 'profile' || kind === 'package' || kind === 'portfolio')) probe.crash(kind, id, how)
    })
  }
  const dieSoon = dyingOf(stage)
  world.network = (call) => {
    dieSoon()
    const offers = call.method === 'offer'
    crashSoon(dice.chance(0.5) ? call.to : call.from, offers ? 'while an offer is out' : 'between two steps')
    const fate = dice.chance(scenario.network) ? badFate(call, dice) : 'ok'
    cover.note(world.clock, () => `${call.from} > ${call.to} ${call.method}${idsIn(call)}${saidOf(fate)}`)
    if (fate !== 'ok') cover.count(`fault: ${wordOf(fate)}`)
    return fate
  }
  const calmFetch = world.fetch
  world.fetch = (request) => {
    dieSoon()
    crashSoon(request.from, 'between two steps')
    return calmFetch(request)
  }
  const feedDice = new Dice(scenario.seed, 11)
  world.feedFails = () => {
    const fails = feedDice.chance(network)
    if (fails) cover.count('fault: a hint to the feed was lost')
    return fails
  }
  for (let n = scenario.d1Downs; n > 0; n--)
    edge.in(dice.between(0, scenario.spanMs), async () => {
      cover.count('fault: D1 down')
      cover.note(world.clock, () => 'D1 goes down')
      world.d1Down = true
      await edge.host.sleep(dice.span(1_000, scenario.spanMs / 2))
      world.d1Down = false
    })
}

/** Called at each call and request: a few ms after some of them the process dies. */
function dyingOf({ scenario, edge, meta, probe }: Stage): () => void {
  const dice = new Dice(scenario.seed, 10)
  const rate = scenario.deaths / Math.max(20, scenario.messages * 8)
  let left = scenario.deaths
  return () => {
    if (left === 0 || meta.calm || !dice.chance(rate)) return
    left -= 1
    edge.in(dice.between(0, 300), () => probe.die())
  }
}

/** Everything bad ends, but for what is on its way. */
export function makeGood({ world, meta, webhooks, probe, cover }: Stage): void {
  meta.calm = true
  meta.struck.clear()
  webhooks.calm = true
  probe.cuts = 0
  world.network = (call) => {
    cover.note(world.clock, () => `${call.from} > ${call.to} ${call.method}${idsIn(call)}`)
    return 'ok'
  }
  world.latency = { min: 1, max: 5 }
  world.feedFails = () => false
  world.alarms = 'once'
  world.alarmFate = () => 0
  world.d1Down = false
}

function badFate(call: Call, dice: Dice): Fate {
  const late = () => ({ callMs: dice.span(1, 20_000) })
  const lost = dice.chance(0.5) ? ('lose-call' as const) : ('lose-answer' as const)
  const fates: Fate[] = [lost, lost, late(), { answerMs: dice.span(1, 20_000) }, { ...late(), lose: 'answer' }]
  // the edge's calls are made once by one caller; between actors an earlier copy may still be on its way
  if (!call.from.endsWith(EDGE)) fates.push('duplicate', 'duplicate')
  return dice.pick(fates)
}

function wordOf(fate: Fate): string {
  if (typeof fate === 'string') return fate
  if (fate.lose !== undefined) return `late and lose-${fate.lose}`
  return fate.callMs === undefined ? 'late answer' : 'late call'
}

function saidOf(fate: Fate): string {
  if (fate === 'ok') return ''
  return ` [${typeof fate === 'string' ? fate : JSON.stringify(fate)}]`
}

/** The messages that a call names; never what they say. */
function idsIn(call: Call): string {
  const ids = JSON.stringify(call.args).match(/\bwg[a-z0-9]{26}\b/g) ?? []
  return ids.length === 0 ? '' : ` ${[...new Set(ids)].join(' ')}`
}
