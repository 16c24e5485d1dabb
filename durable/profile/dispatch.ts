import { cooldownOf } from '../domain/cooldown.ts'
import { gateOf } from '../domain/gate.ts'
import { UNPROVEN } from '../domain/gate-codes.ts'
import { byRule, type Reason } from '../domain/reason.ts'
import { sendMessage, type Target } from '../meta/client.ts'
import type { Flight, ProfileContext } from './context.ts'
import { gateMessage, gateNumber, messageGate, paceGate, riskNow, stopGate } from './facts.ts'
import { pick } from './plan.ts'
import { reserveReach } from './reach.ts'
import { end, type MessageRecord, tell } from './record.ts'
import { proofExpected } from './repeat.ts'
import { settle, settleNotSent } from './settle.ts'
import { openToken } from './token.ts'

/** More than this many requests at once go through stateless Workers: an actor has six connections (architecture.md). */
const OWN_CONNECTIONS = 5
/** After a longer pause than this the answer is there, as good as always: when the request left need not be known. */
const SHORT_PAUSE_MS = 2_000

/** What a message can end of while it waits, whatever else may stop it. */
const ENDS: Record<string, string> = {
  'opted-out': 'the recipient has opted out',
  'service-window-closed': 'the customer service window has closed',
}

/** Starts everything that may go now. Answers when to look again; null = something must change first. */
export function dispatch(ctx: ProfileContext): number | null {
  const doomed = new Map<string, Reason>()
  try {
    for (;;) {
      const now = ctx.host.now()
      const number = gateNumber(ctx, now, ctx.flights.size)
      if (number === null) return null
      const stop = stopGate(number, now)
      if (!stop.ok) return stop.until
      const pace = paceGate(number, now)
      if (!pace.ok) return pace.until
      const { entry, wakeAt } = pick(ctx.cached.queue, now, (candidate) => {
        const facts = gateMessage(ctx, candidate, number.pairGapMs, now)
        const answer = messageGate(number, facts, now)
        if (!answer.ok) {
          if (answer.reasons.some((reason) => reason.code === UNPROVEN)) {
            // what it waits for besides comes first: a proof is good for seconds
            const others = messageGate(number, { ...facts, repeat: 'proven' }, now)
            if (others.ok) ctx.toProve.add(candidate.id)
            else if (others.until !== null) return others
          }
          const why = answer.reasons.find((reason) => reason.code in ENDS)
          if (why !== undefined) doomed.set(candidate.id, why)
        }
        return answer
      })
      // its turn is kept while the answer is on its way, or others would take it each time
      const proven = proofExpected(ctx, now)
      if (proven !== null) return proven
      if (entry === null) return wakeAt
      if (ctx.token === null) return openToken(ctx)
      start(ctx, entry.id)
    }
  } finally {
    if (doomed.size > 0) endDoomed(ctx, doomed)
  }
}

/** What the gate refuses for good ends now instead of waiting for its expiry. */
function endDoomed(ctx: ProfileContext, doomed: Map<string, Reason>): void {
  ctx.commit(() => {
    const now = ctx.host.now()
    for (const [id, why] of doomed) {
      const record = ctx.messages.get(id)
      if (record === undefined || record.status !== 'queued') continue
      end(record, 'failed', now)
      record.error = { code: null, title: ENDS[why.code] ?? why.code, detail: why.detail }
      tell(record, now, 'failed', byRule(why.code), [why])
      ctx.save(record)
      ctx.count(now, { failed: 1 })
      ctx.note(`message:${id}`)
      ctx.note(`tell:${id}`)
    }
  })
}

/**
 * The reserving transaction: every rule is asked again on what is stored now, then caps, cooldown, pair and reach are
 * taken and the intent is written; only after the commit does the request leave, and nobody waits for it here.
 */
function start(ctx: ProfileContext, id: string): void {
  const { config } = ctx.cached
  const token = ctx.token
  if (config === null || token === null) return
  let flight: (Flight & { cooldownMs: number }) | null = null
  let record: MessageRecord | undefined
  try {
    ctx.commit(() => {
      const now = ctx.host.now()
      const number = gateNumber(ctx, now)
      const entry = ctx.cached.queue.get(id)
      record = ctx.messages.get(id)
      if (record === undefined) ctx.cached.queue.delete(id)
      else if (record.status !== 'queued') ctx.cached.queue.put(record)
      if (number === null || entry === undefined || record === undefined || record.status !== 'queued') return
      const answer = gateOf(number, gateMessage(ctx, entry, number.pairGapMs, now), now)
      if (!answer.ok) {
        ctx.cached.queue.sleep(entry, Math.max(answer.until ?? Number.POSITIVE_INFINITY, now + 1), false)
        return
      }
      const cooldown = cooldownOf({
        policy: config.policy.cooldown,
        preset: config.policy.preset,
        timezone: config.policy.timezone,
        now,
        draw: ctx.host.random(),
        queue: ctx.cached.queue.size,
        riskLevel: riskNow(ctx, now).inForce,
        throttledAt: ctx.cached.number.throttledAt,
      })
      record.status = 'sending'
      record.attempts += 1
      record.startedAt = now
      record.answeredAt = null
      record.notBefore = null
      delete record.repeats
      ctx.proofs.delete(id)
      record.cooldownUntil = now + cooldown.ms
      record.reach = reserveReach(ctx, record, ctx.users.get(record.userKey).windowUntil, now)
      tell(record, now, 'sending', byRule('dispatch'), [], {
        attempt: record.attempts,
        cooldownMs: cooldown.ms,
        mode: cooldown.mode,
      })
      ctx.save(record)
      flight = {
        ...{ id, attempt: record.attempts, userKey: record.userKey, startedAt: now, cooldownMs: cooldown.ms },
        ...{ warm: false, departed: null },
      }
      // in memory at once: the commit's own followers must already see the place as taken
      ctx.flights.set(id, flight)
      ctx.second.start(`${id}.${record.attempts}`)
      ctx.cached.lastStart = now
      ctx.cached.cooldownUntil = record.cooldownUntil
    })
  } catch (error) {
    ctx.flights.delete(id)
    ctx.second.cancel(`${id}.${record?.attempts ?? 0}`)
    throw error
  }
  const flown: (Flight & { cooldownMs: number }) | null = flight
  const sent = record
  if (flown === null || sent === undefined) return
  const target: Target = {
    graphUrl: config.graphUrl,
    graphVersion: config.graphVersion,
    token,
    phoneNumberId: config.profileId,
    wabaId: config.wabaId,
  }
  // with a pause between them few are under way at once
  const many = config.policy.limits.maxInFlight > OWN_CONNECTIONS + 1 && sent.cooldownUntil === sent.startedAt
  const wide = ctx.flights.size > OWN_CONNECTIONS || many
  ctx.host.background('send', () => send(ctx, target, flown, sent, wide))
}

async function send(
  ctx: ProfileContext,
  target: Target,
  flight: Flight & { cooldownMs: number },
  record: MessageRecord,
  wide: boolean,
): Promise<void> {
  const key = `${flight.id}.${flight.attempt}`
  let result: Awaited<ReturnType<typeof sendMessage>>
  try {
    const opaque = `${key}.${await ctx.host.vault.mac(key)}`
    // the cooldown runs between request starts, and this is one
    flight.startedAt = ctx.host.now()
    ctx.cached.lastStart = flight.startedAt
    ctx.cached.cooldownUntil = flight.startedAt + flight.cooldownMs
    ctx.latest = flight
    flight.warm = ctx.host.outgoing.isOpen(flight.startedAt) && !wide
    const answer = sendMessage(ctx.host, target, { content: record.content, to: record.to, opaque }, wide)
    if (flight.warm && flight.cooldownMs > 0 && flight.cooldownMs <= SHORT_PAUSE_MS) seeOff(ctx, flight)
    result = await answer
  } catch (error) {
    // sendMessage answers for whatever the network does: what it throws, it threw before the request
    ctx.host.fault('send', error)
    settleNotSent(ctx, flight)
    return
  }
  settle(ctx, flight, result)
}

/** A turn of the event loop after its intent is stored the request has left: from then on the next one can be timed. */
function seeOff(ctx: ProfileContext, flight: Flight): void {
  ctx.host.background('departure', async () => {
    await ctx.host.stored()
    await ctx.host.sleep(0)
    const now = ctx.host.now()
    flight.departed = now
    ctx.host.outgoing.fired(flight.startedAt, now)
    if (ctx.flights.has(flight.id) && ctx.cached.queue.queued > 0) ctx.replan()
  })
}
