import { Pool } from '../../durable/kit/testing/pool.ts'
import { World } from '../../durable/kit/testing/world.ts'
import { PackageCore } from '../../durable/package/core.ts'
import { PortfolioCore } from '../../durable/portfolio/core.ts'
import { ProfileCore } from '../../durable/profile/core.ts'
import { Judge, type Verdict } from './checker.ts'
import { collect } from './collect.ts'
import { Cover } from './cover.ts'
import { deedsOf, type Stage } from './deeds.ts'
import { Dice } from './dice.ts'
import { EDGE, Edge, isConnection } from './edge.ts'
import { FakeMeta } from './fake-meta.ts'
import { Fleet } from './fleet.ts'
import { type Ledger, newLedger } from './ledger.ts'
import { postMessages } from './post.ts'
import { Probe } from './probe.ts'
import { calmDown } from './quiet.ts'
import { countReached, countSend } from './reached.ts'
import { DEEDS, type Scenario, scenarioOf } from './scenario.ts'
import { takeRefused } from './watched-gate.ts'
import { makeBad } from './weather.ts'
import { Webhooks } from './webhooks.ts'

const pool = new Pool()

/** No day takes so many calls, but one on which actors call each other for nothing. */
const MOST_CALLS = 200_000
const START = 1_700_000_000_000
/** Far more than any day needs: what goes on longer goes on for ever. */
const MOST_STEPS = 100_000
const MOST_STEPS_A_MESSAGE = 1_000

export interface SimulateOptions {
  /** in the place of the seed's own: a smaller one that still shows the same fault */
  scenario?: Scenario
  /** true: the outcome brings the story of the day */
  trace?: boolean
}

export interface Outcome extends Verdict {
  seed: number
  /** how often each fault, reason, status and way of recovery was reached (coverage.ts says which there are) */
  covered: Record<string, number>
  /** events of the world */
  steps: number
  /** every event with its time, empty unless asked for */
  story: string[]
  /** a digest of all that happened: the same seed gives the same */
  trace: string
}

/** One day of a small deployment, from setting up until all is quiet, and what an independent judge says of it. */
export async function simulate(seed: number, options: SimulateOptions = {}): Promise<Outcome> {
  const scenario = options.scenario ?? scenarioOf(seed)
  const ledger = newLedger(START)
  const edge = new Edge()
  const cover = new Cover(START, options.trace === true)
  const judge: Judge = new Judge(ledger, () => probe.world?.steps ?? 0)
  const probe = new Probe(judge.bench, cover, new Dice(seed, 6))
  const world = new World(
    { seed, start: START, pool, mostSteps: MOST_STEPS + MOST_STEPS_A_MESSAGE * scenario.messages },
    {
      profile: (host, id) => probe.actor('profile', id, host, (mine) => new ProfileCore(mine, id)),
      package: (host, id) => probe.actor('package', id, host, (mine) => new PackageCore(mine, id)),
      portfolio: (host, id) =>
        id === EDGE ? edge.core(host) : probe.actor('portfolio', id, host, (mine) => new PortfolioCore(mine, id)),
    },
  )
  probe.world = world
  // on half of the days nobody looks at a dashboard
  world.watched = seed % 4 < 2
  const step = world.step.bind(world)
  world.step = (until) => {
    if (world.calls.length > MOST_CALLS) throw new Error(`the day does not end: ${lastCalls(world)}`)
    return step(until)
  }
  await world.portfolio(EDGE).wake()
  const stage = setUp({ scenario, world, ledger, edge, cover, probe, judge })
  await begin(stage)
  makeBad(stage)
  plan(stage)
  await world.run(world.clock + scenario.spanMs)
  await calmDown(stage, judge.bench)
  const found = await collect(stage)
  const verdict = judge.quiet(found)
  for (const bug of edge.bugs) verdict.violations.push({ rule: 'edge', detail: bug })
  for (const { actor, where, error, at } of world.faults)
    if (!isConnection(error))
      verdict.violations.push({ rule: 'fault', detail: `${actor} ${where} at ${at - START}: ${String(error)}` })
  const trace = traceOf(ledger, world)
  countReached(cover, world, found)
  for (const [code, times] of takeRefused()) cover.count(`gate: ${code}`, times)
  world.close()
  return { seed, ...verdict, trace, covered: cover.counts, steps: world.steps, story: cover.lines }
}

function setUp(
  parts: Pick<Stage, 'scenario' | 'world' | 'ledger' | 'edge' | 'cover' | 'probe'> & { judge: Judge },
): Stage {
  const { scenario, world, ledger, edge, cover, judge } = parts
  const webhooks = new Webhooks(scenario, new Dice(scenario.seed, 3), ledger, edge, cover.count)
  const fleet = new Fleet(scenario, ledger, edge, world.clock)
  const meta = new FakeMeta(scenario, new Dice(scenario.seed, 2), ledger, {
    took: (send) => {
      const fate = send.code === null ? send.answer : `${send.answer} ${send.code}`
      cover.note(send.at, () => `SEND ${send.id}.${send.attempt} from ${send.profile} to ${send.to}: ${fate}`)
      countSend(cover, send)
      judge.sent(send)
      if (send.taken) webhooks.of(send)
    },
    tokenOf: (profile) => fleet.numbers.get(profile)?.tokenId ?? '',
  })
  world.fetch = (request) => meta.answer(request, (wamid, opaque) => webhooks.learnOpaque(wamid, opaque))
  const dice = new Dice(scenario.seed, 4)
  for (const portfolio of scenario.portfolios)
    ledger.limits.push({ portfolio, limit: scenario.reachLimit, at: START, ackedAt: START })
  ledger.failover = scenario.failover
  ledger.patienceMs = scenario.patienceSeconds * 1000
  return { ...parts, dice, fleet, meta, webhooks }
}

/** A deployment on a good day: all configured, checked and registered. */
async function begin({ world, scenario, fleet, edge, meta, webhooks }: Stage): Promise<void> {
  meta.calm = true
  for (const id of scenario.portfolios)
    for (const one of scenario.numbers)
      if (one.portfolio === id) await world.portfolio(id).limitSeen(one.id, scenario.reachLimit)
  edge.in(0, async () => {
    for (const id of fleet.packages.keys()) await fleet.pushPackage(id)
    for (const id of fleet.numbers.keys()) await fleet.pushNumber(id)
  })
  await world.run(world.clock + 3_000)
  for (const id of scenario.portfolios)
    for (const one of scenario.numbers)
      if (one.portfolio === id) await world.portfolio(id).limitSeen(one.id, scenario.reachLimit)
  await world.run(world.clock + 2_000)
  meta.calm = false
  webhooks.calm = false
}

/** Messages and deeds at their times. Each draws from dice of its own: one that is left out shifts no other. */
function plan(stage: Stage): void {
  const { scenario, dice, edge, cover, world } = stage
  const own = (stream: number) => ({ ...stage, dice: new Dice(scenario.seed, stream) })
  const at = (ms: number, name: string, deed: () => Promise<void>) => {
    if (scenario.without.includes(name)) return
    edge.in(ms, () => {
      cover.note(world.clock, () => `DEED ${name}`)
      return deed()
    })
  }
  const bursts = dice.chance(0.5)
  for (let n = 0; n < scenario.messages; ) {
    const size = bursts ? Math.min(scenario.messages - n, dice.between(1, 8)) : 1
    const ms = dice.between(0, Math.floor(scenario.spanMs * 0.7))
    const batch = dice.chance(0.5) ? size : 1
    for (let from = n; from < n + size; from += batch)
      at(ms, `post ${from}`, () => postMessages(own(1_000 + from), from, batch))
    n += size
  }
  DEEDS.forEach((deed, kind) => {
    for (let n = 0; n < scenario.deeds[deed]; n++)
      at(dice.between(0, scenario.spanMs), `${deed} ${n}`, () => {
        cover.count(`deed: ${deed}`)
        return deedsOf(own(100_000 + kind * 100 + n))[deed]()
      })
  })
}

function lastCalls(world: World): string {
  return world.calls
    .slice(-6)
    .map((call) => `${call.from} > ${call.to} ${call.method}`)
    .join(', ')
}

function traceOf(ledger: Ledger, world: World): string {
  const text = JSON.stringify([ledger.sends, world.calls.length, world.projected.length, world.clock])
  let hash = 5381
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 33) ^ text.charCodeAt(i)) >>> 0
  return hash.toString(16)
}
