import type { MessagingLimit } from '../domain/limitTier.ts'
import type { ProfileContext } from './context.ts'
import { isLeft } from './leave.ts'
import { limited } from './limited.ts'
import type { ReachState } from './number.ts'
import type { MessageRecord } from './record.ts'
import { DAY_MS, MINUTE_MS } from './time.ts'

/** A send this close to its window's end counts as outside: it may be delivered after it (guard-rules.md, Reach). */
const NEAR_END_MS = 10 * MINUTE_MS
/** A place is reused only while it counts for so long yet: its new end must reach the portfolio before the old one. */
const REUSE_MS = 60 * MINUTE_MS
/** Asked for anew well before it ends, so that sends do not wait for a lease. */
const RENEW_MS = MINUTE_MS
/** An answer "unlimited" is asked again after this. */
const ASK_AGAIN_MS = 10 * MINUTE_MS
/** One "nothing left" is asked again between these. */
const EXHAUSTED_LONG_MS = 15 * MINUTE_MS
const EXHAUSTED_MS = MINUTE_MS

/** When to ask again after nothing was left: as the portfolio said, never sooner than a minute nor later than 15. */
export function askAgainAt(reach: ReachState): number {
  const soonest = reach.at + EXHAUSTED_MS
  return Math.min(Math.max(reach.again ?? soonest, soonest), reach.at + EXHAUSTED_LONG_MS)
}

export type Place = 'counted' | 'place' | 'none'

/** Whether a send to this user outside his window has, can take, or lacks a place of the portfolio's reach. */
export function placeFor(ctx: ProfileContext, userKey: string, windowUntil: number, now: number): Place {
  if (windowUntil - now > NEAR_END_MS) return 'counted'
  if (isUnlimited(ctx, now)) return 'counted'
  if ((ctx.reached.get(userKey)?.until ?? 0) > now + REUSE_MS) return 'counted'
  return freeLease(ctx, now) === undefined ? 'none' : 'place'
}

/** The word "unlimited" holds as long as a lease: Meta may limit the portfolio again. */
function isUnlimited(ctx: ProfileContext, now: number): boolean {
  const { reach } = ctx.cached
  return reach?.unlimited === true && now - reach.at < ASK_AGAIN_MS && reach.at <= now
}

function freeLease(ctx: ProfileContext, now: number): string | undefined {
  return ctx.cached.leases.find((lease) => lease.until > now && (ctx.cached.leaseUsed.get(lease.id) ?? 0) < lease.n)?.id
}

/** Places that this number could use at once. */
export function placesLeft(ctx: ProfileContext, now: number): number {
  let left = 0
  for (const lease of ctx.cached.leases)
    if (lease.until > now) left += Math.max(0, lease.n - (ctx.cached.leaseUsed.get(lease.id) ?? 0))
  return left
}

/** Inside the reserving transaction: books the recipient until 24 h after this send. True when he counts now. */
export function reserveReach(ctx: ProfileContext, record: MessageRecord, windowUntil: number, now: number): boolean {
  if (windowUntil - now > NEAR_END_MS || isUnlimited(ctx, now)) return false
  const known = ctx.reached.get(record.userKey)
  const until = now + DAY_MS
  if (known !== undefined && known.until > now + REUSE_MS) {
    ctx.reached.put({ ...known, message: record.id, base: known.until, until })
    note(ctx, record.userKey, known.lease)
    return true
  }
  const lease = freeLease(ctx, now)
  if (lease === undefined) throw new Error('a place was reserved that is not there')
  ctx.reached.put({ userKey: record.userKey, lease, message: record.id, base: now, until })
  ctx.cached.leaseUsed.set(lease, (ctx.cached.leaseUsed.get(lease) ?? 0) + 1)
  return true
}

/** Delivered: he counts for 24 h from then on, also from a late one. */
export function reachDelivered(ctx: ProfileContext, userKey: string, at: number): void {
  const known = ctx.reached.get(userKey)
  if (known === undefined) return
  const until = Math.max(known.until, at + DAY_MS)
  ctx.reached.put({ ...known, base: Math.max(known.base, at + DAY_MS), until })
  note(ctx, userKey, known.lease)
}

/** Failed, or Meta did not take it: he counts no longer than without this message. */
export function reachFailed(ctx: ProfileContext, record: MessageRecord): void {
  const known = ctx.reached.get(record.userKey)
  if (known === undefined || known.message !== record.id || known.until === known.base) return
  ctx.reached.put({ ...known, until: known.base })
  note(ctx, record.userKey, known.lease)
}

/** A recipient of a lease that is still out comes back with it; of a returned one the portfolio is told. */
function note(ctx: ProfileContext, userKey: string, lease: string): void {
  if (!ctx.cached.leases.some((one) => one.id === lease)) ctx.note(`reach:${userKey}`)
}

/** When the reach needs attention: a lease to ask for or to give back; null = never. */
export function reachDeadline(ctx: ProfileContext, now: number): number | null {
  const times = ctx.cached.leases.map((lease) => lease.until)
  const asking = wanted(ctx, now) > 0
  const ask = asking ? now : nextAsk(ctx, now)
  // a time that has passed while nothing is wanted would start the loop again and again, without end
  if (ask !== null && (asking || ask > now)) times.push(ask)
  return times.length === 0 ? null : Math.min(...times)
}

function nextAsk(ctx: ProfileContext, now: number): number | null {
  const { reach } = ctx.cached
  if (reach?.unlimited === true) return anyQueued(ctx) ? reach.at + ASK_AGAIN_MS - RENEW_MS : null
  if (waiting(ctx, now) === 0) return null
  if (reach === null) return now
  return reach.left === 0 ? askAgainAt(reach) : null
}

/** Meta names a higher limit than the one that was used up: no need to wait for a place. */
export function limitRisen(ctx: ProfileContext, limit: MessagingLimit): void {
  const { reach } = ctx.cached
  if (reach === null || reach.left !== 0 || (limit !== null && limit <= (reach.limit ?? 0))) return
  ctx.commit(() => {
    ctx.cached.reach = { ...reach, again: reach.at }
    ctx.state.write('reach', ctx.cached.reach)
  })
}

/** Messages at the head of the queue whose recipient needs a place: a block is no larger than 50. */
function waiting(ctx: ProfileContext, now: number): number {
  let seen = 0
  let count = 0
  for (const entry of ctx.cached.queue.all()) {
    // what cannot leave for long must not hide who needs a place
    if (entry.status !== 'queued' || ctx.cached.queue.isAsleep(entry)) continue
    const place = placeFor(ctx, entry.userKey, ctx.users.get(entry.userKey).windowUntil, now)
    if (place !== 'counted') count += 1
    if (++seen >= 50) break
  }
  return count
}

function anyQueued(ctx: ProfileContext): boolean {
  return ctx.cached.queue.queued > 0
}

/** How many places to ask for now, 0 = none. */
export function wanted(ctx: ProfileContext, now: number): number {
  const { reach, config } = ctx.cached
  if (config === null || config.deletedAt !== null) return 0
  if (reach?.unlimited === true && reach.at <= now) {
    if (now - reach.at < ASK_AGAIN_MS - RENEW_MS) return 0
    // asked before the word runs out, so that nobody waits for it
    if (isUnlimited(ctx, now)) return anyQueued(ctx) ? 1 : 0
  }
  if (reach !== null && reach.left === 0 && now < askAgainAt(reach) && reach.at <= now) return 0
  const need = waiting(ctx, now)
  if (need === 0) return 0
  let ready = 0
  for (const lease of ctx.cached.leases)
    if (lease.until > now + RENEW_MS) ready += Math.max(0, lease.n - (ctx.cached.leaseUsed.get(lease.id) ?? 0))
  // the next block is asked for when less than a quarter of the need is at hand
  return ready * 4 < need || ready === 0 ? Math.max(need, 1) : 0
}

/**
 * Gives ended leases back and asks for the next block. An emptied one is kept to its end: by then most of its recipients
 * are delivered, and one return tells them all. A loop: repeated until the portfolio has answered.
 */
export async function keepReach(ctx: ProfileContext): Promise<void> {
  const { config } = ctx.cached
  if (config === null) return
  const portfolio = ctx.host.call.portfolio(config.portfolioId)
  for (const lease of ctx.cached.leases.filter((one) => one.until <= ctx.host.now())) {
    const used = ctx.reached.ofLease(lease.id).map(({ userKey, until }) => ({ userKey, until }))
    await portfolio.returnLease(ctx.name, lease.id, used)
    ctx.commit(() => {
      // what changed while the return was on its way is told apart
      const sent = new Map(used.map((one) => [one.userKey, one.until]))
      for (const { userKey, until } of ctx.reached.ofLease(lease.id))
        if (sent.get(userKey) !== until) ctx.note(`reach:${userKey}`)
      ctx.reached.dropLease(lease.id)
      ctx.cached.leases = ctx.cached.leases.filter((one) => one.id !== lease.id)
      ctx.cached.leaseUsed.delete(lease.id)
    })
  }
  const asked = ctx.host.now()
  const want = wanted(ctx, asked)
  if (want === 0) return
  const { limitedTimes } = ctx
  const lease = await portfolio.lease(ctx.name, want)
  // the number moved on: its places are not there for another portfolio's people
  if (isLeft(ctx, config.portfolioId)) return
  // said before the portfolio was limited, and asked us whom we reached under that word
  if (lease.unlimited && ctx.limitedTimes !== limitedTimes) return
  // a portfolio that limits again asks each number by itself; one that asks first is not to wait for that
  if (!lease.unlimited && ctx.cached.reach?.unlimited === true) await limited(ctx, config.portfolioId)
  const now = ctx.host.now()
  // by our clock it is all but over: it goes back when it is, and without a pause would be asked for again without end
  const over = !lease.unlimited && lease.n > 0 && lease.until <= now + RENEW_MS
  ctx.commit(() => {
    if (lease.unlimited) {
      ctx.cached.reach = { unlimited: true, left: null, limit: null, used: 0, at: asked }
    } else {
      const none = lease.n === 0 || over
      const left = none ? 0 : Math.max(0, Math.floor(lease.limit * 0.95) - lease.used)
      ctx.cached.reach = {
        unlimited: false,
        left,
        limit: lease.limit,
        used: lease.used,
        at: now,
        ...(none ? { again: lease.until } : {}),
      }
      if (lease.n > 0) {
        ctx.reached.addLease({ id: lease.id, n: lease.n, until: lease.until })
        ctx.cached.leases = [...ctx.cached.leases, { id: lease.id, n: lease.n, until: lease.until }]
      }
    }
    ctx.state.write('reach', ctx.cached.reach)
    ctx.cached.queue.awaken()
  })
}
