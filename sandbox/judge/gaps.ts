import { type Case, type Finding, groupBy, type JudgedSend, mayHaveGone, violation } from './case.ts'
import { limitsOf } from './limits-of.ts'

/**
 * No two sends of a number arrive closer than its cooldown; refused ones used it up as well. Where the first may have
 * waited unseen by this process, the gap may have been that much longer, and only what is too close even so is found.
 */
export function judgeCooldown(matter: Case): Finding {
  const finding: Finding = { rule: 'cooldown', judged: 0, violations: [] }
  for (const [id, sends] of groupBy(matter.sends, (send) => send.phoneNumberId)) {
    const least = limitsOf(matter, id).cooldownMs
    if (least === undefined) continue
    finding.judged += sends.length
    let last: JudgedSend | null = null
    for (const send of sends) {
      if (last !== null && send.at - last.at + last.lateMs < least - matter.limits.toleranceMs) {
        finding.violations.push(
          violation('cooldown', send, `${send.at - last.at} ms after the send before, least ${least}`),
        )
      }
      last = send
    }
  }
  return finding
}

/**
 * No two sends of a number to one user come closer than the pair gap, counted from the answer to the first; where the
 * answer was lost, from its arrival.
 */
export function judgePairGap(matter: Case): Finding {
  const finding: Finding = { rule: 'pairGap', judged: 0, violations: [] }
  const pairs = groupBy(matter.sends.filter(mayHaveGone), (send) => `${send.phoneNumberId}|${send.user}`)
  for (const sends of pairs.values()) {
    let ready: number | null = null
    for (const send of sends) {
      const least = limitsOf(matter, send.phoneNumberId).pairGapMs
      if (least === undefined) continue
      finding.judged += 1
      if (ready !== null && send.at < ready + least - matter.limits.toleranceMs) {
        finding.violations.push(
          violation('pairGap', send, `${send.at - ready} ms after the last to this user, least ${least}`),
        )
      }
      ready = Math.max(ready ?? 0, send.answeredAt ?? send.at)
    }
  }
  return finding
}
