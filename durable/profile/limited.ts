import type { ProfileContext } from './context.ts'
import type { MessageRecord } from './record.ts'
import { DAY_MS } from './time.ts'

/** Recipients a call. */
const CHUNK = 1_000

/**
 * The portfolio is limited again (guard-rules.md, Reach): the word "unlimited" ends here at once, and whoever was reached
 * under it counts from now on like the others. All who count are told, since an earlier telling may have been lost on its
 * way. To a portfolio that the number has left they are told as far as is known: too many rather than too few.
 */
export async function limited(ctx: ProfileContext, portfolioId: string): Promise<void> {
  ctx.limitedTimes += 1
  const portfolio = ctx.host.call.portfolio(portfolioId)
  const now = ctx.host.now()
  const missing = uncounted(ctx, now)
  if (ctx.cached.config?.portfolioId === portfolioId)
    ctx.commit(() => {
      if (ctx.cached.reach?.unlimited === true) {
        ctx.cached.reach = null
        ctx.state.drop('reach')
        ctx.cached.queue.awaken()
      }
      for (const [userKey, until] of missing) ctx.reached.put({ userKey, lease: '', message: '', base: until, until })
    })
  else
    for (let from = 0; from < missing.length; from += CHUNK)
      await portfolio.reachChanged(
        ctx.name,
        missing.slice(from, from + CHUNK).map(([userKey, until]) => ({ userKey, until })),
      )
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = ctx.reached.counting(now, after, CHUNK)
    after = page.at(-1)?.userKey
    if (page.length === 0) break
    await portfolio.reachChanged(
      ctx.name,
      page.map(({ userKey, until }) => ({ userKey, until })),
    )
    // what changed while this was on its way is told apart
    const changed = page.filter(({ userKey, until }) => (ctx.reached.get(userKey)?.until ?? until) !== until)
    if (changed.length > 0)
      ctx.commit(() => {
        for (const { userKey } of changed) ctx.note(`reach:${userKey}`)
      })
  }
}

/** Recipients of the last 24 h who have no place, with the end of their counting: templates, since replies do not count. */
function uncounted(ctx: ProfileContext, now: number): [string, number][] {
  const found = new Map<string, number>()
  for (const record of ctx.messages.startedSince(now - DAY_MS)) {
    if (record.template === null || !mayHaveLanded(record, now)) continue
    // its delivery, which makes him count for 24 h, came no later than the last change
    const until = Math.max(record.startedAt ?? 0, record.updatedAt) + DAY_MS
    const userKey = ctx.users.keyOf(record.userKey)
    const known = Math.max(found.get(userKey) ?? 0, ctx.reached.get(userKey)?.until ?? 0)
    if (until > now && until > known) found.set(userKey, until)
  }
  return [...found]
}

const LANDED: ReadonlySet<string> = new Set(['sending', 'unknown', 'unresolved', 'sent', 'delivered', 'read'])

/** Taken by Meta for all we know; of an attempt that was lost nobody knows it, whatever became of the message since. */
function mayHaveLanded(record: MessageRecord, now: number): boolean {
  return LANDED.has(record.status) || record.timeline.some((one) => one.event === 'unknown' && now - one.at < DAY_MS)
}
