import { type Case, type Finding, groupBy, type JudgedSend, violation } from './case.ts'

/** Binding from `since` + grace until it is lifted. */
function inForce(one: { since: number; until: number | null }, at: number, graceMs: number): boolean {
  return at > one.since + graceMs && (one.until === null || at < one.until)
}

/** Nothing of a kind that the user has opted out of: `marketing` stops marketing and unknown templates, `all` all. */
export function judgeOptOut(matter: Case): Finding {
  const byUser = groupBy(matter.optOuts, (one) => one.user)
  const { graceMs } = matter.limits
  const violations = matter.sends.flatMap((send) => {
    const broken = byUser
      .get(send.user)
      ?.find((one) => (one.scope === 'all' || send.category === 'marketing') && inForce(one, send.at, graceMs))
    return broken === undefined
      ? []
      : [violation('optOut', send, `${send.category} after an opt-out of ${broken.scope}`)]
  })
  return { rule: 'optOut', judged: matter.optOuts.length === 0 ? 0 : matter.sends.length, violations }
}

/** No send from a number that was stopped: told by the test, or by the sandbox's own answers. */
export function judgeHold(matter: Case): Finding {
  const byKey = groupBy(matter.stops, (stop) => `${stop.kind}|${stop.key}`)
  const { graceMs } = matter.limits
  const violations = matter.sends.flatMap((send) => {
    const broken = keysOf(send)
      .flatMap((key) => byKey.get(key) ?? [])
      .find((stop) => inForce(stop, send.at, graceMs))
    if (broken === undefined) return []
    return [
      violation('hold', send, `${send.at - broken.since} ms after a stop of the ${broken.kind} (${broken.source})`),
    ]
  })
  return { rule: 'hold', judged: matter.stops.length === 0 ? 0 : matter.sends.length, violations }
}

function keysOf(send: JudgedSend): string[] {
  return [`number|${send.phoneNumberId}`, `waba|${send.wabaId ?? ''}`, `token|${send.tokenHash ?? ''}`]
}
