import { Client, pause } from '../e2e/client.ts'
import { check, Failed } from './failed.ts'
import { type Generator, generator } from './generator.ts'
import type { PostDone } from './jobs.ts'
import { userOf } from './messages.ts'
import { type Product, startProduct } from './product.ts'
import { type Arrival, type StandIn, standIn } from './stand-in.ts'

/** No cap of ours and no pause between sends: Meta's own level is what holds. */
export const UNPACED = {
  preset: 'high_throughput',
  limits: { perRecipientGapSeconds: 0 },
}

/** Exactly `seconds` between sends. */
export const paced = (seconds: number): object => ({
  preset: 'standard',
  limits: { perSecond: null, hourly: null, threeHourly: null, daily: null, perRecipientGapSeconds: 0 },
  cooldown: { min: seconds, max: seconds, rush: [], quiet: null },
})

export interface StagePlan {
  numbers: number
  policy: object
  /** Meta's place answers a send after so many ms, uniform between the two. */
  delay?: readonly [number, number]
  meta: string | null
  entry?: string
}

/** One start of the product with its Meta, its load generator, and one package of numbers. */
export interface Stage {
  readonly product: Product
  readonly meta: StandIn
  readonly load: Generator
  readonly admin: Client
  /** An API key, as a sender has it: the token of the administrator is checked in another way. */
  readonly key: string
  readonly packageId: string
  readonly numbers: readonly string[]
  /** Somebody else's stand-in names no messaging limit: only messages in open windows are then without one. */
  readonly freeForm: boolean
}

/** Numbers of one account, and of one portfolio, share it with nine others. */
export const wabaOf = (phoneId: string): string => `2${phoneId.slice(0, -1)}`

export async function addNumbers(admin: Client, packageId: string, ids: readonly string[], policy: object) {
  const left = ids.values()
  const worker = async (): Promise<void> => {
    for (const id of left)
      await admin.expect(201, 'POST', `/api/v1/packages/${packageId}/profiles`, {
        ...{
          phoneNumberId: id,
          displayName: id,
          wabaId: wabaOf(id),
          portfolioId: `pf${wabaOf(id)}`,
          accessToken: `EAAG-${id}`,
        },
        ...policy,
      })
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}

/** Ids that no other run against the same stand-in has used. */
export function newNumbers(count: number): string[] {
  const base = String(Math.floor(Math.random() * 1e6)).padStart(6, '0')
  return Array.from({ length: count }, (_, i) => `19${base}${String(i).padStart(4, '0')}`)
}

export async function withStage<T>(plan: StagePlan, body: (stage: Stage) => Promise<T>): Promise<T> {
  const meta = await standIn(plan.meta, plan.delay ?? [5, 5])
  const load = generator()
  try {
    const product = await startProduct(meta.origin, plan.entry)
    try {
      const admin = new Client(product.api, product.adminToken)
      const made = await admin.expect(201, 'POST', '/api/v1/packages', { name: 'bench' })
      const packageId = String(made['id'])
      const numbers = newNumbers(plan.numbers)
      await addNumbers(admin, packageId, numbers, plan.policy)
      const key = await admin.expect(201, 'POST', '/api/v1/api-keys', { name: 'bench', role: 'sender' })
      const freeForm = plan.meta !== null
      const stage = { product, meta, load, admin, key: String(key['key']), packageId, numbers, freeForm }
      const done = await body(stage)
      check(product.crashes() === 0, () => `workerd ended by itself.\n${product.log()}`)
      return done
    } catch (error) {
      // a death of workerd is told a moment after its connections have broken
      await pause(1_000)
      if (product.crashes() === 0) throw error
      throw new Failed(`workerd ended by itself.\n${product.log()}`)
    } finally {
      await product.stop()
    }
  } finally {
    await Promise.all([load.stop(), meta.stop()])
  }
}

const WINDOWS_PER_CALL = 1000

/** Opens a window of each recipient at one of the numbers: what lets free-form messages in. */
export async function openWindows({ admin, numbers }: Stage, users: number): Promise<void> {
  const until = new Date(Date.now() + 20 * 3_600_000).toISOString()
  for (const [n, id] of numbers.entries()) {
    const own: object[] = []
    for (let user = n; user < users; user += numbers.length) own.push({ address: userOf(user), until })
    for (let from = 0; from < own.length; from += WINDOWS_PER_CALL)
      await admin.expect(200, 'POST', `/api/v1/profiles/${id}/windows`, {
        windows: own.slice(from, from + WINDOWS_PER_CALL),
      })
  }
}

/**
 * Has `count` messages accepted while the package is paused, in the order of their index, message i to recipient i % users.
 * Whoever resumes the package begins the run.
 */
export async function fill(stage: Stage, count: number, users = count): Promise<PostDone> {
  const { admin, load, packageId, product, key, freeForm } = stage
  if (freeForm) await openWindows(stage, users)
  await admin.expect(200, 'POST', `/api/v1/packages/${packageId}/pause`, { reason: 'bench' })
  const done = await load.post({
    ...{ port: product.port, packageId, token: key, freeForm, count, users },
    // recipients who get one message each have no order to lose
    ...{ connections: users === count ? 4 : 1, batch: 1000, ms: 600_000, firstUser: 0 },
  })
  checkAccepted(done, count)
  check((await waiting(stage)) === count, () => 'not all that was accepted waits')
  return done
}

export function checkAccepted(done: PostDone, count: number): void {
  const missing = done.ids.filter((id) => id === '').length + count - done.ids.length
  check(missing === 0, () => `${missing} of ${count} were not accepted: ${done.refused.join(' | ')}`)
  check(new Set(done.ids).size === count, () => 'two messages were accepted under one id')
}

/** Messages in the package's backlog, by its actor. */
export async function waiting({ admin, packageId }: Stage): Promise<number> {
  const view = (await admin.expect(200, 'GET', `/api/v1/packages/${packageId}`)) as {
    live: { backlog: { total: number } } | null
  }
  return view.live?.backlog.total ?? -1
}

export async function resume({ admin, packageId }: Stage): Promise<void> {
  await admin.expect(200, 'POST', `/api/v1/packages/${packageId}/resume`, {})
}

/** This stage's own arrivals: somebody else's ledger may hold those of earlier runs. */
export async function arrivals({ meta, numbers }: Stage): Promise<Arrival[]> {
  const own = new Set(numbers)
  return (await meta.ledger()).filter((one) => own.has(one.phoneId)).toSorted((a, b) => a.at - b.at)
}
