import type { Policy } from '../store/evidence.ts'
import { type Case, type Finding, groupBy, type JudgedSend, mayHaveGone, violation, wasAccepted } from './case.ts'

/**
 * One message is not sent twice. Under `at_most_once` no attempt follows one that may have gone out; under `reconcile`
 * none follows an accepted one whose status webhook had been answered 200 before.
 */
export function judgeDuplicate(matter: Case): Finding {
  const finding: Finding = { rule: 'duplicate', judged: 0, violations: [] }
  const { toleranceMs } = matter.limits
  for (const [id, attempts] of byMessage(matter)) {
    finding.judged += attempts.length
    const first = attempts.find(mayHaveGone)
    if (first === undefined) continue
    const policy = policyOf(matter, id, first)
    for (const later of attempts.slice(attempts.indexOf(first) + 1)) {
      const known = attempts.find(
        (one) => wasAccepted(one) && one.confirmedAt !== null && one.confirmedAt + toleranceMs < later.at,
      )
      if (policy === 'at_most_once') {
        finding.violations.push(violation('duplicate', later, `${id} again after ${first.outcome}, at most once`))
      } else if (known !== undefined) {
        finding.violations.push(violation('duplicate', later, `${id} again though a status had been delivered`))
      }
    }
  }
  return finding
}

/** Messages that were accepted more than once, allowed or not. */
export function countDuplicates(matter: Case): number {
  let count = 0
  for (const attempts of byMessage(matter).values()) if (attempts.filter(wasAccepted).length > 1) count += 1
  return count
}

/** Within a declared conversation the first accepted arrivals come in the declared order; what never came is no fault. */
export function judgeOrder(matter: Case): Finding {
  const finding: Finding = { rule: 'order', judged: 0, violations: [] }
  const byUser = groupBy(matter.sends.filter(wasAccepted), (send) => send.user)
  for (const [user, expected] of matter.orders) {
    const places = new Map(expected.map((id, index) => [id, index]))
    const seen = new Set<string>()
    let furthest = -1
    for (const send of byUser.get(user) ?? []) {
      const place = send.messageId === null ? undefined : places.get(send.messageId)
      if (place === undefined || send.messageId === null || seen.has(send.messageId)) continue
      seen.add(send.messageId)
      finding.judged += 1
      if (place < furthest) {
        finding.violations.push(violation('order', send, `${send.messageId} came after ${expected[furthest] ?? ''}`))
      }
      furthest = Math.max(furthest, place)
    }
  }
  return finding
}

function byMessage(matter: Case): Map<string, JudgedSend[]> {
  const named = matter.sends.filter((send) => send.messageId !== null)
  return groupBy(named, (send) => send.messageId ?? '')
}

function policyOf(matter: Case, id: string, send: JudgedSend): Policy {
  const own = matter.policies.get(id)
  if (own !== undefined) return own
  const { policyByPrefix, policyByCategory, defaultPolicy } = matter.limits
  const prefix = Object.keys(policyByPrefix)
    .filter((one) => id.startsWith(one))
    .sort((a, b) => b.length - a.length)[0]
  return (prefix === undefined ? policyByCategory[send.category] : policyByPrefix[prefix]) ?? defaultPolicy
}
