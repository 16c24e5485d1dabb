import { consequenceOf } from '../domain/consequence.ts'
import { isMetaStatus } from '../domain/lattice.ts'
import { outcomeOfCode } from '../domain/outcome.ts'
import { actOn } from './act.ts'
import { noteQuality } from './check.ts'
import type { ProfileContext } from './context.ts'
import { applyConsent, type Heard, observeInbound, optWord } from './inbound.ts'
import { isErased, learnAddresses } from './learn.ts'
import type { ProfileEvent } from './rpc.ts'
import { applyStatus, foreignSend } from './status-event.ts'

type StatusEvent = Extract<ProfileEvent, { kind: 'status' }>

/** One opt-out or opt-in to be forwarded to the portfolio before the webhook is answered. */
interface Consent {
  address: string
  scope: 'marketing' | 'all'
  source: string
  at: number
  out: boolean
}

/**
 * Meta's webhooks for this number: everything is durable here, and what the package and the portfolio must know before
 * Meta gets its 200 has been answered by them, when it resolves. A rejection makes Meta repeat; all of it may run twice.
 */
export async function observe(ctx: ProfileContext, events: ProfileEvent[]): Promise<void> {
  const owned = await verifyOpaque(ctx, events)
  const heard: Heard[] = []
  const consents: Consent[] = []
  ctx.commit(() => {
    const now = ctx.host.now()
    ctx.count(now, { heard_at: now })
    if (!ctx.cached.webhookSeen) {
      ctx.cached.webhookSeen = true
      ctx.state.write('webhook-seen', true)
    }
    for (const event of events) observeOne(ctx, event, now, owned, heard, consents)
  })
  const { config } = ctx.cached
  if (config === null) return
  if (heard.length > 0)
    await ctx.host.call.package(config.packageId).heard(heard.map((one) => ({ ...one, profileId: ctx.name })))
  if (consents.length === 0) return
  const portfolio = ctx.host.call.portfolio(config.portfolioId)
  const by = { kind: 'meta', id: ctx.name, name: 'webhook' } as const
  const said = (out: boolean) => consents.filter((one) => one.out === out).map(({ out: _out, ...entry }) => entry)
  if (said(true).length > 0) await portfolio.optOut(said(true), by)
  if (said(false).length > 0) await portfolio.optIn(said(false), by)
}

function observeOne(
  ctx: ProfileContext,
  event: ProfileEvent,
  now: number,
  owned: Map<string, { id: string; attempt: number }>,
  heard: Heard[],
  consents: Consent[],
): void {
  switch (event.kind) {
    case 'status': {
      if (!isMetaStatus(event.status)) return
      const record = applyStatus(ctx, event, event.status, owned.get(event.wamid) ?? null, now)
      if (record === undefined) foreignSend(ctx, event.wamid, now)
      // what still comes of an erased message must not name its recipient again
      if (record === undefined || !isErased(record))
        learnAddresses(ctx, [plus(event.recipient), event.userId], event.at)
      return
    }
    case 'inbound': {
      const address = plus(event.from) ?? event.userId
      if (address === null) return
      learnAddresses(ctx, [plus(event.from), event.userId], event.at)
      heard.push(observeInbound(ctx, event, address, now))
      const out = optWord(event.words)
      if (out === null) return
      applyConsent(ctx, ctx.users.keyOf(address), out, event.at)
      consents.push({ address, scope: 'marketing', source: 'word', at: event.at, out })
      return
    }
    case 'preference': {
      const address = plus(event.address) ?? event.userId
      if (address === null) return
      learnAddresses(ctx, [plus(event.address), event.userId], event.at)
      const out = event.value === 'stop'
      if (!out && event.value !== 'resume' && event.value !== 'signup') return
      applyConsent(ctx, ctx.users.keyOf(address), out, event.at)
      consents.push({ address, scope: 'marketing', source: 'preference', at: event.at, out })
      return
    }
    case 'echo':
      foreignSend(ctx, event.wamid, now)
      return
    case 'identity':
      learnAddresses(ctx, [event.previousUserId, event.userId, plus(event.newAddress)], event.at)
      return
    case 'error':
      observeError(ctx, event.code, event.title, event.detail, now)
      return
    case 'quality':
      noteQuality(ctx, now)
      return
    case 'note':
      return
  }
}

/** An error of the number itself (value.errors), without a message. */
function observeError(ctx: ProfileContext, code: number, title: string, detail: string | null, now: number): void {
  const outcome = outcomeOfCode(code, title, detail)
  if (outcome === undefined) return
  const facts = { now, draw: ctx.host.random(), repeats: 0, regainMinutes: null, late: true }
  const consequence = consequenceOf(outcome, facts)
  if (consequence.counts) ctx.count(now, { counted: 1 })
  actOn(ctx, consequence, outcome, null, now)
}

/** Which of our messages a status names, by the opaque string that only we can have made. Before the transaction: it is slow. */
async function verifyOpaque(
  ctx: ProfileContext,
  events: ProfileEvent[],
): Promise<Map<string, { id: string; attempt: number }>> {
  const found = new Map<string, { id: string; attempt: number }>()
  const statuses = events.filter((event): event is StatusEvent => event.kind === 'status' && event.opaque !== null)
  for (const { wamid, opaque } of statuses) {
    if (found.has(wamid) || ctx.messages.byWamid(wamid) !== undefined) continue
    const parts = /^([0-9a-z]+)\.(\d{1,6})\.(.+)$/.exec(opaque ?? '')
    const [id, attempt, mac] = [parts?.[1], parts?.[2], parts?.[3]]
    if (id === undefined || attempt === undefined || mac === undefined) continue
    if (await ctx.host.vault.verifyMac(`${id}.${attempt}`, mac)) found.set(wamid, { id, attempt: Number(attempt) })
  }
  return found
}

/** Meta writes phone numbers as digits; ours begin with a plus. A business-scoped id stays as it is. */
function plus(address: string | null): string | null {
  if (address === null || address === '') return null
  return /^\d+$/.test(address) ? `+${address}` : address
}
