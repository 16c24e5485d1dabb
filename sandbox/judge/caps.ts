import { type Case, type Finding, groupBy, type JudgedSend, mayHaveGone, type Rule, violation } from './case.ts'
import { limitsOf } from './limits-of.ts'
import { overCap } from './windows.ts'

const WINDOWS = [
  { rule: 'capSecond', limit: 'perSecond', span: 1000 },
  { rule: 'capHour', limit: 'hourly', span: 3_600_000 },
  { rule: 'capThreeHours', limit: 'threeHourly', span: 10_800_000 },
  { rule: 'capDay', limit: 'daily', span: 86_400_000 },
] as const

/** No rolling window of a number holds more sends than its cap. What was clearly refused does not count. */
export function judgeCaps(matter: Case): Finding[] {
  const byNumber = groupBy(matter.sends.filter(mayHaveGone), (send) => send.phoneNumberId)
  return WINDOWS.map(({ rule, limit, span }) => {
    const finding: Finding = { rule, judged: 0, violations: [] }
    for (const [id, sends] of byNumber) {
      const cap = limitsOf(matter, id)[limit]
      if (cap !== undefined) judgeNumber(finding, rule, sends, span - matter.limits.toleranceMs, cap)
    }
    return finding
  })
}

function judgeNumber(finding: Finding, rule: Rule, sends: JudgedSend[], span: number, cap: number): void {
  finding.judged += sends.length
  const times = sends.map((send) => send.at)
  for (const [index, count] of overCap(times, span, cap)) {
    const send = sends[index]
    if (send !== undefined) finding.violations.push(violation(rule, send, `${count} sends in the window, cap ${cap}`))
  }
}
