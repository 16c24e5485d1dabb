import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../scripts/ports.ts'
import { Client, pause } from '../e2e/client.ts'
import { type Product, startProduct } from '../e2e/product.ts'
import { Book } from './book.ts'
import type { Asking } from './call.ts'
import { type Done, doneOf } from './done.ts'
import { type Figures, figuresOf } from './figures.ts'
import { Gate } from './gate.ts'
import { ask, judge, type Verdict } from './judge.ts'
import { type Kill, kill } from './kills.ts'
import { Tail } from './ledger.ts'
import { diceFrom, startLoad } from './load.ts'
import type { ChaosOptions } from './options.ts'
import { quiet } from './quiet.ts'
import { prepare, type Stage } from './stage.ts'

export interface Outcome {
  figures: Figures
  verdict: Verdict
  kills: Kill[]
  done: Done
  /** Messages that were acknowledged while D1 was away. */
  whileAway: number
}

/**
 * After the last message's life and the outage: statuses that come late, a history that catches up, a sweep that finishes what
 * a kill left of a move. What a lost answer is given beside, quiet() reads from the ledger.
 */
const QUIET_MS = 120_000

/** So many kills long webhooks stay back at most: without them lost answers stay unknown, and in the end all waits for proof. */
const MOST_LOST = 20

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
  const vars = { RECONCILE_WINDOW_MS: '2000', TEST_FAR_MS: '60' }
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

async function run(options: ChaosOptions, product: Product, stage: Stage, away: Span | null): Promise<Outcome> {
  const { say, lifeMs } = options
  const begun = Date.now()
  const api = new Client(product.api, product.adminToken)
  const sandbox = new Client(product.sandbox, null)
  await api.readDocument()
  const book = new Book()
  const gate = new Gate()
  const over = new AbortController()
  const asking: Asking = { api, sandbox, book, gate, running: () => !over.signal.aborted }
  const tail = new Tail(sandbox, (row) => {
    if (row.messageId !== null && (row.outcome === 'accepted' || row.outcome === 'lost')) book.arrived(row.messageId)
  })
  const rolls = diceFrom(options.seed)
  const { loaded, nextBatch } = startLoad({ asking, stage, tail, lifeMs, rolls })
  // a part of the load that fails ends the run at once
  loaded.catch(() => over.abort())

  const kills: Kill[] = []
  const roll = rolls()
  let webhooksLost = false
  // an outage is to be met by the middle of the kills
  const spaceMs = away === null ? 0 : ((away.until - begun) * 1.1) / options.kills
  try {
    for (let n = 1; n <= options.kills && asking.running(); n++) {
      const wereLost = webhooksLost
      const lostFrom = Math.ceil(options.kills * 0.3)
      const lostFor = Math.min(MOST_LOST, Math.ceil(options.kills * 0.4))
      webhooksLost = options.webhooksLost && n > lostFrom && n <= lostFrom + lostFor
      // all that stayed back comes at once, before the next kill
      if (wereLost && !webhooksLost) await sandbox.expect(200, 'POST', '/sandbox/config', { webhooksHeld: false })
      const one = await kill(
        {
          product,
          sandbox,
          book,
          gate,
          tail,
          packages: stage.packages,
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
  } finally {
    over.abort()
  }
  await loaded
  await sandbox.expect(200, 'POST', '/sandbox/config', { webhooksHeld: false })
  const rest = Math.max(0, (away?.until ?? 0) - Date.now())
  const where = { packages: stage.packages, stateDir: product.stateDir }
  const calm = await quiet(asking, where, rest + lifeMs + QUIET_MS)
  say(`${calm ? 'quiet' : 'NOT QUIET'} after ${((Date.now() - begun) / 1000).toFixed(1)} s`)
  const said = await ask(sandbox, book)
  await product.end()
  const verdict = judge(book, said, product.stateDir)
  const whileAway = [...book.promised.values()].filter(
    ({ at }) => away !== null && at >= away.from && at < away.until,
  ).length
  const done = doneOf(book, said.sends, said.deliveries)
  return { figures: figuresOf(kills, verdict, said.sends, calm), verdict, kills, done, whileAway }
}
