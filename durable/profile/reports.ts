import type { MessageReport, ReleasedMessage } from '../package/rpc.ts'
import type { ProfileContext } from './context.ts'
import { releasedOf, reportOf } from './record.ts'
import { snapshotOf } from './snapshot.ts'
import { DAY_MS } from './time.ts'

const ENTRIES = 200
const SOON_MS = 200
/** Each report costs the package the same, however much it holds: a number that has work for a while tells less often. */
const BUSY_MS = 1_000
const BUSY_WITH = 10
/** windows a call */
const WINDOWS = 500

/** What became of messages, told to the packages that they belong to, until they have answered. */
export async function tellPackage(ctx: ProfileContext): Promise<void> {
  while (ctx.outbox.hasPending('package')) {
    if (!ctx.outbox.isBehind('package')) await ctx.reportPace.turn(reportEvery(ctx), SOON_MS)
    ctx.urgent = false
    const pending = ctx.outbox.pending('package', ENTRIES)
    if (pending === null) return
    if (pending.entries.some((entry) => entry.startsWith('windows:'))) await tellWindows(ctx)
    const byPackage = new Map<string, { messages: MessageReport[]; released: ReleasedMessage[] }>()
    const records = ctx.messages.many(pending.entries.flatMap((entry) => idOf(entry) ?? []))
    for (const record of records) {
      const told = byPackage.get(record.packageId) ?? { messages: [], released: [] }
      if (record.state === 'gone') told.released.push(releasedOf(record))
      else told.messages.push(reportOf(record))
      byPackage.set(record.packageId, told)
    }
    for (const [packageId, told] of byPackage)
      await ctx.host.call.package(packageId).report({ profileId: ctx.name, ...told, snapshot: snapshotOf(ctx) })
    const edited = records.filter((record) => record.state === 'gone' && record.content !== '')
    if (edited.length > 0) ctx.messages.clearText(edited.map((record) => record.id))
    ctx.outbox.acknowledge('package', pending.upTo)
  }
}

function reportEvery({ urgent, cached: { queue } }: ProfileContext): number {
  return urgent || queue.queued < BUSY_WITH ? SOON_MS : BUSY_MS
}

function idOf(entry: string): string | undefined {
  return entry.startsWith('tell:') ? entry.slice(5) : undefined
}

/** The windows that are open, told to a package that the number has come to, as of the inbound messages that opened them. */
async function tellWindows(ctx: ProfileContext): Promise<void> {
  const { config } = ctx.cached
  if (config === null || config.deletedAt !== null) return
  for (let after = ''; ; ) {
    const now = ctx.host.now()
    const open = ctx.users.openWindows(now, after, WINDOWS)
    const last = open.at(-1)
    if (last === undefined) return
    after = last.userKey
    await ctx.host.call.package(config.packageId).heard(
      open.map(({ userKey, until }) => ({
        profileId: ctx.name,
        userKey,
        address: userKey,
        at: Math.min(now, until - DAY_MS),
        windowUntil: until,
      })),
    )
  }
}

/** Opt-outs, holds, reach and aliases, told to the portfolio until it has answered. */
export async function tellPortfolio(ctx: ProfileContext): Promise<void> {
  for (;;) {
    const pending = ctx.outbox.pending('portfolio', ENTRIES)
    const { config } = ctx.cached
    if (pending === null || config === null) return
    const of = (kind: string) =>
      pending.entries.filter((entry) => entry.startsWith(kind)).map((entry) => entry.slice(kind.length))
    const learnt = of('learn:').map((text) => JSON.parse(text) as { addresses: string[]; at: number })
    const opted = of('optout:').map(
      (text) => JSON.parse(text) as { address: string; scope: 'marketing' | 'all'; source: string; at: number },
    )
    const reached = of('reach:').flatMap((userKey) => ctx.reached.get(userKey) ?? [])
    const holds = of('hold:')
    const portfolio = ctx.host.call.portfolio(config.portfolioId)
    if (holds.length > 0) await tellHolds(ctx)
    if (opted.length > 0) await portfolio.optOut(opted, { kind: 'meta', id: ctx.name, name: 'error code' })
    if (learnt.length > 0) await portfolio.learn(learnt)
    if (reached.length > 0)
      await portfolio.reachChanged(
        ctx.name,
        reached.map(({ userKey, until }) => ({ userKey, until })),
      )
    ctx.outbox.acknowledge('portfolio', pending.upTo)
  }
}

/** Our own holds, until every number concerned has them. */
async function tellHolds(ctx: ProfileContext): Promise<void> {
  const { config } = ctx.cached
  if (config === null) return
  for (const own of ctx.cached.ownHolds) {
    const { key, ...hold } = own
    await ctx.host.call.portfolio(config.portfolioId).hold(hold)
    ctx.commit(() => {
      ctx.cached.ownHolds = ctx.cached.ownHolds.filter((other) => other.key !== key)
      ctx.state.write('own-holds', ctx.cached.ownHolds)
      ctx.cached.queue.awaken()
    })
  }
}
