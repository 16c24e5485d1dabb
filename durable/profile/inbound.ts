import { wordOf } from '../domain/words.ts'
import type { ProfileContext } from './context.ts'
import type { ProfileEvent } from './rpc.ts'
import { DAY_MS, MINUTE_MS } from './time.ts'

type InboundEvent = Extract<ProfileEvent, { kind: 'inbound' }>

/** What the package is told of an inbound message. */
export interface Heard {
  userKey: string
  address: string
  at: number
  windowUntil: number | null
}

/**
 * An inbound message: kept until the history has it, counted once, and it opens the user's window until Meta's time
 * + 24 h, less 60 s; a late webhook opens nothing. Inside a transaction.
 */
export function observeInbound(ctx: ProfileContext, event: InboundEvent, address: string, now: number): Heard {
  const userKey = ctx.users.keyOf(address)
  const until = Math.min(event.at, now) + DAY_MS - MINUTE_MS
  const windowUntil = until > now ? until : null
  const fresh = ctx.inbound.add({
    wamid: event.wamid,
    at: event.at,
    packageId: ctx.cached.config?.packageId ?? '',
    address,
    userKey,
    name: event.name,
    type: event.type,
    contextId: event.contextId,
    raw: event.raw,
  })
  if (fresh) {
    ctx.count(now, { received: 1 })
    ctx.second.note(now)
    ctx.note(`inbound:${event.wamid}`)
  }
  if (windowUntil !== null && windowUntil > ctx.users.get(userKey).windowUntil) {
    ctx.users.change(userKey, { windowUntil })
    for (const entry of ctx.cached.queue.conversation(userKey)) ctx.cached.queue.wake(entry)
  }
  return { userKey, address, at: event.at, windowUntil }
}

/** A word of consent holds here from this commit on; the portfolio, which is told before the 200, makes it hold everywhere. */
export function applyConsent(ctx: ProfileContext, userKey: string, out: boolean, at: number): void {
  const user = ctx.users.get(userKey)
  if (at < user.optOutAt || user.optOut === 'all') return
  ctx.users.put(userKey, { ...user, optOut: out ? 'marketing' : null, optOutAt: at })
  for (const entry of ctx.cached.queue.conversation(userKey)) ctx.cached.queue.wake(entry)
}

/** Whether the whole message is a STOP (true) or a START word (false); null = neither. */
export function optWord(words: string | null): boolean | null {
  const found = wordOf(words)
  return found === null ? null : found === 'stop'
}
