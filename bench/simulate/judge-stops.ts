import type { Bench } from './checker.ts'
import type { SendEntry } from './ledger.ts'
import { personOf } from './people.ts'

/** Meta's own words may end by two good polls, which are so far apart. */
const POLLS_MS = 290_000

/** Invariant 4, at each send: nothing from a stopped number, to who has opted out, or free-form outside a window. */
export function judgeStops(bench: Bench, send: SendEntry): void {
  const { ledger } = bench
  for (const stop of ledger.stops)
    if (
      stop.profile === send.profile &&
      (stop.template === undefined || stop.template === send.template) &&
      (stop.packageId === undefined || stop.packageId === packageOf(send))
    )
      bench.check(
        stop.waba === undefined ? 'stopped' : 'account-held',
        !(send.at > stop.from && send.at < stop.until),
        () => `${stop.why} since ${bench.t(stop.from)}: ${say(bench, send)}`,
      )
  judgeConsent(bench, send)
  judgeTemplate(bench, send)
  if (send.category === 'service') bench.check('window', bench.windowOpen(send), () => say(bench, send))
  const force = bench.force(send)
  bench.check(
    'deleted',
    force.some((one) => !one.deleted),
    () => say(bench, send),
  )
  for (const struck of bench.struck)
    if (struck.code === 131050 && struck.answerAt < send.at && bench.heard(struck)) judgeRefusal(bench, struck, send)
}

/** What was promised of a message itself; known only once its caller has the answer, so it is asked at the end. */
export function judgePromises(bench: Bench): void {
  const { ledger } = bench
  const promises = new Map(ledger.promised.map((one) => [one.id, one]))
  for (const send of ledger.sends) {
    const promised = promises.get(send.id)
    if (promised === undefined) continue
    judgeContent(bench, send)
    if (ledger.edited.some((one) => one.id === send.id)) continue
    bench.check(
      'package-of-number',
      bench.force(send).some((one) => one.packageId === promised.packageId),
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
    if (promised.item.tied && !ledger.recast.includes(send.id)) {
      const first = ledger.sends.find((one) => one.id === send.id)
      bench.check('tied', first?.profile === send.profile, () => say(bench, send))
    }
  }
}

/** What goes out is the content that was posted, or that of the last edit that was answered; of edits at the same time, any. */
function judgeContent(bench: Bench, send: SendEntry): void {
  const versions = bench.ledger.versions.filter((one) => one.id === send.id && one.sentAt <= send.at)
  const answered = versions.filter((one) => one.ackedAt < send.at)
  const isOver = (one: { ackedAt: number }) => answered.some((later) => later.sentAt > one.ackedAt)
  const allowed = versions.filter((one) => !isOver(one)).map((one) => one.mark)
  bench.check(
    'content',
    allowed.includes(send.mark),
    () => `${send.mark}, not ${allowed.join(' or ')}: ${say(bench, send)}`,
  )
}

function judgeConsent(bench: Bench, send: SendEntry): void {
  const { ledger } = bench
  const marketing = [...bench.categories(send)].every((one) => one === 'marketing')
  for (const out of ledger.optOuts) {
    if (out.scope === 'marketing' && !marketing) continue
    if (out.profile !== null && (out.profile !== send.profile || out.to !== send.to)) continue
    // another address of the same person counts once the two were said to be one
    const joined = out.to === send.to ? Number.NEGATIVE_INFINITY : joinedAt(bench, out.to, send.to)
    if (joined === null) continue
    const told = out.profile === null ? bench.toldMs + ledger.behindMs : 0
    const lifted =
      out.scope === 'marketing' &&
      ledger.lifts.some((one) => personOf(one.to) === send.person && one.at >= out.saidAt && one.at <= send.at)
    bench.check(
      joined === Number.NEGATIVE_INFINITY ? 'opted-out' : 'opted-out-joined',
      send.at <= Math.max(out.ackedAt, joined) + told || lifted,
      () => `${out.scope} of ${out.to} at ${bench.t(out.ackedAt)} (${out.profile}): ${say(bench, send)}`,
    )
  }
}

function joinedAt({ ledger }: Bench, a: string, b: string): number | null {
  const join = ledger.joins.find((one) => one.addresses.includes(a) && one.addresses.includes(b))
  return join?.ackedAt ?? null
}

/** A template that Meta stopped goes out no more once its word was answered. */
function judgeTemplate(bench: Bench, send: SendEntry): void {
  const words = bench.ledger.templates.filter((one) => one.waba === send.waba && one.name === send.template)
  const now = words.findLast((one) => one.says === 'status' && one.at <= send.at)
  if (now === undefined) return
  const stopped = now.ackedAt < send.at && now.status !== 'APPROVED'
  bench.check('template-held', !stopped, () => `${now.status} since ${bench.t(now.ackedAt)}: ${say(bench, send)}`)
}

/** Meta said that who gets this has opted out of marketing. */
function judgeRefusal(bench: Bench, struck: SendEntry, send: SendEntry): void {
  if (send.profile === struck.profile && send.to === struck.to && [...bench.categories(send)].join() === 'marketing')
    bench.check(
      'meta-opt-out',
      bench.ledger.lifts.some((one) => personOf(one.to) === send.person),
      () => say(bench, send),
    )
}

/** After Meta's word on the number it sends nothing, until a person or good polls say otherwise. Asked at the end: mostly nothing follows. */
export function judgeStruck(bench: Bench): void {
  for (const struck of bench.struck) judgeShared(bench, struck)
  // a word that came without a message was stored when it was answered
  for (const struck of [...bench.struck.filter((one) => bench.heard(one)), ...bench.ledger.errors]) {
    if (!STOPPING.has(struck.code ?? 0)) continue
    const next = bench.ledger.sends.find(
      (one) =>
        one.profile === struck.profile &&
        one.at > struck.answerAt &&
        one.at < struck.answerAt + POLLS_MS &&
        !isResumed(bench, struck, one.at),
    )
    const story = () => `${struck.code} at ${bench.t(struck.answerAt)}: ${next === undefined ? '' : say(bench, next)}`
    bench.check('struck', next === undefined, story)
  }
}

/** Nor does what shares the account or the token that the word is on, once it was told. */
function judgeShared(bench: Bench, struck: SendEntry): void {
  const { code } = struck
  if (!SHARED.has(code ?? 0) || !bench.heard(struck)) return
  const shares = (send: SendEntry) =>
    code === 190 ? send.token === struck.token && portfolioOf(send) === portfolioOf(struck) : send.waba === struck.waba
  const sends = bench.ledger.sends.filter(shares)
  if (sends.every((one) => one.profile === struck.profile)) return
  const told = struck.answerAt + bench.toldMs + bench.ledger.behindMs
  const next = sends.find((one) => one.at > told && !isResumed(bench, struck, one.at))
  const story = () => `${code} at ${bench.t(struck.answerAt)}: ${next === undefined ? '' : say(bench, next)}`
  bench.check('struck-shared', next === undefined, story)
}

const SHARED: ReadonlySet<number> = new Set([190, 131031, 368])
const STOPPING: ReadonlySet<number> = new Set([190, 131031, 368, 131048, 131042, 131037])

function isResumed(bench: Bench, struck: { at: number }, at: number): boolean {
  return bench.ledger.resumes.some((one) => one.at >= struck.at - bench.toldMs && one.at <= at)
}

/** A token's hold is kept by a portfolio, since a token belongs to one business. */
function portfolioOf(send: SendEntry): string {
  return send.waba.split('-')[1] ?? ''
}

/** A message belongs to the package that took it: its id says which. */
function packageOf(send: SendEntry): string {
  return `pkg_${send.id.slice(2, 12)}`
}

function say(bench: Bench, send: SendEntry): string {
  return `${send.id}.${send.attempt} ${send.category} from ${send.profile} to ${send.to} at ${bench.t(send.at)}`
}
