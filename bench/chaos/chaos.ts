import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../scripts/ports.ts'
import { Client, dice, pause, until } from '../e2e/client.ts'
import { type Product, startProduct } from '../e2e/product.ts'
import { accepts, type Dice, type Stream } from './accepts.ts'
import { Book } from './book.ts'
import type { Asking } from './call.ts'
import { cancels, inbound, moves, packagePauses, pauses } from './deeds.ts'
import { enlist, NUMBERS, tellJudge } from './fleet.ts'
import { Gate } from './gate.ts'
import { ask, judge, type Verdict } from './judge.ts'
import { type Kill, kill } from './kills.ts'
import { type LedgerRow, Tail } from './ledger.ts'
import type { ChaosOptions } from './options.ts'
import { quiet } from './quiet.ts'

/** The last line of a run. */
export interface Figures {
  kills: number
  acknowledged: number
  lost: number
  twice: number
  unexpected: number
  overCap: number
  outOfOrder: number
  unresolved: number
  inFlightAtKill: number
  recoveryP50Ms: number
  recoveryP99Ms: number
}

export interface Outcome {
  figures: Figures
  verdict: Verdict
  kills: Kill[]
  /** Messages that were acknowledged while D1 was away. */
  whileAway: number
}

/** After the last message's life and the outage: statuses that come late, and a history that catches up. */
const QUIET_MS = 60_000
/** Messages of a package that may wait: a little more than one second of what its numbers can send. */
const BACKLOG = 40

/** Where the product with a D1 that can be away is built from. */
const ENTRY = join(import.meta.dirname, '..', 'e2e', 'entry-d1-away.ts')

/** A span of the clock. */
interface Span {
  from: number
  until: number
}

/**
 * Boots the built product with Meta's stand-in, keeps a mixed load on it, kills workerd again and again, waits for quiet,
 * and judges by the stand-in's ledger.
 *
 * @throws Error when the product does not come up, or a part of the harness fails
 */
export async function runChaos(options: ChaosOptions): Promise<Outcome> {
  const begun = Date.now()
  const stateDir = mkdtempSync(join(tmpdir(), 'whats-guard-chaos-'))
  const vars = { RECONCILE_WINDOW_MS: '2000' }
  const port = await freePort()
  let product = await startProduct({ entry: ENTRY, vars, stateDir, port })
  try {
    const stage = await prepare(options, product)
    let away: Span | null = null
    if (options.d1AwayMs > 0) {
      // the outage is a span of the clock, told at the start: so the numbers are added before, and it survives every kill
      await product.end()
      const from = Date.now() + 5_000
      away = { from, until: from + options.d1AwayMs }
      const outage = { ...vars, TEST_D1_AWAY: `${away.from}-${away.until}` }
      product = await startProduct({ entry: ENTRY, vars: outage, stateDir, port })
    }
    options.say(`ready after ${Date.now() - begun} ms`)
    return await run(options, product, stage, away)
  } finally {
    await product.stop()
    rmSync(stateDir, { recursive: true, force: true })
  }
}

interface Prepared {
  packages: string[]
  talkers: { to: string; number: string; home: number }[]
}

/** Numbers, packages, faults, and people who have written. */
async function prepare({ seed }: ChaosOptions, product: Product): Promise<Prepared> {
  const api = new Client(product.api, product.adminToken)
  const sandbox = new Client(product.sandbox, null)
  await sandbox.expect(200, 'POST', '/sandbox/config', {
    delays: { sent: [20, 100], delivered: [100, 500], read: [300, 1500] },
    readShare: 0.5,
    retryBaseMs: 200,
    seed,
  })
  const packages = await enlist(api, sandbox)
  await tellJudge(sandbox)
  await sandbox.expect(200, 'POST', '/sandbox/faults', [
    { kind: { type: 'latency', minMs: 40, maxMs: 240 } },
    { share: 0.03, kind: { type: 'lostAnswer', how: 'reset' } },
    // not processed, and no telling: repeated under reconcile, on proof
    { share: 0.01, kind: { type: 'status', http: 502, body: 'html' } },
    { share: 0.05, kind: { type: 'webhook', how: 'doubled' } },
    { share: 0.05, kind: { type: 'webhook', how: 'late', ms: 700 } },
  ])
  const talkers = NUMBERS.filter((one) => one.kind !== 'capped' && !one.wanders).flatMap((one, i) =>
    [0, 1].map((k) => ({ to: `+573003${String(i * 2 + k).padStart(6, '0')}`, number: one.id, home: one.home })),
  )
  for (const one of talkers)
    await sandbox.expect(200, 'POST', '/sandbox/inbound', { phoneNumberId: one.number, from: one.to, text: 'Hola' })
  for (const [home, id] of packages.entries())
    await until('all windows are known', 20_000, async () => {
      const known = await api.list(`/api/v1/packages/${id}/routes`)
      return known.length >= talkers.filter((one) => one.home === home).length ? true : undefined
    })
  return { packages, talkers }
}

async function run(
  options: ChaosOptions,
  product: Product,
  { packages, talkers }: Prepared,
  away: Span | null,
): Promise<Outcome> {
  const { seed, say, lifeMs } = options
  const begun = Date.now()
  const api = new Client(product.api, product.adminToken)
  const sandbox = new Client(product.sandbox, null)
  await api.readDocument()
  const book = new Book()
  const gate = new Gate()
  const over = new AbortController()
  const asking: Asking = { api, sandbox, book, gate, running: () => !over.signal.aborted }
  let batch = Promise.withResolvers<void>()
  const posting = (stream: Stream): void => {
    if (stream.batch === 1) return
    batch.resolve()
    batch = Promise.withResolvers<void>()
  }
  const heard = (row: LedgerRow): void => {
    if (row.messageId !== null && (row.outcome === 'accepted' || row.outcome === 'lost')) book.arrived(row.messageId)
  }
  const tail = new Tail(sandbox, heard)
  const streams = packages.flatMap((packageId, home) => streamsOf(packageId, home, talkers, lifeMs))
  const rolls = diceFrom(seed)
  const load = [
    ...streams.map((stream) => accepts(asking, stream, rolls(), posting)),
    inbound(asking, talkers, rolls()),
    cancels(asking, rolls()),
    pauses(
      asking,
      NUMBERS.filter((one) => one.kind !== 'capped' && !one.wanders),
      rolls(),
    ),
    packagePauses(asking, packages[1] ?? '', NUMBERS, rolls()),
    ...NUMBERS.filter((one) => one.wanders).map((one) => moves(asking, one, packages, rolls())),
    follow(asking, tail),
  ]
  const loaded = Promise.all(load)
  // a part of the load that fails ends the run at once
  loaded.catch(() => over.abort())

  const kills: Kill[] = []
  const roll = rolls()
  const nextBatch = (): Promise<void> => batch.promise
  let webhooksLost = false
  // an outage is to be met by the middle of the kills
  const spaceMs = away === null ? 0 : ((away.until - begun) * 1.1) / options.kills
  for (let n = 1; n <= options.kills && asking.running(); n++) {
    if (options.webhooksLost) webhooksLost = n > options.kills * 0.3 && n <= options.kills * 0.7
    const one = await kill(
      {
        product,
        sandbox,
        book,
        gate,
        tail,
        packages,
        nextBatch,
        webhooksLost: () => webhooksLost,
        since: () => kills.at(-1)?.answeredAt ?? 0,
        lifeMs,
      },
      roll,
    )
    kills.push(one)
    if (spaceMs > 0 && n < options.kills) await pause(Math.max(0, begun + n * spaceMs - Date.now()))
    if (n % 10 === 0 || options.kills <= 20)
      say(
        `kill ${n}/${options.kills} after ${((Date.now() - begun) / 1000).toFixed(1)} s: ` +
          `down ${one.downMs} ms, recovery ${one.recoveryMs} ms, acknowledged ${book.promised.size}`,
      )
  }
  over.abort()
  await loaded
  await sandbox.expect(200, 'POST', '/sandbox/config', { webhooksHeld: false })
  const rest = Math.max(0, (away?.until ?? 0) - Date.now())
  const calm = await quiet({ api, sandbox, book, stateDir: product.stateDir }, rest + lifeMs + QUIET_MS)
  say(`${calm ? 'quiet' : 'NOT QUIET'} after ${((Date.now() - begun) / 1000).toFixed(1)} s`)
  const said = await ask(sandbox, book)
  await product.end()
  const verdict = judge(book, said, product.stateDir)
  const whileAway = [...book.promised.values()].filter(
    ({ at }) => away !== null && at >= away.from && at < away.until,
  ).length
  return { figures: figuresOf(kills, verdict, said.sends), verdict, kills, whileAway }
}

/** The ledger is read all the time, so that the load knows what still waits. */
async function follow({ running }: Asking, tail: Tail): Promise<void> {
  while (running()) {
    await tail.read()
    await pause(60)
  }
}

function diceFrom(seed: number): () => Dice {
  const master = dice(seed)
  return () => dice(master(2 ** 31))
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

function figuresOf(kills: readonly Kill[], verdict: Verdict, sends: readonly LedgerRow[]): Figures {
  const inFlight = (at: number): number =>
    sends.filter((one) => one.at <= at && one.answeredAt !== null && one.answeredAt > at).length
  const recoveries = kills.map((one) => one.recoveryMs).sort((a, b) => a - b)
  const quantile = (share: number): number => recoveries[Math.ceil(recoveries.length * share) - 1] ?? 0
  return {
    kills: kills.length,
    acknowledged: verdict.acknowledged,
    lost: verdict.lost.length,
    twice: verdict.twice.length,
    unexpected: verdict.unexpected.length,
    overCap: verdict.overCap.length,
    outOfOrder: verdict.outOfOrder.length,
    unresolved: verdict.unresolved,
    inFlightAtKill: kills.reduce((sum, one) => sum + inFlight(one.at), 0),
    recoveryP50Ms: quantile(0.5),
    recoveryP99Ms: quantile(0.99),
  }
}
