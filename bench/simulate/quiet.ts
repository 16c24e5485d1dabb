import type { Actor } from '../../durable/domain/reason.ts'
import type { Bench } from './checker.ts'
import { openAt } from './collect.ts'
import type { Stage } from './deeds.ts'
import { eraseEverywhere } from './deeds-people.ts'
import { makeGood } from './weather.ts'

const BOB: Actor = { kind: 'session', id: 's1', name: 'Bob' }
const HOUR = 3_600_000

/**
 * Good weather: people lift what they can, Meta answers, and time passes until every message must have ended. What waited
 * for nothing meanwhile the judge is told.
 */
export async function calmDown(stage: Stage, bench: Bench): Promise<void> {
  const { world, scenario, edge, fleet, ledger } = stage
  makeGood(stage)
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
  const whole = scenario.seed % 20 === 0
  for (let hours = 1; world.clock < until && (whole || !(await isQuiet(stage))); hours++) {
    await world.run(world.clock + HOUR)
    if (hours < 4 || hours % 6 === 0) for (const one of fleet.live()) await world.profile(one.id).check(BOB)
    // an actor whose clock went back sleeps that much longer: the sweep wakes it, as deployed
    if (ledger.behindMs > 0) await wakeAll(stage)
    if (hours === 2 || hours === 9) await restartPackages(stage, bench)
  }
  // what the last look made known is on its way to D1
  await world.run(world.clock + 10_000)
  await eraseAgain(stage)
}

/** What was being sent keeps its address until its end: asked again then, the guard takes that too. */
async function eraseAgain(stage: Stage): Promise<void> {
  const { world, edge, ledger } = stage
  if (ledger.erased.length === 0) return
  edge.in(0, async () => {
    for (const { address } of ledger.erased) await eraseEverywhere(stage, address)
  })
  await world.run(world.clock + 120_000)
}

const NOBODYS = "SELECT id FROM messages WHERE state = 'parked' AND target LIKE '~%'"
const WENT = "SELECT id FROM messages WHERE state = 'bound' AND id IN (SELECT value FROM json_each(?))"

/** What no number could send is looked at when rules change. A restart changes none: what goes by one waited for nothing. */
export async function restartPackages({ world, fleet }: Pick<Stage, 'world' | 'fleet'>, bench: Bench): Promise<void> {
  for (const id of fleet.packages.keys()) {
    const waits = world.sql('package', id).all<{ id: string }>(NOBODYS)
    if (waits.length === 0) continue
    world.crash('package', id)
    await world.package(id).wake()
    await world.run(world.clock + 5_000)
    const went = world.sql('package', id).all<{ id: string }>(WENT, JSON.stringify(idsOf(waits)))
    bench.check('needless-wait', went.length === 0, () => `${idsOf(went)} went only when ${id} was restarted`)
  }
}

function idsOf(rows: readonly { id: string }[]): string[] {
  return rows.map((one) => one.id)
}

const UNFINISHED = `
SELECT id FROM messages WHERE direction = 'out'
  AND status NOT IN ('sent', 'delivered', 'read', 'failed', 'cancelled', 'expired', 'unresolved') LIMIT 1`

/** Every message has its end, D1 knows, and no webhook is under way. */
async function isQuiet({ world, scenario, edge }: Stage): Promise<boolean> {
  if (edge.open > 0 || world.d1.rows(UNFINISHED).length > 0) return false
  for (const id of scenario.packages) {
    const { open, outbox } = await openAt(world, id)
    if (open > 0 || outbox > 0) return false
  }
  for (const { id } of scenario.numbers) {
    if ((await world.ask('profile', id).listQueue({ limit: 1, cursor: null })).items.length > 0) return false
    if ((await world.ask('profile', id).diagnostics()).outbox > 0) return false
  }
  return true
}

async function wakeAll({ world, scenario }: Stage): Promise<void> {
  for (const one of scenario.numbers) await world.profile(one.id).wake()
  for (const id of scenario.packages) await world.package(id).wake()
  for (const id of scenario.portfolios) await world.portfolio(id).wake()
}
