import type { Consequence } from '../domain/consequence.ts'
import { type Hold, templateSubject } from '../domain/hold.ts'
import type { SendOutcome } from '../domain/outcome.ts'
import type { ProfileContext } from './context.ts'
import { countryOf } from './country.ts'
import type { NumberState, Stop } from './number.ts'
import type { MessageRecord } from './record.ts'
import { followStatusHolds } from './relapse.ts'
import { DAY_MS, FOR_EVER } from './time.ts'

const FLOOR_CODES: ReadonlySet<number> = new Set([368, 131031, 131048])

/** What an outcome does to the number and to what it shares, inside the transaction that settles it. `record` null: an error without a message. */
export function actOn(
  ctx: ProfileContext,
  consequence: Consequence,
  outcome: SendOutcome,
  record: MessageRecord | null,
  now: number,
): void {
  const code = outcome.kind === 'refused' || outcome.kind === 'throttled' ? outcome.code : null
  noteNumber(ctx, consequence, code, now)
  if (outcome.kind === 'accepted' && record !== null && ctx.users.get(record.userKey).pairTries > 0)
    ctx.users.change(record.userKey, { pairTries: 0 })
  if (code === null) return
  // Meta says that the window which we believed in is closed
  if (code === 131047 && record !== null) ctx.users.change(record.userKey, { windowUntil: 0 })
  const { number: action } = consequence
  const detail = consequence.reasons[0]?.detail ?? `Meta answered ${code}`
  const base = {
    code: String(code),
    class: consequence.class ?? ('other' as const),
    autoResume: consequence.autoResume,
    since: now,
    detail,
  }
  switch (action.kind) {
    case 'wait':
      putStop(ctx, { ...base, kind: 'wait', until: now + action.ms })
      break
    case 'pause_number':
      putStop(ctx, { ...base, kind: 'paused', until: null })
      break
    case 'quarantine':
      putStop(ctx, { ...base, kind: 'quarantined', until: null })
      break
    case 'hold_token':
      holdToken(ctx, code, detail, now)
      break
    case 'hold_waba':
      raiseHold(ctx, {
        ...holdBase(consequence, code, detail, action.ms, now),
        subject: { kind: 'waba', id: ctx.cached.config?.wabaId ?? '' },
        reach: action.reach,
      })
      break
    case 'hold_template':
      if (record?.template != null)
        raiseHold(ctx, {
          ...holdBase(consequence, code, detail, action.ms, now),
          subject: {
            kind: 'template',
            id: templateSubject(ctx.cached.config?.wabaId ?? '', record.template.name, record.template.language),
          },
          reach: 'all',
        })
      break
    case 'hold_pair':
      if (record !== null) {
        const user = ctx.users.get(record.userKey)
        ctx.users.put(
          record.userKey,
          action.ms === null
            ? { ...user, holdUntil: FOR_EVER }
            : { ...user, pairUntil: now + action.ms, pairTries: user.pairTries + 1 },
        )
      }
      break
    case 'hold_recipient':
      if (record !== null) holdRecipient(ctx, record, action, now)
      break
    case 'opt_out':
      if (record !== null) {
        ctx.users.change(record.userKey, { optOut: ctx.users.get(record.userKey).optOut ?? 'marketing', optOutAt: now })
        ctx.note(
          `optout:${JSON.stringify({ address: record.to, scope: 'marketing', source: `meta-${code}`, at: now })}`,
        )
      }
      break
    case 'none':
      break
  }
  if (consequence.alert?.rule === 'number-held')
    ctx.journal.raise({
      rule: 'number-held',
      subject: { kind: 'profile', id: ctx.name },
      severity: consequence.alert.severity,
      packageId: ctx.cached.config?.packageId ?? null,
      title: consequence.alert.title,
      detail,
      evidence: { code },
      guidance: consequence.alert.guidance,
    })
}

function noteNumber(ctx: ProfileContext, consequence: Consequence, code: number | null, now: number): void {
  const { number } = ctx.cached
  const change: Partial<NumberState> = {}
  if (consequence.slows) change.throttledAt = now
  if (code !== null && FLOOR_CODES.has(code))
    change.codes = [...number.codes.filter((one) => now - one.at < DAY_MS && one.code !== code), { code, at: now }]
  if (code === 80007 || code === 80008 || code === 4) change.accountThrottles = number.accountThrottles + 1
  else if (consequence.message.kind === 'sent' && number.accountThrottles > 0) change.accountThrottles = 0
  if (Object.keys(change).length > 0) ctx.setNumber(change)
}

/** One stop per kind and code; a wait is never shortened. */
export function putStop(ctx: ProfileContext, stop: Stop): void {
  const same = (other: Stop) => other.kind === stop.kind && other.code === stop.code
  const known = ctx.cached.number.stops.find(same)
  const until =
    known === undefined || stop.until === null || known.until === null ? stop.until : Math.max(known.until, stop.until)
  ctx.setNumber({
    stops: [...ctx.cached.number.stops.filter((other) => !same(other)), { ...stop, until }],
    goodSince: null,
  })
}

/** The token is dead here at once, and for every number that uses it as soon as the portfolio has heard. */
export function holdToken(ctx: ProfileContext, code: number, detail: string, now: number): void {
  const { config } = ctx.cached
  if (config === null || ctx.cached.number.deadToken === config.tokenId) return
  ctx.setNumber({ deadToken: config.tokenId })
  raiseHold(ctx, {
    subject: { kind: 'token', id: config.tokenId },
    code: String(code),
    reach: 'all',
    class: 'auth',
    autoResume: 'never',
    since: now,
    until: null,
    detail,
  })
}

function holdBase(
  consequence: Consequence,
  code: number,
  detail: string,
  ms: number | null,
  now: number,
): Pick<Hold, 'code' | 'class' | 'autoResume' | 'since' | 'until' | 'detail'> {
  const known: ReadonlySet<string> = new Set(['auth', 'account', 'integrity', 'quality', 'throttle', 'template'])
  const named = consequence.class ?? 'other'
  return {
    code: String(code),
    class: known.has(named) ? (named as Hold['class']) : 'other',
    autoResume: consequence.autoResume,
    since: now,
    until: ms === null ? null : now + ms,
    detail,
  }
}

/** In force here from this commit on, and kept until the portfolio has it on every number concerned. */
function raiseHold(ctx: ProfileContext, hold: Omit<Hold, 'key'>): void {
  const key = `${hold.subject.kind}:${hold.subject.id}:${hold.code}`
  followStatusHolds(ctx, () => {
    ctx.cached.ownHolds = [...ctx.cached.ownHolds.filter((other) => other.key !== key), { ...hold, key }]
  })
  ctx.state.write('own-holds', ctx.cached.ownHolds)
  ctx.cached.queue.awaken()
  ctx.note(`hold:${key}`)
}

function holdRecipient(
  ctx: ProfileContext,
  record: MessageRecord,
  action: { scope: 'marketing' | 'country'; ms: number | null },
  now: number,
): void {
  if (action.scope === 'marketing') {
    const { marketingUntil } = ctx.users.get(record.userKey)
    const until = action.ms === null ? FOR_EVER : now + action.ms
    ctx.users.change(record.userKey, { marketingUntil: Math.max(marketingUntil, until) })
    return
  }
  const country = countryOf(record.to)
  if (country !== null && !ctx.cached.number.countries.includes(country))
    ctx.setNumber({ countries: [...ctx.cached.number.countries, country] })
}
