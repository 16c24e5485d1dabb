import { byRule, type Reason } from '../domain/reason.ts'
import type { ProfileContext } from './context.ts'
import type { Entry } from './queue-index.ts'
import { tell } from './record.ts'
import { DAY_MS } from './time.ts'

/**
 * A message that was proven lost may wait long for its turn, and the evidence must hold when it is repeated (invariant 2):
 * a webhook that was refused for its signature since may have been its status. Asked again in its turn; an answer serves
 * so long, counted from the question.
 */
const PROOF_MS = 2_000

/** Whether the evidence for a repeat holds now; memory only, so that a restart asks anew. */
export function repeatState(ctx: ProfileContext, entry: Entry, now: number): 'no' | 'proven' | 'unproven' {
  if (entry.repeats === undefined) return 'no'
  const asked = ctx.proofs.get(entry.id)
  const fresh = asked !== undefined && asked <= now && now - asked < PROOF_MS
  return fresh && !isTooLate(entry, now) ? 'proven' : 'unproven'
}

/** A day after the attempt nothing is repeated any more. */
function isTooLate(entry: Entry, now: number): boolean {
  return now - (entry.startedAt ?? now) >= DAY_MS
}

/** Until when the number keeps a turn free for a repeat that is being proven; null = there is none, or it takes too long. */
export function proofExpected(ctx: ProfileContext, now: number): number | null {
  if (ctx.toProve.size === 0) return null
  const until = (ctx.running.get('proof') ?? (ctx.due('proof') ? now : 0)) + PROOF_MS
  return until > now ? until : null
}

/** Asks for all of them at once. One that does not hold waits as an unknown again, for its proof or its end. */
export async function proveRepeats(ctx: ProfileContext): Promise<void> {
  const { config, queue } = ctx.cached
  const ids = [...ctx.toProve]
  const waiting = ids.flatMap((id) => queue.get(id) ?? []).filter(isRepeat)
  if (config === null || waiting.length === 0) return ctx.toProve.clear()
  const asked = ctx.host.now()
  const portfolio = ctx.host.call.portfolio(config.portfolioId)
  const refused = await portfolio.refusedSince(waiting.map((entry) => entry.repeats))
  const now = ctx.host.now()
  for (const id of ids) ctx.toProve.delete(id)
  waiting.forEach(({ id, repeats, attempts }, n) => {
    const entry = ctx.cached.queue.get(id)
    if (entry === undefined || !isRepeat(entry) || entry.repeats !== repeats || entry.attempts !== attempts) return
    if (refused[n] !== false) doubt(ctx, id, REFUSED)
    else if (isTooLate(entry, now)) doubt(ctx, id, TOO_LATE)
    else {
      ctx.proofs.set(id, asked)
      ctx.cached.queue.wake(entry)
    }
  })
  if (now - asked >= PROOF_MS) throw new Error('the proof came too late')
}

function isRepeat(entry: Entry): entry is Entry & { repeats: number } {
  return entry.status === 'queued' && entry.repeats !== undefined
}

const REFUSED: Reason = {
  code: 'signature-refused',
  detail: 'a webhook was refused for its signature after the silence was proven',
}
const TOO_LATE: Reason = { code: 'repeat-too-late', detail: 'a day has passed since the attempt' }

/** No longer proven: nobody knows again what became of it. */
function doubt(ctx: ProfileContext, id: string, why: Reason): void {
  ctx.proofs.delete(id)
  ctx.commit(() => {
    const record = ctx.messages.get(id)
    if (record === undefined || record.status !== 'queued' || record.repeats === undefined) return
    const now = ctx.host.now()
    record.status = 'unknown'
    delete record.repeats
    tell(record, now, 'unknown', byRule('reconcile'), [why], { attempt: record.attempts })
    ctx.save(record)
    ctx.note(`message:${id}`)
    ctx.note(`tell:${id}`)
  })
}
