import type { Actor } from '../domain/reason.ts'
import type { ProfileContext } from './context.ts'
import type { Stop } from './number.ts'
import { holdsOfNumber } from './stops.ts'

type Word = 'pause' | 'quarantine'

/** A person stops the number; answered after the commit. */
export function stopByPerson(ctx: ProfileContext, word: Word, reason: string | null, by: Actor): void {
  ctx.commit(() => {
    const kind = word === 'pause' ? 'paused' : 'quarantined'
    const stop: Stop = {
      kind,
      code: 'person',
      class: 'person',
      autoResume: 'never',
      since: ctx.host.now(),
      until: null,
      detail: reason ?? `${kind} by ${by.name}`,
    }
    const others = ctx.cached.number.stops.filter((other) => other.kind !== kind || other.code !== 'person')
    ctx.setNumber({ stops: [...others, stop] })
    ctx.journal.audit(`profile.${word}`, by, { kind: 'profile', id: ctx.name }, packageOf(ctx), { reason })
  })
}

/**
 * A person's word ends every stop of the number but the waits that Meta asked for, also those that never end by
 * themselves. Answers the holds of the account that stand in the way still: they are the portfolio's to lift.
 */
export function resumeByPerson(ctx: ProfileContext, reason: string | null, by: Actor): { liftWaba: boolean } {
  return ctx.commit(() => {
    const now = ctx.host.now()
    const { number, config } = ctx.cached
    ctx.setNumber({ stops: number.stops.filter((stop) => stop.kind === 'wait'), countries: [], goodSince: null })
    if (ctx.users.liftHolds() > 0) ctx.cached.queue.awaken()
    ctx.journal.close('number-held', { kind: 'profile', id: ctx.name })
    ctx.journal.audit('profile.resume', by, { kind: 'profile', id: ctx.name }, packageOf(ctx), { reason })
    return {
      liftWaba: holdsOfNumber(ctx, now).some(
        (hold) => hold.subject.kind === 'waba' && hold.subject.id === config?.wabaId,
      ),
    }
  })
}

function packageOf(ctx: ProfileContext): string | null {
  return ctx.cached.config?.packageId ?? null
}
