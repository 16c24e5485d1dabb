import { steppedLevel } from '../domain/risk.ts'
import { minuteOf } from '../domain/windows.ts'
import type { ProfileContext } from './context.ts'
import { riskNow } from './facts.ts'
import type { Entry } from './queue-index.ts'
import { OPEN_TOO_LONG_MS } from './reconcile.ts'
import { MINUTE_MS } from './time.ts'

/** Sends accepted for so long without any webhook are told to people. */
const SILENT_MS = 30 * MINUTE_MS

/** Alerts that time alone raises or closes, and the risk's level, which steps down with time. */
export function watch(ctx: ProfileContext): void {
  const now = ctx.host.now()
  watchLevel(ctx, now)
  watchUnknowns(ctx, now)
  watchSilence(ctx, now)
}

function watchLevel(ctx: ProfileContext, now: number): void {
  const { level } = ctx.cached.number
  const next = steppedLevel(level.level, riskNow(ctx, now).score, level.belowSince, now)
  if (next.level === level.level && (next.belowSince === null) === (level.belowSince === null)) return
  ctx.commit(() => ctx.setNumber({ level: next }))
  // caps and what may begin a conversation hang on the level
  if (next.level !== level.level) ctx.cached.queue.awaken()
}

function subject(ctx: ProfileContext) {
  return { kind: 'profile', id: ctx.name }
}

function watchUnknowns(ctx: ProfileContext, now: number): void {
  const open = ctx.cached.queue.unknowns()
  const long = open.filter((entry) => now - (entry.answeredAt ?? now) >= OPEN_TOO_LONG_MS)
  const fresh = long.filter((entry) => !isTold(ctx, entry))
  if (fresh.length > 0)
    ctx.commit(() => {
      for (const entry of fresh) ctx.alerted.add(entry.id)
      ctx.journal.raise({
        rule: 'unknown-open',
        subject: subject(ctx),
        severity: 'warning',
        packageId: ctx.cached.config?.packageId ?? null,
        title: 'Sends whose outcome is not known',
        detail: `${long.length} sends have had no status for 5 minutes`,
        evidence: { count: long.length, oldest: long[0]?.id ?? null },
        guidance: 'Nothing is sent again without proof. Check that webhooks arrive; Meta may also be late.',
      })
    })
  if (open.length > 0 || (ctx.alerted.size === 0 && ctx.alertedUpTo === null)) return
  ctx.alerted.clear()
  ctx.alertedUpTo = null
  ctx.commit(() => ctx.journal.close('unknown-open', subject(ctx)))
}

/** An alert speaks for it: one of this incarnation, or one that was open when this began. */
function isTold(ctx: ProfileContext, { id, answeredAt }: Entry): boolean {
  if (ctx.alerted.has(id)) return true
  return ctx.alertedUpTo !== null && answeredAt !== null && answeredAt + OPEN_TOO_LONG_MS <= ctx.alertedUpTo
}

function watchSilence(ctx: ProfileContext, now: number): void {
  const first = silentSince(ctx)
  if (first === null) {
    if (!ctx.silent) return
    ctx.silent = false
    ctx.commit(() => ctx.journal.close('webhooks-silent', subject(ctx)))
    return
  }
  if (now - first < SILENT_MS || ctx.silent) return
  ctx.silent = true
  ctx.commit(() =>
    ctx.journal.raise({
      rule: 'webhooks-silent',
      subject: subject(ctx),
      severity: 'warning',
      packageId: ctx.cached.config?.packageId ?? null,
      title: 'No webhooks of this number',
      detail: 'Meta has accepted sends for 30 minutes and no webhook came',
      evidence: { since: first, lastAt: ctx.cached.heardAt },
      guidance: "Check the app's webhook address, fields and secret at Meta: without webhooks no outcome is known.",
    }),
  )
}

/** Since when sends were accepted without a webhook after them; null = webhooks come, or nothing was sent. */
function silentSince(ctx: ProfileContext): number | null {
  const after = ctx.cached.heardAt ?? 0
  if (ctx.cached.lastAnswer === null || ctx.cached.lastAnswer <= after) return null
  const first = ctx.minutes.firstSentAfter(minuteOf(after))
  return first === null ? null : Math.max(first * MINUTE_MS, after)
}

/** When time alone will raise something; null = nothing is waited for. */
export function watchDeadline(ctx: ProfileContext): number | null {
  const times: number[] = []
  for (const entry of ctx.cached.queue.unknowns())
    if (!isTold(ctx, entry) && entry.answeredAt !== null) times.push(entry.answeredAt + OPEN_TOO_LONG_MS)
  if (!ctx.silent) {
    const since = silentSince(ctx)
    if (since !== null) times.push(since + SILENT_MS)
  }
  const { level } = ctx.cached.number
  if (level.belowSince !== null) times.push(level.belowSince + 30 * MINUTE_MS)
  return times.length === 0 ? null : Math.min(...times)
}
