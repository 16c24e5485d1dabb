import { judgeCaps } from './caps.ts'
import { type Case, type Finding, RULES, type Rule, type Violation } from './case.ts'
import { judgeHold, judgeOptOut } from './consent.ts'
import { judgeCooldown, judgePairGap } from './gaps.ts'
import { countDuplicates, judgeDuplicate, judgeOrder } from './messages.ts'
import { judgeReach } from './reach.ts'
import { judgeServiceWindow } from './service-window.ts'

export type Verdict = {
  violations: Violation[]
  /** How many sends each rule looked at; 0 = the rule had nothing to judge by. */
  judged: Record<Rule, number>
  /** Messages that were accepted more than once, whether a rule forbids it or not. */
  duplicates: number
}

/** Judges all sends by all rules. Pure; linear in the number of sends but for sorting. */
export function judge(matter: Case): Verdict {
  const sorted = { ...matter, sends: [...matter.sends].sort((a, b) => a.at - b.at || a.n - b.n) }
  const findings: Finding[] = [
    ...judgeCaps(sorted),
    judgeCooldown(sorted),
    judgePairGap(sorted),
    judgeReach(sorted),
    judgeServiceWindow(sorted),
    judgeOptOut(sorted),
    judgeHold(sorted),
    judgeDuplicate(sorted),
    judgeOrder(sorted),
  ]
  const judged = Object.fromEntries(RULES.map((rule) => [rule, 0])) as Record<Rule, number>
  for (const one of findings) judged[one.rule] += one.judged
  const violations = findings.flatMap((one) => one.violations).sort((a, b) => a.at - b.at || a.n - b.n)
  return { violations, judged, duplicates: countDuplicates(sorted) }
}
