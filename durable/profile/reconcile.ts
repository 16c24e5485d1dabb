import { p999, resendDecision, silenceFor } from '../domain/evidence.ts'
import { byRule, type Reason } from '../domain/reason.ts'
import type { ProfileContext } from './context.ts'
import type { Entry } from './queue-index.ts'
import { end, tell } from './record.ts'
import { MINUTE_MS } from './time.ts'

/**
 * The proof is asked for again after 2 s, doubling to a minute, and later after an eighth of the time that went by, half an
 * hour at most: 60 questions a day, and a proof is found at most so much later. One that comes to this number is seen at once.
 */
const ASK_MS = 2_000
const ASK_SOON_MS = MINUTE_MS
const ASK_SHARE = 8
const ASK_MOST_MS = 30 * MINUTE_MS
/** An unknown that stays open so long is told to people. */
export const OPEN_TOO_LONG_MS = 5 * MINUTE_MS

function decide(ctx: ProfileContext, entry: Entry, proof: { arriving: boolean; refused: boolean } | null, now: number) {
  const { config } = ctx.cached
  return resendDecision({
    policy: entry.forbidResend ? 'at_most_once' : entry.policy,
    attemptEndedAt: entry.answeredAt ?? now,
    now,
    silenceMs: silenceFor(config?.policy.reconcileWindowMs ?? 600_000, p999(ctx.latencies)),
    arriving: proof?.arriving ?? null,
    refused: proof?.refused ?? false,
    expiresAt: entry.expiresAt,
    firstSentAt: entry.startedAt ?? now,
  })
}

function unknowns(ctx: ProfileContext): Entry[] {
  return ctx.cached.queue.unknowns()
}

/** When the next unknown wants something: its silence is over, its proof is asked again, or it ends; null = none is open. */
export function reconcileDeadline(ctx: ProfileContext, now: number): number | null {
  const times = unknowns(ctx).map((entry) => {
    const decision = decide(ctx, entry, null, now)
    if (decision.kind === 'wait') return decision.until
    return decision.kind === 'unresolved' ? now : askAt(ctx, entry, now)
  })
  return times.length === 0 ? null : Math.min(...times)
}

/** When the proof is asked for: again after a while, or now that a status of a later send came to this very number. */
function askAt(ctx: ProfileContext, entry: Entry, now: number): number {
  const asked = ctx.asked.get(entry.id)
  const news = asked === undefined || (ctx.cached.proven > asked.proven && ctx.cached.proven > endOf(entry, now))
  return news ? now : asked.next
}

/** A send that began later than this is later: a clock that went back since makes the end look earlier than the start. */
function endOf(entry: Entry, now: number): number {
  return Math.max(entry.answeredAt ?? now, entry.startedAt ?? 0)
}

/** A webhook that was refused while the request was on its way may have been its status. A clock that went back counts as early. */
function startOf(entry: Entry, now: number): number {
  return Math.min(entry.startedAt ?? now, entry.answeredAt ?? now)
}

/** Asks for proof where a silence is over, and acts on it. One at a time; a portfolio that is away is asked again. */
export async function reconcile(ctx: ProfileContext): Promise<void> {
  const { config } = ctx.cached
  if (config === null) return
  for (const entry of unknowns(ctx)) {
    const decision = decide(ctx, entry, null, ctx.host.now())
    if (decision.kind === 'unresolved') unresolved(ctx, entry.id, decision.reasons)
    if (decision.kind !== 'needs-evidence') continue
    if (askAt(ctx, entry, ctx.host.now()) > ctx.host.now()) continue
    const { proven } = ctx.cached
    const asked = ctx.host.now()
    const [after, since] = [endOf(entry, asked), startOf(entry, asked)]
    const proof = await ctx.host.call.portfolio(config.portfolioId).evidence(config.wabaId, after, asked, since)
    const fresh = ctx.cached.queue.get(entry.id)
    if (fresh === undefined || fresh.status !== 'unknown' || fresh.attempts !== entry.attempts) continue
    // a number that never saw a webhook of its own proves nothing by its silence
    const arriving = proof.arriving && ctx.cached.webhookSeen
    const verdict = decide(ctx, fresh, { arriving, refused: proof.refused }, ctx.host.now())
    if (verdict.kind === 'resend') {
      ctx.proofs.set(entry.id, asked)
      resend(ctx, entry.id, entry.attempts, since, verdict.reasons)
    } else if (verdict.kind === 'unresolved') unresolved(ctx, entry.id, verdict.reasons)
    else {
      const tries = (ctx.asked.get(entry.id)?.tries ?? 0) + 1
      const now = ctx.host.now()
      const soon = Math.min(ASK_SOON_MS, ASK_MS * 2 ** Math.min(tries - 1, 10))
      const share = Math.min(ASK_MOST_MS, (now - (entry.answeredAt ?? now)) / ASK_SHARE)
      ctx.asked.set(entry.id, { tries, next: now + Math.round(Math.max(soon, tries > 6 ? share : 0)), proven })
    }
  }
}

/** Proven lost: back in the queue, where every rule is asked again. Nothing may have been heard of it meanwhile. */
function resend(ctx: ProfileContext, id: string, attempts: number, since: number, reasons: Reason[]): void {
  ctx.asked.delete(id)
  ctx.commit(() => {
    const record = ctx.messages.get(id)
    if (record === undefined || record.status !== 'unknown' || record.attempts !== attempts) return
    if (record.wamid !== null || record.forbidResend) return
    const now = ctx.host.now()
    record.status = 'queued'
    record.notBefore = null
    record.repeats = since
    // a status of the earlier attempt may still come, and only this number would hear it in time to forbid the repeat
    record.tiedTo ??= ctx.name
    tell(record, now, 'requeued', byRule('reconcile'), reasons, { attempt: attempts })
    ctx.save(record)
    ctx.note(`message:${id}`)
    ctx.note(`tell:${id}`)
  })
}

/** Nobody can say any more what became of it; a status that comes later still moves it. */
function unresolved(ctx: ProfileContext, id: string, reasons: Reason[]): void {
  ctx.asked.delete(id)
  ctx.commit(() => {
    const record = ctx.messages.get(id)
    if (record === undefined || record.status !== 'unknown') return
    const now = ctx.host.now()
    end(record, 'unresolved', now)
    tell(record, now, 'unresolved', byRule('reconcile'), reasons)
    ctx.save(record)
    ctx.note(`message:${id}`)
    ctx.note(`tell:${id}`)
  })
}
