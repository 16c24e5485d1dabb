import { type Actor, META } from '../../durable/domain/reason.ts'
import type { Stage } from './deeds.ts'
import { TEMPLATES } from './fake-meta.ts'
import type { NumberPlan } from './scenario.ts'

const ANN: Actor = { kind: 'key', id: 'k1', name: 'Ann' }

/** An account's fall and rise in Meta's words; `polls`: what the numbers' own status says meanwhile. */
const ACCOUNT_WORDS = [
  {
    down: ['account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }],
    up: ban('REINSTATE'),
  },
  {
    down: ['account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE' } }],
    up: ban('REINSTATE'),
  },
  {
    down: ['account_update', { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'SPAM' } }],
    up: ban('REINSTATE'),
  },
  {
    down: ['account_update', { event: 'PARTNER_REMOVED', disconnection_info: { reason: 'USER' } }],
    up: ['account_update', { event: 'ACCOUNT_RECONNECTED' }],
  },
  {
    down: ['account_review_update', { decision: 'REJECTED' }],
    up: ['account_review_update', { decision: 'APPROVED' }],
  },
] as const
/** A poll takes no longer. */
const POLL_MS = 200
const TEMPLATE_DOWN = ['PAUSED', 'DISABLED', 'REJECTED', 'ARCHIVED'] as const

function ban(word: string) {
  return ['account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: word } }] as const
}

/** What Meta says of accounts, templates, limits and numbers, by webhook and by what its answers show. */
export function metaDeeds(stage: Stage) {
  const { scenario, dice, ledger, edge, meta, webhooks } = stage
  const { call, now, sleep } = edge.host
  const someone = () => dice.pick(scenario.numbers)
  const ofWaba = (waba: string) => scenario.numbers.filter((one) => one.waba === waba)
  const trouble = (numbers: NumberPlan[]) => {
    for (const one of numbers) ledger.troubles.push({ profile: one.id, at: now(), hard: false })
  }

  /** Meta's status of these is good again. */
  const recover = (numbers: NumberPlan[]) => {
    const ids = new Set(numbers.map((one) => one.id))
    for (const id of ids) meta.status.delete(id)
    for (const stop of ledger.stops)
      if (stop.byStatus && ids.has(stop.profile)) stop.until = Math.min(stop.until, now())
  }

  async function templateState(one: NumberPlan, name: string, status: string, category: string | null) {
    const { waba, portfolio } = one
    const state = meta.template(waba, name)
    if (state === undefined) return
    state.status = status
    if (category === 'marketing' || category === 'utility') state.category = category
    trouble(ofWaba(waba))
    const says = category === null ? ('status' as const) : ('category' as const)
    const word = { says, waba, name, status, category: state.category, at: now(), ackedAt: Number.POSITIVE_INFINITY }
    ledger.templates.push(word)
    const naming = { message_template_name: name, message_template_language: 'en', message_template_id: 1 }
    if (category !== null)
      await webhooks.tellAccount(portfolio, waba, 'template_category_update', {
        ...naming,
        new_category: category.toUpperCase(),
      })
    else
      await webhooks.tellAccount(portfolio, waba, 'message_template_status_update', {
        ...naming,
        event: status === 'APPROVED' ? dice.pick(['APPROVED', 'REINSTATED']) : status,
      })
    word.ackedAt = now()
  }

  return {
    async template() {
      const one = someone()
      const { name } = dice.pick(TEMPLATES)
      if (dice.chance(0.3)) {
        const category = dice.pick(['marketing', 'utility'])
        await templateState(one, name, meta.template(one.waba, name)?.status ?? 'APPROVED', category)
        return
      }
      await templateState(one, name, dice.pick(TEMPLATE_DOWN), null)
      await sleep(dice.span(1_000, scenario.spanMs))
      await templateState(one, name, 'APPROVED', null)
      // its word may have been lost on the way, as the 6 h sync is there for
      if (dice.chance(0.5)) await edge.persist(() => call.portfolio(one.portfolio).syncTemplates(one.waba, META))
    },
    async account() {
      const { waba, portfolio } = someone()
      const numbers = ofWaba(waba)
      const word = dice.pick(ACCOUNT_WORDS)
      const restricted = dice.chance(0.3)
      const until = Math.ceil((now() + dice.span(5_000, scenario.spanMs)) / 1000)
      const [field, value] = restricted
        ? ([
            'account_update',
            {
              event: 'ACCOUNT_RESTRICTION',
              restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: until }],
            },
          ] as const)
        : word.down
      // the numbers' own status may lag behind the word
      const shown = !restricted && dice.chance(0.5)
      if (shown) for (const one of numbers) meta.status.set(one.id, 'BANNED')
      trouble(numbers)
      const ids = numbers.map((one) => one.id)
      await stage.fleet.inTurn(ids, async () => {
        const saidAt = now()
        await webhooks.tellAccount(portfolio, waba, field, JSON.parse(JSON.stringify(value)))
        const from = now()
        // a good word that Meta said later has ended it, though this answer came after that one's
        if (ledger.reinstated.some((one) => one.waba === waba && one.at >= saidAt)) return
        const stops = numbers.map((one) => ({
          profile: one.id,
          why: `${field} ${restricted ? 'restriction' : JSON.stringify(value)}`,
          from,
          // two good polls may end it where Meta's status shows nothing
          until: restricted ? until * 1000 : shown ? Number.POSITIVE_INFINITY : from + 290_000,
          waba,
        }))
        ledger.stops.push(...stops)
      })
      if (restricted) return
      await sleep(dice.span(1_000, scenario.spanMs))
      recover(numbers)
      // one good word may end what several bad ones said
      for (const stop of ledger.stops) if (stop.waba === waba) stop.until = Math.min(stop.until, now())
      ledger.reinstated.push({ waba, at: now() })
      const [upField, upValue] = word.up
      await webhooks.tellAccount(portfolio, waba, upField, JSON.parse(JSON.stringify(upValue)))
    },
    async capability() {
      const one = someone()
      const limit = dice.chance(0.2) ? null : dice.between(1, 10)
      const word = { portfolio: one.portfolio, limit, at: now(), ackedAt: Number.POSITIVE_INFINITY }
      meta.limit.set(one.portfolio, limit)
      ledger.limits.push(word)
      trouble(scenario.numbers)
      const said = limit ?? -1
      const field = dice.chance(0.7) ? 'business_capability_update' : 'phone_number_quality_update'
      await webhooks.tellAccount(one.portfolio, one.waba, field, {
        max_daily_conversations_per_business: said,
        event: 'ONBOARDING',
      })
      word.ackedAt = now()
    },
    async quality() {
      const one = someone()
      trouble([one])
      meta.quality.set(one.id, dice.pick(['YELLOW', 'RED', 'RED']))
      await webhooks.tell(one.id, { kind: 'quality', event: 'FLAGGED', tier: null, at: now() })
      await sleep(dice.span(1_000, scenario.spanMs))
      meta.quality.delete(one.id)
      await webhooks.tell(one.id, { kind: 'quality', event: 'UNFLAGGED', tier: null, at: now() })
    },
    async standing() {
      const one = someone()
      trouble([one])
      const bad = dice.pick(['FLAGGED', 'RESTRICTED', 'BLOCKED', 'DISCONNECTED'])
      meta.status.set(one.id, bad)
      const asked = now()
      await edge.persist(() => call.profile(one.id).check(META))
      const polls = meta.polls.filter((poll) => poll.profile === one.id && poll.at > asked - POLL_MS)
      // an answer that was lost says nothing, and one that was still good may be the last that the number heard; Meta may
      // have called the number well again before this poll was answered, and the next one hears that
      if (
        meta.status.get(one.id) === bad &&
        polls.length > 0 &&
        polls.every((poll) => poll.status !== null && poll.status !== 'CONNECTED')
      )
        ledger.stops.push({
          ...{ profile: one.id, why: `status ${polls.at(-1)?.status}`, from: now() },
          ...{ until: Number.POSITIVE_INFINITY, byStatus: true },
        })
      await sleep(dice.span(1_000, scenario.spanMs))
      recover([one])
      // two good polls of one number end what was said of its account
      for (const stop of ledger.stops) if (stop.waba === one.waba) stop.until = Math.min(stop.until, now() + 290_000)
      await edge.persist(() => call.profile(one.id).check(META))
    },
    async numberError() {
      const one = someone()
      trouble(scenario.numbers)
      const code = dice.pick([131031, 131048, 130429, 131042, 368, 131037])
      const at = now()
      await webhooks.tell(one.id, { kind: 'error', code, title: 'error', detail: null, at })
      ledger.errors.push({ profile: one.id, code, at, answerAt: now() })
    },
    async foreign() {
      const { id } = someone()
      for (let n = dice.between(1, 4); n > 0; n--) {
        const wamid = `wamid.other${Math.floor(dice.random() * 1e9)}`
        const entry = { profile: id, sentAt: now(), ackedAt: Number.POSITIVE_INFINITY }
        ledger.foreign.push(entry)
        if (dice.chance(0.5)) await webhooks.tell(id, { kind: 'echo', wamid, at: now(), to: null })
        else
          await webhooks.tell(id, {
            ...{ kind: 'status', wamid, status: 'sent', at: now(), recipient: null, userId: null },
            ...{ opaque: dice.chance(0.5) ? 'theirs' : 'x.1.y', errors: [], pricing: null },
          })
        entry.ackedAt = now()
      }
    },
    async sync() {
      const { waba, portfolio } = someone()
      await edge.persist(() => call.portfolio(portfolio).syncTemplates(waba, ANN))
    },
  }
}
