import type { Bench } from './checker.ts'
import { inForce } from './judge-pace.ts'
import type { SendEntry } from './ledger.ts'

const DAY = 86_400_000
/** What is told from actor to actor over a bad network has come by then. */
const TOLD_MS = 600_000
/** Meta's own words may end by two good polls, which are so far apart. */
const POLLS_MS = 290_000

/** Invariant 4: nothing from a stopped number, to who has opted out, or free-form outside a window. */
export function judgeStops(bench: Bench): void {
  const { ledger } = bench
  for (const send of ledger.sends) {
    for (const stop of ledger.stops)
      if (stop.profile === send.profile)
        bench.check(
          'stopped',
          !(send.at > stop.from && send.at < stop.until),
          () => `${stop.why} since ${bench.t(stop.from)}: ${say(bench, send)}`,
        )
    judgeConsent(bench, send)
    if (send.category === 'service')
      bench.check(
        'window',
        ledger.inbound.some(
          (one) =>
            one.person === send.person &&
            one.profile === send.profile &&
            one.at <= send.at &&
            send.at < one.at + DAY + ledger.behindMs,
        ),
        () => say(bench, send),
      )
    const force = inForce(
      ledger.configs.filter((one) => one.profile === send.profile),
      send.at,
    )
    bench.check(
      'deleted',
      force.some((one) => !one.deleted),
      () => say(bench, send),
    )
    const promised = ledger.promised.find((one) => one.id === send.id)
    if (promised === undefined || ledger.edited.some((one) => one.id === send.id)) continue
    bench.check(
      'package-of-number',
      force.some((one) => one.packageId === promised.packageId),
      () => say(bench, send),
    )
    const { expiresAt, sendAt, profileId } = promised.item.guard
    if (profileId !== undefined) bench.check('pinned', send.profile === profileId, () => say(bench, send))
    if (expiresAt !== undefined)
      bench.check(
        'expired',
        send.at < expiresAt + ledger.behindMs,
        () => `end ${bench.t(expiresAt)}: ${say(bench, send)}`,
      )
    if (sendAt !== undefined)
      bench.check('send-at', send.at >= sendAt, () => `time ${bench.t(sendAt)}: ${say(bench, send)}`)
  }
  for (const struck of ledger.sends) if (struck.code !== null && bench.heard(struck)) judgeStrike(bench, struck)
}

function judgeConsent(bench: Bench, send: SendEntry): void {
  const { ledger } = bench
  for (const out of ledger.optOuts) {
    if (out.to !== send.to || (out.scope === 'marketing' && send.category !== 'marketing')) continue
    if (out.profile !== null && out.profile !== send.profile) continue
    const from = out.ackedAt + (out.profile === null ? TOLD_MS + ledger.behindMs : 0)
    const lifted =
      out.scope === 'marketing' &&
      ledger.lifts.some((one) => one.to === send.to && one.at >= out.saidAt && one.at <= send.at)
    bench.check(
      'opted-out',
      send.at <= from || lifted,
      () => `${out.scope} at ${bench.t(out.ackedAt)} (${out.profile}): ${say(bench, send)}`,
    )
  }
}

/** After Meta's word on the number, its account or token it stands still, and so does what shares them. */
function judgeStrike(bench: Bench, struck: SendEntry): void {
  const { ledger } = bench
  const { code } = struck
  const after = ledger.sends.filter((one) => one.at > struck.answerAt)
  if (code === 131050) {
    for (const send of after)
      if (send.profile === struck.profile && send.to === struck.to && send.category === 'marketing')
        bench.check(
          'meta-opt-out',
          ledger.lifts.some((one) => one.to === send.to),
          () => say(bench, send),
        )
    return
  }
  const own = code === 190 || code === 131031 || code === 368 || code === 131048 || code === 131042
  if (!own) return
  const resumed = (at: number) => ledger.resumes.some((one) => one.at >= struck.at - TOLD_MS && one.at <= at)
  for (const send of after) {
    if (resumed(send.at) || (code === 131042 && send.category === 'service')) continue
    if (send.profile === struck.profile && send.at < struck.answerAt + POLLS_MS)
      bench.check('struck', false, () => `${code} at ${bench.t(struck.answerAt)}: ${say(bench, send)}`)
    const shares =
      code === 190
        ? send.token === struck.token && portfolioOf(send) === portfolioOf(struck)
        : send.waba === struck.waba
    const wide = code === 190 || code === 131031 || code === 368
    if (wide && shares && send.at > struck.answerAt + TOLD_MS + ledger.behindMs)
      bench.check('struck-shared', false, () => `${code} at ${bench.t(struck.answerAt)}: ${say(bench, send)}`)
  }
  bench.check('struck', true, () => '')
}

/** A token's hold is kept by a portfolio, since a token belongs to one business. */
function portfolioOf(send: SendEntry): string {
  return send.waba.split('-')[1] ?? ''
}

function say(bench: Bench, send: SendEntry): string {
  return `${send.id}.${send.attempt} ${send.category} from ${send.profile} to ${send.to} at ${bench.t(send.at)}`
}
