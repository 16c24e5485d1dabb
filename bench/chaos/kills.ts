import { get } from 'node:http'
import { type Client, pause, until } from '../e2e/client.ts'
import type { Product } from '../e2e/product.ts'
import type { Dice } from './accepts.ts'
import { autopsy, type Remains } from './autopsy.ts'
import type { Book } from './book.ts'
import type { Gate } from './gate.ts'
import type { Tail } from './ledger.ts'

/** One SIGKILL and what followed. Times in ms. */
export interface Kill {
  at: number
  answeredAt: number
  /** From the kill to the first answer of the new process. */
  downMs: number
  /** From that answer to the first send of waiting work. */
  recoveryMs: number
  /** The kill was aimed at the answer to a batch, while its messages are handed over. */
  aimed: boolean
  /** What was half done at the kill; null when it was not looked at. */
  remains: Remains | null
}

export interface Killing {
  product: Product
  sandbox: Client
  book: Book
  gate: Gate
  tail: Tail
  /** Resolves with the next request for a batch. */
  nextBatch(): Promise<void>
  /** Whether webhooks are to stay back after this kill too. */
  webhooksLost(): boolean
  /** When the process that is to be killed first answered, ms. */
  since(): number
  packages: readonly string[]
  lifeMs: number
}

/** Work that must wait at a kill, so that there is something to be sent without being asked. */
const LEAST_WAITING = 20
/** Webhooks that may still be on their way at a kill. */
const MOST_PENDING = 15
/** Longer than any recovery that could be called one; the kill then counts with this. */
const NO_RECOVERY_MS = 30_000
/** A request of the killed process may still lie in the sandbox's socket for a moment. */
const SETTLE_MS = 60

/**
 * Kills workerd and waits until the new process has sent something on its own: meanwhile the load is kept back, and the
 * sandbox keeps its webhooks, so that nothing but its own alarms can wake an actor.
 */
export async function kill(chaos: Killing, roll: Dice): Promise<Kill> {
  const { product, sandbox, book, gate, tail } = chaos
  await until('work waits at the numbers', 60_000, async () => waits(chaos) || undefined, 10)
  await until('webhooks come through again', 60_000, async () => (await hears(chaos)) || undefined, 25)
  const aimed = roll(3) === 0
  if (aimed) {
    await Promise.race([chaos.nextBatch(), pause(2_000)])
    await pause(roll(25))
  } else await pause(100 + roll(900))
  await until('work waits at the numbers', 60_000, async () => waits(chaos) || undefined, 10)

  const at = Date.now()
  product.killWorkerd()
  gate.close()
  const remains = autopsy(product.stateDir, chaos.since())
  await sandbox.expect(200, 'POST', '/sandbox/config', { webhooksHeld: true })
  const answeredAt = await firstAnswer(`${product.api}/healthz`, 30_000)
  const sentAt = await firstSend(tail, at + SETTLE_MS, answeredAt + NO_RECOVERY_MS)
  if (sentAt === null) book.strange.push(`nothing was sent within ${NO_RECOVERY_MS} ms of the restart after ${at}`)
  if (!chaos.webhooksLost()) await sandbox.expect(200, 'POST', '/sandbox/config', { webhooksHeld: false })
  gate.open()
  return {
    at,
    ...{ answeredAt, downMs: answeredAt - at },
    recoveryMs: sentAt === null ? NO_RECOVERY_MS : Math.max(0, sentAt - answeredAt),
    ...{ aimed, remains },
  }
}

function waits({ book, packages, lifeMs }: Killing): boolean {
  return packages.every((id) => book.backlog(id, Date.now(), lifeMs + 5_000) >= LEAST_WAITING)
}

/**
 * A process that is killed before it has taken the webhooks that waited for it would never hear of anything, as no real one
 * would: on a slow machine the kills come more slowly.
 */
async function hears({ sandbox, webhooksLost }: Killing): Promise<boolean> {
  if (webhooksLost()) return true
  const health = await sandbox.expect(200, 'GET', '/sandbox/health')
  return Number(health['pendingWebhooks']) <= MOST_PENDING
}

async function firstSend(tail: Tail, after: number, deadline: number): Promise<number | null> {
  while (Date.now() < deadline) {
    const first = (await tail.read()).find((row) => row.at > after)
    if (first !== undefined) return first.at
    await pause(8)
  }
  return null
}

/** Asks on a connection of its own each time: a pooled one would answer for the process that is gone. */
async function firstAnswer(url: string, withinMs: number): Promise<number> {
  const deadline = Date.now() + withinMs
  while (Date.now() < deadline) {
    if (await answers(url)) return Date.now()
    await pause(4)
  }
  throw new Error(`workerd does not answer ${withinMs} ms after its kill`)
}

function answers(url: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const request = get(url, { agent: false, timeout: 2_000 }, (response) => {
    response.resume()
    response.once('close', () => resolve(response.statusCode === 200))
  })
  request.once('timeout', () => request.destroy())
  request.once('error', () => resolve(false))
  return promise
}
