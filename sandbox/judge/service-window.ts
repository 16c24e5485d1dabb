import { type Case, type Finding, type JudgedSend, violation } from './case.ts'

/** The customer service window: 24 h from each message of the user (Meta: send messages page, 2026-05-21). */
const WINDOW_MS = 86_400_000

/** Answers whether the user had written to the number within the last 24 h. */
export function windowLookup(matter: Case): (send: JudgedSend) => boolean {
  const opened = new Map<string, number[]>()
  for (const one of matter.windows) {
    const key = `${one.phone_number_id}|${one.user}`
    const list = opened.get(key)
    if (list === undefined) opened.set(key, [one.at])
    else list.push(one.at)
  }
  for (const list of opened.values()) list.sort((a, b) => a - b)
  return (send) => {
    const list = opened.get(`${send.phoneNumberId}|${send.user}`) ?? []
    const last = list.findLast((at) => at <= send.at)
    return last !== undefined && send.at - last < WINDOW_MS
  }
}

/** No free-form message outside the window of that number and user, refused or not. */
export function judgeServiceWindow(matter: Case): Finding {
  const isOpen = windowLookup(matter)
  const free = matter.sends.filter((send) => send.type !== 'template')
  return {
    rule: 'serviceWindow',
    judged: free.length,
    violations: free
      .filter((send) => !isOpen(send))
      .map((send) => violation('serviceWindow', send, `${send.type} outside the customer service window`)),
  }
}
