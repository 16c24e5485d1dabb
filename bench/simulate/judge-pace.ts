import type { Bench } from './checker.ts'
import type { ConfigEntry, SendEntry } from './ledger.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Invariant 3: caps over every rolling window, cooldown, requests in flight, pair gap, and reach of a portfolio. */
export function judgePace(bench: Bench): void {
  const { ledger } = bench
  const sends = [...ledger.sends].sort((a, b) => a.at - b.at)
  for (const [profile, mine] of Map.groupBy(sends, (one) => one.profile)) {
    const configs = ledger.configs.filter((one) => one.profile === profile)
    mine.forEach((send, n) => {
      const force = inForce(configs, send.at)
      const earlier = mine.slice(0, n)
      judgeCaps(bench, send, earlier, force)
      const last = earlier.at(-1)
      const cooldown = Math.min(...force.map((one) => one.cooldownMs))
      if (last !== undefined && cooldown > 0)
        bench.check('cooldown', send.at - last.at >= cooldown - 2, () => two(bench, last, send))
      const open = earlier.filter((one) => one.answerAt > send.at && heardUntil(bench, one, send.at))
      const most = Math.max(...force.map((one) => one.maxInFlight))
      bench.check('in-flight', open.length < most, () => `${profile} had ${open.length} open at ${bench.t(send.at)}`)
      const pair = earlier.findLast((one) => one.to === send.to)
      if (pair !== undefined) {
        const gap = Math.min(...force.map((one) => one.gapMs))
        const from = bench.heard(pair) ? pair.answerAt : pair.at
        bench.check('pair-gap', send.at - from >= gap, () => two(bench, pair, send))
      }
    })
  }
  judgeReach(bench, sends)
}

/** Configurations that the number may be running: the last that was answered for, and those pushed since. */
export function inForce(configs: ConfigEntry[], at: number): ConfigEntry[] {
  const answered = configs.findLastIndex((one) => one.ackedAt < at)
  return configs.filter((one, n) => one.sentAt <= at && n >= answered)
}

function heardUntil(bench: Bench, send: SendEntry, at: number): boolean {
  return bench.heard({ ...send, answerAt: at })
}

function judgeCaps(bench: Bench, send: SendEntry, earlier: SendEntry[], force: ConfigEntry[]): void {
  if (!send.taken) return
  const windows = [
    ['hourly', HOUR],
    ['threeHourly', 3 * HOUR],
    ['daily', DAY],
    ['perSecond', 1_000],
  ] as const
  for (const [name, ms] of windows) {
    const caps = force.map((one) => one[name] ?? Number.POSITIVE_INFINITY)
    const cap = Math.max(...caps)
    if (!Number.isFinite(cap)) continue
    const used = earlier.filter((one) => one.taken && send.at - one.at < ms).length + 1
    bench.check(
      `cap-${name}`,
      used <= cap,
      () => `${send.profile} sent ${used} of ${cap} ${name} at ${bench.t(send.at)}`,
    )
  }
}

/** Unique people of a rolling day, whom the business wrote to outside their service windows, over all numbers of the portfolio. */
function judgeReach(bench: Bench, sends: SendEntry[]): void {
  const { reachLimit, inbound, webhooks } = bench.ledger
  if (reachLimit === null) return
  const failed = new Map<string, number>()
  for (const one of webhooks) if (one.status === 'failed' && one.sentAt !== null) failed.set(one.wamid, one.sentAt)
  const opened = sends.filter(
    (send) =>
      send.taken &&
      !inbound.some(
        (one) =>
          one.person === send.person && one.profile === send.profile && send.at >= one.at && send.at < one.at + DAY,
      ),
  )
  for (const [portfolio, list] of Map.groupBy(opened, (one) => one.waba.split('-')[1] ?? '')) {
    for (const send of list) {
      const people = new Set(
        list
          .filter((one) => one.at <= send.at && send.at - one.at < DAY)
          .filter((one) => one === send || (failed.get(one.wamid) ?? Number.POSITIVE_INFINITY) > send.at)
          .map((one) => one.person),
      )
      bench.check(
        'reach',
        people.size <= reachLimit,
        () => `${portfolio}: ${people.size} of ${reachLimit} at ${bench.t(send.at)}`,
      )
    }
  }
}

function two(bench: Bench, a: SendEntry, b: SendEntry): string {
  return `${b.profile} to ${b.to}: ${bench.t(a.at)} (answer ${bench.t(a.answerAt)}) and ${bench.t(b.at)}`
}
