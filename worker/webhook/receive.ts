import { peersOf } from '../../durable/kit/do-host.ts'
import { reportFault } from '../../durable/kit/fault.ts'
import type { Problem } from '../contract/problem.ts'
import { tieReceived } from '../db/media.ts'
import { type Env, listOf } from '../env.ts'
import { readUpTo } from '../http/body.ts'
import { countEvents } from '../http/metrics/counted.ts'
import { directoryOf, learnDisplays } from './directory.ts'
import { keepRaw } from './raw.ts'
import { noteRefused } from './refused.ts'
import { type Plan, planOf, type WabaUpdate } from './routing.ts'
import { isSigned } from './signature.ts'

/** Meta's own limit (meta/README.md section 7). */
export const WEBHOOK_BYTES = 3 * 1024 * 1024

const decoder = new TextDecoder()

export type Received = { ok: true; learn: () => Promise<void> } | { ok: false; problem: Problem }

/**
 * One POST of Meta's. Ok only when every event is durable with the actor it concerns, or in D1: else the answer is 503
 * and Meta repeats the whole, which every taker stands. `learn` is left to do after the answer, and never rejects.
 */
export async function receive(request: Request, env: Env, now: number): Promise<Received> {
  const announced = Number(request.headers.get('content-length') ?? '0')
  // the raw bytes, which are what is signed
  const body = announced > WEBHOOK_BYTES ? undefined : await readUpTo(request, WEBHOOK_BYTES)
  if (body === undefined) return refuse('too-large', `a webhook may have ${WEBHOOK_BYTES} bytes`)
  if (!(await isSigned(request.headers.get('x-hub-signature-256'), body, listOf(env.META_APP_SECRET ?? '')))) {
    await noteRefused(env, body, now)
    return refuse('unauthenticated', 'the signature is not that of a known app secret')
  }
  try {
    const plan = await planOf(decoder.decode(body), directoryOf(env, now), now)
    const failed = (await Promise.allSettled(deliveries(plan, env, now))).filter((one) => one.status === 'rejected')
    for (const { reason } of failed) reportFault('webhook delivery', reason)
    if (failed.length > 0) return refuse('unavailable', `${failed.length} of the receivers did not answer`)
    for (const [id, events] of plan.profiles) countEvents(id, events, now)
    return { ok: true, learn: () => learn(plan, env, now) }
  } catch (error) {
    reportFault('webhook', error)
    return refuse('unavailable', 'the events could not be stored')
  }
}

/** What makes later requests easier, and is done without where it fails: `fromD1` has said so. */
async function learn(plan: Plan, env: Env, now: number): Promise<void> {
  await Promise.allSettled([learnDisplays(env, plan.seen, now), tieReceived(env, plan.files, now)])
}

function deliveries(plan: Plan, env: Env, now: number): Promise<void>[] {
  const peers = peersOf(env)
  const byPortfolio = new Map<string, WabaUpdate[]>()
  for (const update of plan.updates)
    byPortfolio.set(update.portfolioId, [...(byPortfolio.get(update.portfolioId) ?? []), update])
  return [
    ...[...plan.profiles].map(([id, events]) => peers.profile(id).observe(events)),
    ...[...byPortfolio].map(async ([id, updates]) => {
      // in Meta's order: a template paused and then approved again must end approved
      for (const { wabaId, field, value, at } of updates) await peers.portfolio(id).observe(wabaId, field, value, at)
    }),
    keepRaw(env, plan.raw, now),
  ]
}

function refuse(type: Problem['type'], detail: string): Received {
  return { ok: false, problem: { type, detail } }
}
