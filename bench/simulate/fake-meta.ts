import type { WorldAnswer, WorldRequest } from '../../durable/kit/testing/world-types.ts'
import type { Dice } from './dice.ts'
import type { Ledger, SendEntry } from './ledger.ts'
import type { Scenario } from './scenario.ts'

/** Codes that concern one message or one pair, as Meta gives them now and then. */
const PASSING = [130429, 80007, 131056, 131026, 131049, 131050, 130472, 132001, 131009, 131047, 130403]
/** Codes after which a number, its account or its token stands still. */
export const STRIKES = [190, 131031, 368, 131048, 131042]
const TEMPLATES = [
  { name: 'promo', category: 'MARKETING' },
  { name: 'notice', category: 'UTILITY' },
  { name: 'otp', category: 'AUTHENTICATION' },
]
const TIMEOUT_MS = 20_000

/** The person behind an address: `+4915100000NN` or `DE.pNN`. */
export function personOf(to: string): number {
  return Number(/(\d\d)$/.exec(to)?.[1] ?? -1)
}

/** Meta, as far as the guard sees it: takes requests, answers as badly as the day is, and tells what it took. */
export class FakeMeta {
  calm = false
  /** number -> code with which its next request is struck */
  readonly struck = new Map<string, number>()
  readonly #scenario: Scenario
  readonly #dice: Dice
  readonly #ledger: Ledger
  readonly #took: (send: SendEntry) => void
  #wamids = 0

  constructor(scenario: Scenario, dice: Dice, ledger: Ledger, took: (send: SendEntry) => void) {
    this.#scenario = scenario
    this.#dice = dice
    this.#ledger = ledger
    this.#took = took
  }

  answer(request: WorldRequest, opaqueOf: (wamid: string, opaque: string) => void): WorldAnswer {
    const { pathname } = new URL(request.url)
    if (request.method === 'POST' && pathname.endsWith('/messages')) return this.#send(request, pathname, opaqueOf)
    const dice = this.#dice
    if (!this.calm && dice.chance(this.#scenario.meta.unknown)) {
      const profile = pathname.split('/').at(-1) ?? ''
      this.#ledger.troubles.push({ profile, at: request.at, hard: false })
      return dice.chance(0.5) ? { reset: true, afterMs: 30 } : { status: 503, body: '<html>', afterMs: 30 }
    }
    if (pathname.endsWith('/message_templates'))
      return {
        status: 200,
        json: {
          data: TEMPLATES.map((one, n) => ({
            ...one,
            id: String(n + 1),
            language: 'en',
            status: 'APPROVED',
            components: [],
          })),
        },
      }
    const id = pathname.split('/').at(-1)
    return {
      status: 200,
      json: { id, success: true, status: 'CONNECTED', quality_rating: 'GREEN', throughput: { level: 'STANDARD' } },
    }
  }

  #send(request: WorldRequest, pathname: string, opaqueOf: (wamid: string, opaque: string) => void): WorldAnswer {
    const profile = pathname.split('/').at(-2) ?? ''
    const body = JSON.parse(request.body) as {
      to?: string
      recipient?: string
      biz_opaque_callback_data: string
      template?: { name: string }
    }
    const [id = '', attempt = '0'] = body.biz_opaque_callback_data.split('.')
    const to = body.to ?? body.recipient ?? ''
    const category = TEMPLATES.find((one) => one.name === body.template?.name)?.category.toLowerCase()
    const number = this.#scenario.numbers.find((one) => one.id === profile)
    const slow = !this.calm && this.#dice.chance(this.#scenario.meta.slow)
    const afterMs = slow ? this.#dice.between(500, 25_000) : this.#dice.between(20, 300)
    const entry: SendEntry = {
      at: request.at,
      profile,
      waba: number?.waba ?? '',
      token: number?.tokenId ?? '',
      to,
      person: personOf(to),
      category: (category ?? 'service') as SendEntry['category'],
      id,
      attempt: Number(attempt),
      answer: 'accepted',
      code: null,
      taken: true,
      wamid: `wamid.${++this.#wamids}`,
      answerAt: request.at + Math.min(afterMs, TIMEOUT_MS),
    }
    this.#ledger.sends.push(entry)
    opaqueOf(entry.wamid, body.biz_opaque_callback_data)
    const answer = this.#decide(entry, afterMs)
    if (entry.taken) this.#took(entry)
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
            { status: 500, json: { error: { code: 131000, message: 'Something went wrong' } }, afterMs },
            { status: 502, body: '<html>Bad gateway</html>', afterMs },
            { status: 200, body: '{"messages":', afterMs },
          ])
    }
    const userId = dice.chance(0.3) && entry.to.startsWith('+') ? `DE.p${String(entry.person).padStart(2, '0')}` : null
    const contact = { input: entry.to, wa_id: entry.to.slice(1), ...(userId === null ? {} : { user_id: userId }) }
    return {
      status: 200,
      json: { ...(entry.to.startsWith('+') ? { contacts: [contact] } : {}), messages: [{ id: entry.wamid }] },
      afterMs,
    }
  }

  #codeFor(entry: SendEntry): number | null {
    if (this.calm) return null
    const strike = this.struck.get(entry.profile)
    if (strike !== undefined) {
      this.struck.delete(entry.profile)
      return strike
    }
    return this.#dice.chance(this.#scenario.meta.refused) ? this.#dice.pick(PASSING) : null
  }
}
