import type { Bench } from './checker.ts'
import type { ConfigEntry, SendEntry } from './ledger.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** A lease of reach lives no longer; a limit that Meta lowers stops only new ones. */
const LEASE_MS = 600_000

/** Invariant 3, at each send: caps over every rolling window, cooldown, requests in flight, pair gap, and reach of a portfolio. */
export function judgePace(bench: Bench, send: SendEntry): void {
  const force = bench.force(send)
  const earlier = bench.earlierOf(send.profile)
  judgeCaps(bench, send, earlier, force)
  const last = earlier.at(-1)
  if (last !== undefined) judgeCooldown(bench, last, send)
  const open = earlier.filter((one) => one.answerAt > send.at && bench.heard({ ...one, answerAt: send.at }))
  const most = Math.max(...force.map((one) => one.maxInFlight))
  bench.check('in-flight', open.length < most, () => `${send.profile} had ${open.length} open at ${bench.t(send.at)}`)
  const pair = earlier.findLast((one) => one.to === send.to)
  if (pair !== undefined) {
    const gap = Math.min(...force.map((one) => one.gapMs))
    const from = bench.heard(pair) ? pair.answerAt : pair.at
    bench.check('pair-gap', send.at - from >= gap, () => two(bench, pair, send))
  }
  judgeBlackout(bench, send, force)
  judgeReach(bench, send)
}

/** Configurations that the number may be running: the last that was answered for, and those pushed since. */
export function inForce(configs: ConfigEntry[], at: number): ConfigEntry[] {
  const answered = configs.findLastIndex((one) => one.ackedAt < at)
  return configs.filter((one, n) => one.sentAt <= at && n >= answered)
}

/** The pause after a send is drawn at that send: what is configured later is for the next one. */
function judgeCooldown(bench: Bench, last: SendEntry, send: SendEntry): void {
  const gap = send.at - last.at
  const then = bench.force(last)
  const least = Math.min(...then.map((one) => one.cooldownMs))
  if (least <= 0) return
  bench.check('cooldown', gap >= least - 2, () => two(bench, last, send))
  // the pause after a send in quiet hours is 2.5 times as long, 0.7 of it where the rush falls into them; a queue of more
  // than 100 would shorten it
  const { ledger } = bench
  if (ledger.behindMs > 0 || ledger.promised.length > 100) return
  if (!then.every((one) => one.quiet !== null && inWindow(one, one.quiet, last.at))) return
  const rushed = then.some((one) => one.rush.some((window) => inWindow(one, window, last.at)))
  const slow = least * 2.5 * (rushed ? 0.7 : 1)
  bench.check('cooldown-quiet', gap >= slow - 2, () => two(bench, last, send))
}

function judgeCaps(bench: Bench, send: SendEntry, earlier: SendEntry[], force: ConfigEntry[]): void {
  if (!send.taken) return
  const windows = [
    ['hourly', HOUR],
    ['threeHourly', 3 * HOUR],
    ['daily', DAY],
    ['perSecond', 1_000],
  ] as const
  const others = bench.ledger.foreign.filter((one) => one.profile === send.profile && one.ackedAt <= send.at)
  for (const [name, ms] of windows) {
    const cap = Math.max(...force.map((one) => one[name] ?? Number.POSITIVE_INFINITY))
    if (!Number.isFinite(cap)) continue
    const used = earlier.filter((one) => one.taken && send.at - one.at < ms).length
    // another system's send is counted when the guard hears of it; within the second that says little
    const theirs = name === 'perSecond' ? 0 : others.filter((one) => send.at - one.sentAt < ms).length
    bench.check(
      `cap-${name}`,
      used + theirs + 1 <= cap,
      () => `${send.profile} sent ${used + 1} and others ${theirs} of ${cap} ${name} at ${bench.t(send.at)}`,
    )
  }
}

function judgeBlackout(bench: Bench, send: SendEntry, force: ConfigEntry[]): void {
  if (bench.ledger.behindMs > 0 || force.length === 0) return
  const categories = bench.categories(send)
  const dark = force.every(
    (one) =>
      one.blackout.windows.some((window) => inWindow(one, window, send.at)) &&
      !(one.blackout.exemptAuthentication && categories.has('authentication')) &&
      !(one.blackout.exemptReplies && bench.windowOpen(send)),
  )
  bench.check('blackout', !dark, () => `${send.category} from ${send.profile} at ${bench.t(send.at)}`)
}

/** from <= local time < to; a window whose end is not after its start runs over midnight. */
function inWindow({ zoneMs }: ConfigEntry, window: { from: string; to: string }, at: number): boolean {
  const local = Math.floor(((at + zoneMs) % DAY) / 60_000)
  const [from, to] = [window.from, window.to].map((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))) as [
    number,
    number,
  ]
  return from < to ? from <= local && local < to : from <= local || local < to
}

/** Unique people of a rolling day, whom the business wrote to outside their service windows, over all numbers of the portfolio. */
function judgeReach(bench: Bench, send: SendEntry): void {
  if (!send.taken || bench.windowOpen(send)) return
  const portfolio = send.waba.split('-')[1] ?? ''
  const opened = bench.opened.get(portfolio) ?? []
  const failed = (one: SendEntry) =>
    bench.ledger.webhooks.some(
      (hook) => hook.wamid === one.wamid && hook.status === 'failed' && hook.sentAt !== null && hook.sentAt <= send.at,
    )
  const counted = opened.filter((one) => send.at - one.at < DAY)
  const limit = limitAt(bench, portfolio, send.at)
  bench.opened.set(portfolio, [...counted, send])
  if (!Number.isFinite(limit) || counted.some((one) => one.person === send.person)) return
  // below what is used up a limit stops new people only. The guard counts whom it reached in a window that it had not
  // heard of, so it goes on writing to him where Meta, which had not counted him, begins to
  if (wasHigher(bench, portfolio, limit, send.at) && reachedToday(bench, send)) return
  const people = new Set(counted.filter((one) => !failed(one)).map((one) => one.person)).add(send.person)
  bench.check('reach', people.size <= limit, () => `${portfolio}: ${people.size} of ${limit} at ${bench.t(send.at)}`)
}

/** Meta has lowered the limit before. */
function wasHigher(bench: Bench, portfolio: string, limit: number, at: number): boolean {
  return bench.ledger.limits.some(
    (one) => one.portfolio === portfolio && one.at < at && (one.limit ?? Number.POSITIVE_INFINITY) > limit,
  )
}

/** Or may have been, as far as the number heard: he counts. */
function reachedToday(bench: Bench, send: SendEntry): boolean {
  const may = (one: SendEntry): boolean => one.taken || one.answer === 'lost' || !bench.heard(one)
  return bench.earlierOf(send.profile).some((one) => one.person === send.person && may(one) && send.at - one.at < DAY)
}

/** The highest limit that a number may still be going by. */
function limitAt(bench: Bench, portfolio: string, at: number): number {
  const said = bench.ledger.limits.filter((one) => one.portfolio === portfolio && one.at <= at)
  const known = said.findLastIndex((one) => one.ackedAt < at - LEASE_MS - bench.toldMs)
  return Math.max(...said.slice(Math.max(0, known)).map((one) => one.limit ?? Number.POSITIVE_INFINITY))
}

function two(bench: Bench, a: SendEntry, b: SendEntry): string {
  return `${b.profile} to ${b.to}: ${bench.t(a.at)} (answer ${bench.t(a.answerAt)}) and ${bench.t(b.at)}`
}
