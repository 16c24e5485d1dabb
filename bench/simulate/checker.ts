import type { Found } from './collect.ts'
import { judgeEnds } from './judge-ends.ts'
import { judgeErased, judgeHistory } from './judge-history.ts'
import { inForce, judgePace } from './judge-pace.ts'
import { judgePlaces } from './judge-places.ts'
import { judgePromises, judgeStops, judgeStruck } from './judge-stops.ts'
import { judgeRepeat, judgeTwice } from './judge-twice.ts'
import type { ConfigEntry, Ledger, SendEntry } from './ledger.ts'
import type { Rule } from './rules.ts'

const DAY = 86_400_000

export interface Violation {
  rule: string
  detail: string
}

export interface Verdict {
  violations: Violation[]
  /** how many cases each rule looked at: a rule that judged none proves nothing */
  judged: Record<string, number>
}

/** What every judge is given: it says what it looked at, and what it found wrong. */
export class Bench {
  readonly ledger: Ledger
  readonly verdict: Verdict = { violations: [], judged: {} }
  /** sends that were struck by a code */
  readonly struck: SendEntry[] = []
  /** portfolio -> sends of the last day that opened a conversation */
  readonly opened = new Map<string, SendEntry[]>()
  readonly #sent = new Map<string, SendEntry[]>()
  readonly #step: () => number

  constructor(ledger: Ledger, step: () => number) {
    this.ledger = ledger
    this.#step = step
  }

  check(rule: Rule, good: boolean, detail: () => string): void {
    this.verdict.judged[rule] = (this.verdict.judged[rule] ?? 0) + 1
    if (!good) this.verdict.violations.push({ rule, detail: `step ${this.#step()}: ${detail()}` })
  }

  /** What is told from actor to actor has come by then, ms: at once on a good day, after repetitions on a bad one. */
  get toldMs(): number {
    return this.ledger.calmNetwork ? 2_000 : 600_000
  }

  /** Sends of a number before the one that is judged. */
  earlierOf(profile: string): SendEntry[] {
    return this.#sent.get(profile) ?? []
  }

  sent(send: SendEntry): void {
    const list = this.#sent.get(send.profile)
    if (list === undefined) this.#sent.set(send.profile, [send])
    else list.push(send)
    if (send.code !== null && send.answer === 'refused') this.struck.push(send)
  }

  /** Configurations that the number may have been running at a send. */
  force(send: SendEntry): ConfigEntry[] {
    return inForce(
      this.ledger.configs.filter((one) => one.profile === send.profile),
      send.at,
    )
  }

  /** Whether the person wrote to this number within a day. */
  windowOpen(send: SendEntry): boolean {
    return this.ledger.inbound.some(
      (one) =>
        one.person === send.person &&
        one.profile === send.profile &&
        one.at <= send.at &&
        send.at < one.at + DAY + this.ledger.behindMs,
    )
  }

  /** What the guard may take the send for: Meta's category, and the one before while the word is on its way. */
  categories(send: SendEntry): Set<string> {
    const words = this.ledger.templates.filter((one) => one.waba === send.waba && one.name === send.template)
    const found = new Set<string>([send.category])
    const known = words.findLastIndex((one) => one.says === 'category' && one.ackedAt + this.toldMs < send.at)
    if (known === -1 && words.length > 0) found.add(FIRST[send.template ?? ''] ?? 'marketing')
    for (const word of words.slice(Math.max(0, known))) found.add(word.category)
    return found
  }

  /** ms since the simulation began, for people */
  t(at: number): string {
    return `${((at - this.ledger.start) / 1000).toFixed(3)}s`
  }

  /** Whether the number surely died before it could hear the answer: at the very same ms both orders are possible. */
  unheard(send: { profile: string; at: number; answerAt: number }): boolean {
    const actor = `profile:${send.profile}`
    return this.ledger.crashes.some((one) => one.actor === actor && one.at > send.at && one.at < send.answerAt)
  }

  /** Whether the number lived to hear the answer of a request. */
  heard(send: { profile: string; at: number; answerAt: number }): boolean {
    const actor = `profile:${send.profile}`
    const leapt = this.ledger.jumps.filter((one) => one.from <= send.answerAt && send.answerAt < one.to)
    const by = Math.max(send.answerAt, ...leapt.map((one) => one.to))
    return !this.ledger.crashes.some((one) => one.actor === actor && one.at >= send.at && one.at <= by)
  }
}

/** What each template is at Meta before any word on it. */
const FIRST: Record<string, string> = { promo: 'marketing', notice: 'utility', otp: 'authentication' }

/**
 * The independent judge: it looks at what was on the wire and at what was promised, and shares no code with the rules
 * that it judges (architecture.md, Invariants). What a send can break is judged at that step, the rest when all is quiet.
 */
export class Judge {
  readonly bench: Bench

  constructor(ledger: Ledger, step: () => number) {
    this.bench = new Bench(ledger, step)
  }

  /** A request has reached Meta; it is the last of the ledger's. */
  sent(send: SendEntry): void {
    judgePace(this.bench, send)
    judgeStops(this.bench, send)
    judgeRepeat(this.bench, send)
    this.bench.sent(send)
  }

  quiet(found: Found): Verdict {
    const { bench } = this
    judgeEnds(bench, found)
    judgePromises(bench)
    judgeStruck(bench)
    judgeTwice(bench, found)
    judgePlaces(bench, found)
    judgeHistory(bench, found)
    judgeErased(bench, found)
    return bench.verdict
  }
}
