import { judgeEnds } from './judge-ends.ts'
import { judgeHistory } from './judge-history.ts'
import { judgePace } from './judge-pace.ts'
import { judgePlaces } from './judge-places.ts'
import { judgeStops } from './judge-stops.ts'
import { judgeTwice } from './judge-twice.ts'
import type { Ledger } from './ledger.ts'
import type { Found } from './simulate.ts'

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

  constructor(ledger: Ledger) {
    this.ledger = ledger
  }

  check(rule: string, good: boolean, detail: () => string): void {
    this.verdict.judged[rule] = (this.verdict.judged[rule] ?? 0) + 1
    if (!good) this.verdict.violations.push({ rule, detail: detail() })
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
    return !this.ledger.crashes.some((one) => one.actor === actor && one.at >= send.at && one.at <= send.answerAt)
  }
}

/**
 * The independent judge: it looks at what was on the wire and at what was promised, and shares no code with the rules
 * that it judges (architecture.md, Invariants).
 */
export function judge(ledger: Ledger, found: Found): Verdict {
  const bench = new Bench(ledger)
  judgeEnds(bench, found)
  judgeTwice(bench, found)
  judgePace(bench)
  judgeStops(bench)
  judgePlaces(bench, found)
  judgeHistory(bench, found)
  return bench.verdict
}
