import type { MessageView } from '../../durable/domain/message.ts'
import type { Actor } from '../../durable/domain/reason.ts'
import { Pool } from '../../durable/kit/testing/pool.ts'
import { World } from '../../durable/kit/testing/world.ts'
import type { Call, Fate } from '../../durable/kit/testing/world-types.ts'
import { PackageCore } from '../../durable/package/core.ts'
import { PortfolioCore } from '../../durable/portfolio/core.ts'
import { ProfileCore } from '../../durable/profile/core.ts'
import { judge, type Verdict } from './checker.ts'
import { deedsOf, type Stage } from './deeds.ts'
import { Dice } from './dice.ts'
import { EDGE, Edge, isConnection } from './edge.ts'
import { FakeMeta } from './fake-meta.ts'
import { Fleet } from './fleet.ts'
import { type Ledger, newLedger } from './ledger.ts'
import { postMessage } from './post.ts'
import { DEEDS, type Scenario, scenarioOf } from './scenario.ts'
import { Webhooks } from './webhooks.ts'

const pool = new Pool()

const BOB: Actor = { kind: 'session', id: 's1', name: 'Bob' }
const START = 1_700_000_000_000
const HOUR = 3_600_000

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
  const world = new World(
    { seed, start: START, pool },
    {
      profile: (host, id) => new ProfileCore(host, id),
      package: (host, id) => new PackageCore(host, id),
      portfolio: (host, id) => (id === EDGE ? edge.core(host) : new PortfolioCore(host, id)),
    },
  )
  await world.portfolio(EDGE).wake()
  const stage = setUp(scenario, world, ledger, edge)
  await begin(stage)
  makeBad(stage)
  plan(stage)
  await world.run(world.clock + scenario.spanMs)
  await calmDown(stage)
  const found = await collect(stage)
  const verdict = judge(ledger, found)
  for (const bug of edge.bugs) verdict.violations.push({ rule: 'edge', detail: bug })
  for (const { actor, where, error, at } of world.faults)
    if (!isConnection(error))
      verdict.violations.push({ rule: 'fault', detail: `${actor} ${where} at ${at - START}: ${String(error)}` })
  const trace = traceOf(ledger, world)
  world.close()
  return { seed, ...verdict, trace, covered: {}, steps: world.steps, story: [] }
}

function setUp(scenario: Scenario, world: World, ledger: Ledger, edge: Edge): Stage {
  const webhooks = new Webhooks(scenario, new Dice(scenario.seed, 3), ledger, edge)
  const meta = new FakeMeta(scenario, new Dice(scenario.seed, 2), ledger, (send) => webhooks.of(send))
  world.fetch = (request) => meta.answer(request, (wamid, opaque) => webhooks.learnOpaque(wamid, opaque))
  const fleet = new Fleet(scenario, ledger, edge, world.clock)
  const dice = new Dice(scenario.seed, 4)
  ledger.reachLimit = scenario.reachLimit
  ledger.failover = scenario.failover
  return { world, scenario, dice, ledger, edge, fleet, meta, webhooks }
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

/** Calls and answers are lost, doubled and late; actors die between any two steps; D1 goes away. */
function makeBad({ world, scenario, ledger, edge, meta }: Stage): void {
  const dice = new Dice(scenario.seed, 5)
  if (scenario.alarmsTwice) world.alarms = 'twice'
  world.latency = dice.pick([
    { min: 1, max: 5 },
    { min: 1, max: 5 },
    { min: 1, max: 400 },
  ])
  let crashes = scenario.crashes
  const rate = scenario.crashes / Math.max(20, scenario.messages * 8)
  const crashSoon = (actor: string) => {
    if (meta.calm || crashes <= 0 || !dice.chance(rate)) return
    crashes -= 1
    edge.in(dice.between(0, 8), () => {
      const [kind, id = ''] = actor.split(':')
      if (id === EDGE || (kind !== 'profile' && kind !== 'package' && kind !== 'portfolio')) return
      ledger.crashes.push({ actor, at: world.clock })
      world.crash(kind, id)
    })
  }
  world.network = (call) => {
    crashSoon(dice.chance(0.5) ? call.to : call.from)
    return dice.chance(scenario.network) ? badFate(call, dice) : 'ok'
  }
  const calmFetch = world.fetch
  world.fetch = (request) => {
    crashSoon(request.from)
    return calmFetch(request)
  }
  for (let n = scenario.d1Downs; n > 0; n--)
    edge.in(dice.between(0, scenario.spanMs), async () => {
      world.d1Down = true
      await edge.host.sleep(dice.span(1_000, scenario.spanMs / 2))
      world.d1Down = false
    })
}

function badFate(call: Call, dice: Dice): Fate {
  const late = () => ({ callMs: dice.span(1, 20_000) })
  const lost = dice.chance(0.5) ? ('lose-call' as const) : ('lose-answer' as const)
  const fates: Fate[] = [lost, lost, late(), { answerMs: dice.span(1, 20_000) }, { ...late(), lose: 'answer' }]
  // the edge's calls are made once by one caller; between actors an earlier copy may still be on its way
  if (!call.from.endsWith(EDGE)) fates.push('duplicate', 'duplicate')
  return dice.pick(fates)
}

/** Messages and deeds at their times. */
function plan(stage: Stage): void {
  const { scenario, dice, edge } = stage
  const deeds = deedsOf(stage)
  const bursts = dice.chance(0.5)
  let left = scenario.messages
  let n = 0
  while (left > 0) {
    const size = bursts ? Math.min(left, dice.between(1, 8)) : 1
    left -= size
    const at = dice.between(0, Math.floor(scenario.spanMs * 0.7))
    for (let i = 0; i < size; i++) {
      const key = n++
      edge.in(at, () => postMessage(stage, key))
    }
  }
  for (const deed of DEEDS)
    for (let count = scenario.deeds[deed]; count > 0; count--) {
      edge.in(dice.between(0, scenario.spanMs), async () => {
        await deeds[deed]()
      })
    }
}

/** Good weather: people lift what they can, Meta answers, and time passes until every message must have ended. */
async function calmDown(stage: Stage): Promise<void> {
  const { world, scenario, edge, fleet, meta, webhooks, ledger } = stage
  meta.calm = true
  meta.struck.clear()
  webhooks.calm = true
  world.network = () => 'ok'
  world.latency = { min: 1, max: 5 }
  world.alarms = 'once'
  world.d1Down = false
  // deeds that are under way come to their end
  for (let hours = 0; edge.open > 0 && hours < 60; hours++) await world.run(world.clock + HOUR)
  world.d1Down = false
  for (const stop of ledger.stops) stop.until = Math.min(stop.until, world.clock)
  ledger.resumes.push({ at: world.clock })
  for (const one of scenario.numbers) {
    await world.portfolio(one.portfolio).lift({ kind: 'waba', id: one.waba }, 'all is well', BOB)
    await world.portfolio(one.portfolio).lift({ kind: 'token', id: one.tokenId }, 'all is well', BOB)
    await world.profile(one.id).resume('all is well', BOB)
    await world.profile(one.id).check(BOB)
  }
  for (const id of fleet.packages.keys()) await world.package(id).resume(null, BOB)
  const ends = ledger.promised.map(
    ({ at, item: { guard } }) =>
      Math.max(guard.expiresAt ?? 0, Math.max(at, guard.sendAt ?? 0) + 24 * HOUR) + HOUR + ledger.behindMs,
  )
  const until = Math.max(
    world.clock + 25 * HOUR + ledger.behindMs + (ledger.edited.length > 0 ? scenario.spanMs : 0),
    ...ends,
  )
  // most days end once all is quiet; some go on, for what an idle deployment may do wrong
  const whole = scenario.seed % 10 === 0
  for (let hours = 1; world.clock < until && (whole || !(await isQuiet(stage))); hours++) {
    await world.run(world.clock + HOUR)
    if (hours < 4 || hours % 6 === 0) for (const one of fleet.live()) await world.profile(one.id).check(BOB)
    // an actor whose clock went back sleeps that much longer: the sweep wakes it, as deployed
    if (ledger.behindMs > 0) await wakeAll(stage)
  }
}

/** Every message has its end, D1 knows, and no webhook is under way. */
async function isQuiet({ world, scenario, edge }: Stage): Promise<boolean> {
  if (edge.open > 0 || world.d1.rows(UNFINISHED).length > 0) return false
  for (const id of scenario.packages) {
    if ((await world.package(id).status({ live: false })).open > 0) return false
    if ((await world.package(id).diagnostics()).outbox > 0) return false
  }
  for (const { id } of scenario.numbers) {
    if ((await world.profile(id).listQueue({ limit: 1, cursor: null })).items.length > 0) return false
    if ((await world.profile(id).diagnostics()).outbox > 0) return false
  }
  return true
}

async function wakeAll({ world, scenario }: Stage): Promise<void> {
  for (const one of scenario.numbers) await world.profile(one.id).wake()
  for (const id of scenario.packages) await world.package(id).wake()
  for (const id of scenario.portfolios) await world.portfolio(id).wake()
}

/** A message as D1 keeps it, by the names of its view: SQLite knows neither booleans nor lists. */
type StoredMessage = Omit<MessageView, 'duplicateConfirmed' | 'error' | 'timeline'> & {
  duplicateConfirmed: number
  error: string | null
  timeline: string
}

const UNFINISHED = `
SELECT id FROM messages WHERE direction = 'out'
  AND status NOT IN ('sent', 'delivered', 'read', 'failed', 'cancelled', 'expired', 'unresolved') LIMIT 1`

const OUTBOUND = `
SELECT id, package_id AS packageId, profile_id AS profileId, direction, status, recipient, type, category, reference, wamid,
  not_before AS notBefore, accepted_at AS acceptedAt, updated_at AS updatedAt, expires_at AS expiresAt, attempts,
  duplicate_confirmed AS duplicateConfirmed, error, content, rev, timeline
FROM messages WHERE direction = 'out' ORDER BY id`

export interface Found {
  /** every message that D1 knows, outbound */
  d1: MessageView[]
  /** what the owner says of each promised or projected message */
  owners: Map<string, MessageView | null>
  /** what a package says of its own open work, and each number of its queue */
  open: { who: string; open: number; outbox: number }[]
  projected: MessageView[]
}

async function collect({ world, scenario, ledger }: Stage): Promise<Found> {
  const d1 = world.d1.rows<StoredMessage>(OUTBOUND).map(viewOfRow)
  const owners = new Map<string, MessageView | null>()
  for (const id of new Set([...ledger.promised.map((one) => one.id), ...d1.map((one) => one.id)])) {
    const packageId = `pkg_${id.slice(2, 12)}`
    const mine = await world.package(packageId).message(id)
    const theirs = mine?.boundTo == null ? null : await world.profile(mine.boundTo).message(id)
    owners.set(id, theirs ?? mine?.view ?? null)
  }
  const open: Found['open'] = []
  for (const id of scenario.packages) {
    const { open: left } = await world.package(id).status({ live: false })
    open.push({ who: id, open: left, outbox: (await world.package(id).diagnostics()).outbox })
  }
  for (const { id } of scenario.numbers) {
    const { items } = await world.profile(id).listQueue({ limit: 100, cursor: null })
    open.push({ who: id, open: items.length, outbox: (await world.profile(id).diagnostics()).outbox })
  }
  const projected = world.projected
    .flatMap(({ batch }) => batch.messages ?? [])
    .filter((row) => row.direction === 'out')
  return { d1, owners, open, projected }
}

function viewOfRow(row: StoredMessage): MessageView {
  return {
    ...row,
    duplicateConfirmed: row.duplicateConfirmed === 1,
    error: row.error === null ? null : JSON.parse(row.error),
    timeline: JSON.parse(row.timeline),
  }
}

function traceOf(ledger: Ledger, world: World): string {
  const text = JSON.stringify([ledger.sends, world.calls.length, world.projected.length, world.clock])
  let hash = 5381
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 33) ^ text.charCodeAt(i)) >>> 0
  return hash.toString(16)
}
