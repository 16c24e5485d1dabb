import { type Case, type Finding, type JudgedSend, violation, wasAccepted } from './case.ts'
import { windowLookup } from './service-window.ts'
import { overReach } from './windows.ts'

const DAY_MS = 86_400_000

/**
 * Different users that the numbers of a portfolio wrote to outside their windows in moving 24 h. Meta counts deliveries
 * (messaging limits page, 2026); a burst is seen earlier by acceptance, so both are swept. What failed was never
 * delivered and does not count.
 */
export function judgeReach(matter: Case): Finding {
  const finding: Finding = { rule: 'reach', judged: 0, violations: [] }
  const isOpen = windowLookup(matter)
  const reaching = matter.sends.filter((send) => wasAccepted(send) && !send.failed && !isOpen(send))
  for (const [id, { limit, numbers }] of Object.entries(matter.limits.portfolios)) {
    const own = new Set(numbers)
    const sends = reaching.filter((send) => own.has(send.phoneNumberId))
    finding.judged += sends.length
    const found = new Map<number, string>()
    for (const timeOf of [byArrival, byDelivery]) {
      const events = sends
        .flatMap((send) => {
          const at = timeOf(send)
          return at === null ? [] : [{ at, key: send.user, send }]
        })
        .sort((a, b) => a.at - b.at)
      for (const [index, count] of overReach(events, DAY_MS, limit)) {
        const send = events[index]?.send
        if (send !== undefined && !found.has(send.n)) {
          found.set(send.n, '')
          finding.violations.push(violation('reach', send, `${count} users of portfolio ${id} in 24 h, limit ${limit}`))
        }
      }
    }
  }
  return finding
}

const byArrival = (send: JudgedSend): number | null => send.at
const byDelivery = (send: JudgedSend): number | null => send.deliveredAt
