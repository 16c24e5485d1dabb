import { listedCodes } from '../../durable/domain/codes.ts'
import type { WorldAnswer, WorldRequest } from '../../durable/kit/testing/world-types.ts'
import type { Dice } from './dice.ts'
import type { Ledger, SendEntry } from './ledger.ts'
import { personOf } from './people.ts'
import type { Scenario } from './scenario.ts'

/** Codes that concern one message or one pair, as Meta gives them now and then. */
const PASSING = [130429, 80007, 131056, 131026, 131049, 131050, 130472, 132001, 131009, 131047, 130403]
/** Codes after which a number, its account or its token stands still. */
export const STRIKES = [190, 131031, 368, 131048, 131042]
const LISTED = listedCodes().map((key) => (key === '200-299' ? 200 : Number(key)))
const TIMEOUT_MS = 20_000

export const TEMPLATES = [
  { name: 'promo', category: 'marketing' },
  { name: 'notice', category: 'utility' },
  { name: 'otp', category: 'authentication' },
] as const

interface TemplateState {
  status: string
  category: SendEntry['category']
}

/** Meta, as far as the guard sees it: takes requests, answers as badly as the day is, and tells what it took. */
export class FakeMeta {
  calm = false
  /** number -> code with which its next request is struck */
  readonly struck = new Map<string, number>()
  /** number -> what a poll says of it, where it is not well */
  readonly status = new Map<string, string>()
  readonly quality = new Map<string, string>()
  /** portfolio -> limit of people */
  readonly limit = new Map<string, number | null>()
  /** what was answered to each poll of a number; null = nothing that it could read */
  readonly polls: { profile: string; at: number; status: string | null }[] = []
  readonly #templates = new Map<string, TemplateState>()
  readonly #scenario: Scenario
  readonly #dice: Dice
  readonly #ledger: Ledger
  readonly #took: (send: SendEntry) => void
  readonly #tokens: (profile: string) => string
  #wamids = 0
  #turn = 0

  constructor(
    scenario: Scenario,
    dice: Dice,
    ledger: Ledger,
    hooks: { took: (send: SendEntry) => void; tokenOf: (profile: string) => string },
  ) {
    this.#scenario = scenario
    this.#dice = dice
    this.#ledger = ledger
    this.#took = hooks.took
    this.#tokens = hooks.tokenOf
    for (const id of scenario.portfolios) this.limit.set(id, scenario.reachLimit)
  }

  /** A template of an account as Meta has it now. */
  template(waba: string, name: string): TemplateState | undefined {
    const first = TEMPLATES.find((one) => one.name === name)
    if (first === undefined) return undefined
    const key = `${waba}/${name}`
    const known = this.#templates.get(key) ?? { status: 'APPROVED', category: first.category }
    this.#templates.set(key, known)
    return known
  }

  answer(request: WorldRequest, opaqueOf: (wamid: string, opaque: string) => void): WorldAnswer {
    const { pathname } = new URL(request.url)
    if (request.method === 'POST' && pathname.endsWith('/messages')) return this.#send(request, pathname, opaqueOf)
    const dice = this.#dice
    const id = pathname.split('/').at(-1) ?? ''
    if (!this.calm && dice.chance(this.#scenario.meta.unknown)) {
      this.#ledger.troubles.push({ profile: id, at: request.at, hard: false })
      this.polls.push({ profile: id, at: request.at, status: null })
      return dice.chance(0.5) ? { reset: true, afterMs: 30 } : { status: 503, body: '<html>', afterMs: 30 }
    }
    if (id === 'message_templates') {
      const waba = pathname.split('/').at(-2) ?? ''
      return { status: 200, json: { data: TEMPLATES.map((one, n) => this.#listed(waba, one.name, n + 1)) } }
    }
    const json = this.#number(id)
    this.polls.push({ profile: id, at: request.at, status: this.status.get(id) ?? json.status })
    return { status: 200, json }
  }

  #listed(waba: string, name: string, id: number) {
    const { status, category } = this.template(waba, name) ?? { status: 'APPROVED', category: 'marketing' }
    return { name, category: category.toUpperCase(), id: String(id), language: 'en', status, components: [] }
  }

  #number(id: string) {
    const portfolio = this.#scenario.numbers.find((one) => one.id === id)?.portfolio ?? ''
    const limit = this.limit.get(portfolio) ?? null
    const status = this.status.get(id) ?? 'CONNECTED'
    return {
      id,
      success: true,
      status,
      ...(status === 'BLOCKED' ? { status: 'CONNECTED', health_status: { can_send_message: 'BLOCKED' } } : {}),
      quality_rating: this.quality.get(id) ?? 'GREEN',
      throughput: { level: 'STANDARD' },
      whatsapp_business_manager_messaging_limit: limit === null ? 'TIER_UNLIMITED' : `TIER_${limit}`,
    }
  }

  #send(request: WorldRequest, pathname: string, opaqueOf: (wamid: string, opaque: string) => void): WorldAnswer {
    const profile = pathname.split('/').at(-2) ?? ''
    const body = JSON.parse(request.body) as {
      to?: string
      recipient?: string
      mark?: string
      biz_opaque_callback_data: string
      template?: { name: string }
    }
    const [id = '', attempt = '0'] = body.biz_opaque_callback_data.split('.')
    const to = body.to ?? body.recipient ?? ''
    const waba = this.#scenario.numbers.find((one) => one.id === profile)?.waba ?? ''
    const template = body.template?.name ?? null
    const slow = !this.calm && this.#dice.chance(this.#scenario.meta.slow)
    const afterMs = slow ? this.#dice.between(500, 25_000) : this.#dice.between(20, 300)
    const entry: SendEntry = {
      at: request.at,
      profile,
      waba,
      token: this.#tokens(profile),
      to,
      person: personOf(to),
      // a template that Meta does not have is treated as marketing
      category: template === null ? 'service' : (this.template(waba, template)?.category ?? 'marketing'),
      template,
      mark: body.mark ?? '',
      id,
      attempt: Number(attempt),
      answer: 'accepted',
      code: null,
      taken: true,
      wamid: `wamid.${++this.#wamids}`,
      answerAt: request.at + Math.min(afterMs, TIMEOUT_MS),
    }
    const answer = this.#decide(entry, afterMs)
    this.#ledger.sends.push(entry)
    opaqueOf(entry.wamid, body.biz_opaque_callback_data)
    this.#took(entry)
    return answer
  }

  #decide(entry: SendEntry, afterMs: number): WorldAnswer {
    const dice = this.#dice
    const { meta } = this.#scenario
    const code = this.#codeFor(entry)
    if (code !== null) {
      entry.taken = false
      entry.code = code
      entry.answer = afterMs > TIMEOUT_MS ? 'lost' : 'refused'
      for (const one of this.#scenario.numbers)
        this.#ledger.troubles.push({ profile: one.id, at: entry.at, hard: false })
      return { status: 400, json: { error: { code, message: `(#${code})` } }, afterMs }
    }
    const lost = !this.calm && dice.chance(meta.lost)
    const unknown = !this.calm && dice.chance(meta.unknown)
    if (lost || unknown || afterMs > TIMEOUT_MS) {
      entry.answer = 'lost'
      entry.taken = dice.chance(0.6)
      if (afterMs > TIMEOUT_MS) return { status: 200, json: { messages: [{ id: entry.wamid }] }, afterMs }
      return lost
        ? { reset: true, afterMs }
        : dice.pick<WorldAnswer>([
            { status: 500, json: { error: { code: dice.pick([131000, 1, 2, 131016]), message: 'wrong' } }, afterMs },
            { status: 502, body: '<html>Bad gateway</html>', afterMs },
            { status: 200, body: '{"messages":', afterMs },
            { status: 200, json: { messages: [{ id: '' }] }, afterMs },
          ])
    }
    const userId = dice.chance(0.3) && entry.to.startsWith('+') ? `DE.p${String(entry.person).padStart(2, '0')}` : null
    const contact = { input: entry.to, wa_id: entry.to.slice(1), ...(userId === null ? {} : { user_id: userId }) }
    const word = dice.chance(0.05) ? { message_status: dice.pick(['held_for_quality_assessment', 'paused']) } : {}
    return {
      status: 200,
      json: {
        ...(entry.to.startsWith('+') ? { contacts: [contact] } : {}),
        messages: [{ id: entry.wamid, ...word }],
      },
      afterMs,
    }
  }

  /** All in turn, from one day to the next: each comes as often as any other. */
  #nextListed(): number {
    this.#turn += 1
    return LISTED[(this.#scenario.seed * 31 + this.#turn) % LISTED.length] ?? 131026
  }

  #codeFor(entry: SendEntry): number | null {
    if (this.calm) return null
    const strike = this.struck.get(entry.profile)
    if (strike !== undefined) {
      this.struck.delete(entry.profile)
      return strike
    }
    if (!this.#dice.chance(this.#scenario.meta.refused)) return null
    const code = this.#dice.chance(0.5) ? this.#dice.pick(PASSING) : this.#nextListed()
    // those leave it open what became of the message: they come among the unknown answers
    return [1, 2, 131000, 131016].includes(code) ? 131026 : code
  }
}
