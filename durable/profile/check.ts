import { lastSaid } from '../domain/holds.ts'
import type { Actor } from '../domain/reason.ts'
import { SYSTEM } from '../domain/reason.ts'
import { isConnected } from '../domain/risk.ts'
import { getNumber, type NumberFacts, subscribeApp, type Target } from '../meta/client.ts'
import { holdToken } from './act.ts'
import type { ProfileContext } from './context.ts'
import { statusInForce } from './facts.ts'
import { limitRisen } from './reach.ts'
import { GOOD_APART_MS, goodApart } from './relapse.ts'
import { holdsOfNumber } from './stops.ts'
import { MINUTE_MS } from './time.ts'
import { tokenOf } from './token.ts'

const FIRST_RETRY_MS = 30_000
const LAST_RETRY_MS = 15 * MINUTE_MS

/**
 * Asks Meta for the number: its answer is the number's state from then on. `by` a person: status holds end at once and
 * a token that works lifts its hold; the guard itself needs two good polls. Never rejects for what Meta answers.
 */
export async function check(ctx: ProfileContext, by: Actor): Promise<void> {
  const { config } = ctx.cached
  if (config === null) return
  const token = await tokenOf(ctx)
  if (token === null) return planNext(ctx, false)
  const target: Target = {
    graphUrl: config.graphUrl,
    graphVersion: config.graphVersion,
    token,
    phoneNumberId: config.profileId,
    wabaId: config.wabaId,
  }
  ctx.polls.begun += 1
  const nth = ctx.polls.begun
  const answer = await getNumber(ctx.host, target)
  if (!answer.ok) return failed(ctx, config.tokenId, answer)
  const subscribed = await subscribeApp(ctx.host, target)
  const person = by.kind !== 'system' && by.kind !== 'rule' && by.kind !== 'meta'
  const well = isWell(answer.value)
  if (!well) ctx.polls.bad = Math.max(ctx.polls.bad, nth)
  // a good word that was asked for before a bad one takes nothing back
  const overtaken = well && nth < ctx.polls.bad
  // what hangs on Meta's status ends by a status that Meta names; a person need not wait for the word
  const good = well && (person || answer.value.status !== null)
  ctx.commit(() => {
    const now = ctx.host.now()
    if (person)
      ctx.journal.audit('profile.reconnect', by, subject(ctx), config.packageId, { status: answer.value.status })
    if (overtaken) return
    learnFacts(ctx, answer.value, config.tokenId, subscribed, person, now)
    if (good) goodPoll(ctx, person, now)
    else ctx.setNumber({ goodSince: null })
    planNextIn(ctx, well && subscribed.ok, now)
  })
  if (overtaken) return
  const portfolio = ctx.host.call.portfolio(config.portfolioId)
  const { messagingLimit } = answer.value
  if (messagingLimit !== undefined)
    await settleQuietly(ctx, async () => {
      await portfolio.limitSeen(ctx.name, messagingLimit)
      limitRisen(ctx, messagingLimit)
    })
  if (person && good && ctx.cached.held.holds.some((hold) => hold.subject.id === config.tokenId))
    await settleQuietly(ctx, () => portfolio.lift({ kind: 'token', id: config.tokenId }, 'Meta accepts the token', by))
  const seen = ctx.toLift
  if (seen.length > 0) {
    ctx.toLift = []
    const why = person ? 'Meta says the account is well' : 'two good polls 5 min apart'
    await settleQuietly(ctx, () => portfolio.lift({ kind: 'waba', id: config.wabaId }, why, person ? by : SYSTEM, seen))
  }
}

function subject(ctx: ProfileContext): { kind: string; id: string } {
  return { kind: 'profile', id: ctx.name }
}

/** The portfolio may be away: what it is told here is told again by the next poll. */
async function settleQuietly(ctx: ProfileContext, call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
  } catch {
    ctx.commit(() =>
      ctx.setNumber({
        checkAt: Math.min(ctx.cached.number.checkAt ?? Number.MAX_SAFE_INTEGER, ctx.host.now() + FIRST_RETRY_MS),
      }),
    )
  }
}

/** Nothing in Meta's answer speaks against sending. */
function isWell(facts: NumberFacts): boolean {
  return (facts.status === null || isConnected(facts.status)) && facts.health.canSend !== 'BLOCKED'
}

function learnFacts(
  ctx: ProfileContext,
  facts: NumberFacts,
  tokenId: string,
  subscribed: Subscribed,
  person: boolean,
  now: number,
): void {
  const { number } = ctx.cached
  const was = isConnected(statusInForce(number.meta))
  const limit = facts.messagingLimit
  // a poll that names no status takes back nothing that Meta said before; when a person asks, today's answer counts
  const status = facts.status ?? (person ? null : number.meta.status)
  ctx.setNumber({
    meta: {
      status,
      quality: facts.quality,
      throughput: facts.throughput,
      messagingLimit: limit === undefined ? number.meta.messagingLimit : limit === null ? 'UNLIMITED' : String(limit),
      health: facts.health.canSend,
      displayPhoneNumber: facts.displayPhoneNumber ?? number.meta.displayPhoneNumber ?? null,
      checkedAt: now,
    },
    // Meta answered this token: it lives, whatever was believed of it before
    deadToken: number.deadToken === tokenId ? null : number.deadToken,
    disconnected:
      facts.health.canSend === 'BLOCKED'
        ? { code: 'health-blocked', detail: blockedDetail(facts), since: number.disconnected?.since ?? now }
        : number.disconnected !== null && !subscribed.ok && subscribed.entry?.class === 'auth'
          ? { code: 'not-subscribed', detail: `webhooks could not be subscribed: ${subscribed.title}`, since: now }
          : null,
  })
  if (isConnected(statusInForce(ctx.cached.number.meta))) ctx.journal.close('number-disconnected', subject(ctx))
  else if (was || number.meta.checkedAt === null) raiseDisconnected(ctx, `Meta's status is ${status}`)
  noteSubscription(ctx, subscribed)
}

/** Without a subscription the number sends, but no outcome may be heard: people are told, and it is asked for again. */
function noteSubscription(ctx: ProfileContext, subscribed: Subscribed): void {
  const known = ctx.cached.number.unsubscribed === true
  if (known === !subscribed.ok) return
  ctx.setNumber({ unsubscribed: !subscribed.ok })
  if (subscribed.ok) {
    ctx.journal.close('webhooks-not-subscribed', subject(ctx))
    return
  }
  ctx.journal.raise({
    rule: 'webhooks-not-subscribed',
    subject: subject(ctx),
    severity: 'warning',
    packageId: ctx.cached.config?.packageId ?? null,
    title: 'Webhooks could not be subscribed',
    detail: `Meta refused the subscription of the business account: ${subscribed.title}`,
    evidence: { code: subscribed.code, wabaId: ctx.cached.config?.wabaId ?? null },
    guidance:
      "Check the business account's id and the token's rights at Meta: while no webhook comes no outcome is known, and a send whose answer was lost is never repeated. The guard asks again by itself.",
  })
}

function blockedDetail(facts: NumberFacts): string {
  const worst = facts.health.troubled.find((entity) => entity.canSend === 'BLOCKED')
  return `Meta says that nothing may be sent${worst === undefined ? '' : ` (${worst.type}: ${worst.detail ?? worst.codes.join(', ')})`}`
}

/** What hangs on Meta's status ends at the second good poll, or at once when a person asked. */
function goodPoll(ctx: ProfileContext, person: boolean, now: number): void {
  const { number } = ctx.cached
  const since = Math.min(number.goodSince ?? now, now)
  if (!person && now - since < GOOD_APART_MS) {
    ctx.setNumber({ goodSince: since })
    return
  }
  const waits = number.stops.some((stop) => stop.autoResume === 'status')
  ctx.setNumber({ goodSince: since, stops: number.stops.filter((stop) => stop.autoResume !== 'status') })
  if (waits) ctx.journal.close('number-held', subject(ctx))
  const { config } = ctx.cached
  if (!person && now - since < goodApart(ctx)) return
  ctx.toLift = holdsOfNumber(ctx, now)
    .filter(
      (hold) => hold.subject.kind === 'waba' && hold.subject.id === config?.wabaId && hold.autoResume === 'status',
    )
    .map((hold) => ({ key: hold.key, said: lastSaid(hold) }))
}

type Subscribed = Awaited<ReturnType<typeof subscribeApp>>
type Refusal = Extract<Awaited<ReturnType<typeof getNumber>>, { ok: false }>

/** No answer says nothing of a number that was well; a refusal, or silence before the first answer, disconnects it. */
function failed(ctx: ProfileContext, tokenId: string, answer: Refusal): void {
  ctx.commit(() => {
    const now = ctx.host.now()
    const { number } = ctx.cached
    const refused = answer.code !== null && answer.entry !== null && answer.entry.outcome === 'refused'
    const never = number.meta.checkedAt === null
    if (answer.entry?.action === 'hold_token' && tokenId === ctx.cached.config?.tokenId)
      holdToken(ctx, answer.code ?? 190, answer.title, now)
    if (refused || never) {
      const code = answer.code === null ? 'unreachable' : `meta-${answer.code}`
      ctx.setNumber({
        disconnected: { code, detail: answer.detail ?? answer.title, since: number.disconnected?.since || now },
      })
      raiseDisconnected(ctx, answer.title)
    }
    ctx.setNumber({ goodSince: null })
    planNextIn(ctx, false, now)
  })
}

function raiseDisconnected(ctx: ProfileContext, detail: string): void {
  ctx.journal.raise({
    rule: 'number-disconnected',
    subject: subject(ctx),
    severity: 'critical',
    packageId: ctx.cached.config?.packageId ?? null,
    title: 'The number cannot send',
    detail,
    evidence: { status: ctx.cached.number.meta.status },
    guidance: 'Look at the number and its token at Meta, then press reconnect; the guard also asks again by itself.',
  })
}

function planNext(ctx: ProfileContext, good: boolean): void {
  ctx.commit(() => planNextIn(ctx, good, ctx.host.now()))
}

/** The next poll by ourselves: a failure is asked again with backoff, a status hold 5 min later; else the sweep polls. */
function planNextIn(ctx: ProfileContext, good: boolean, now: number): void {
  const { number } = ctx.cached
  if (!good) {
    const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(number.checkFailures, 10))
    ctx.setNumber({ checkAt: now + wait, checkFailures: number.checkFailures + 1 })
    return
  }
  const waits =
    number.stops.some((stop) => stop.autoResume === 'status') ||
    holdsOfNumber(ctx, now).some((hold) => hold.autoResume === 'status')
  ctx.setNumber({ checkAt: waits ? now + GOOD_APART_MS : null, checkFailures: 0 })
}

/** A word of Meta's on quality or throughput by webhook: its terms differ from the poll's, so the number is asked. */
export function noteQuality(ctx: ProfileContext, now: number): void {
  ctx.setNumber({ checkAt: now })
}
