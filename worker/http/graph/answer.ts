import type { MessageView } from '../../../durable/domain/message.ts'
import { reportFault } from '../../../durable/kit/fault.ts'
import { Unavailable } from '../../db/unavailable.ts'
import type { Env } from '../../env.ts'
import { actors } from '../actors.ts'
import { feedOf } from '../live-feed.ts'

/** api.md: a wamid when Meta answered within 10 s. */
const PATIENCE_MS = 10_000
/** An event is a hint and may be lost: the owner is asked at least so often. */
const LOOK_MS = 3_000
/** The feed may know what the owner does not yet, or cannot say now: between two looks it has so long. */
const AGAIN_MS = 250
/** The owner's own answer may take so long beyond the end. */
const LAST_LOOK_MS = 1_500

/** After these nothing more is to be waited for: Meta has answered, or it will not be asked. */
const DECIDED = ['sent', 'delivered', 'read', 'failed', 'cancelled', 'expired', 'unresolved', 'held']
const IS_DECIDED: ReadonlySet<string> = new Set(DECIDED)

/**
 * What became of a message that was accepted just now, as its owner tells, within 10 s; null when nothing is decided by
 * then, or the owner cannot be asked. Waits for the feed's word instead of asking again and again; holds nothing open.
 */
export async function settledView(
  env: Env,
  packageId: string,
  id: string,
  patienceMs = PATIENCE_MS,
): Promise<MessageView | null> {
  const end = Date.now() + patienceMs
  for (;;) {
    const left = end - Date.now()
    if (left > 0) await word(env, id, Math.min(left, LOOK_MS))
    const view = await within(LAST_LOOK_MS, ownersView(env, packageId, id))
    if (view !== null && IS_DECIDED.has(view.status)) return view
    const rest = end - Date.now()
    if (rest <= 0) return null
    await scheduler.wait(Math.min(rest, AGAIN_MS))
  }
}

/** Resolves when the feed has something to say of the message, at the latest after `ms`. */
async function word(env: Env, id: string, ms: number): Promise<void> {
  const from = Date.now()
  try {
    await feedOf(env).heard(id, DECIDED, ms)
  } catch (error) {
    reportFault('feed: heard', error)
    await scheduler.wait(Math.max(0, ms - (Date.now() - from)))
  }
}

async function ownersView(env: Env, packageId: string, id: string): Promise<MessageView | null> {
  try {
    const own = await actors.package(env, packageId).message(id)
    if (own === null || own.boundTo === null) return own?.view ?? null
    return (await actors.profile(env, own.boundTo).message(id)) ?? own.view
  } catch (error) {
    if (error instanceof Unavailable) return null
    throw error
  }
}

async function within<T>(ms: number, work: Promise<T | null>): Promise<T | null> {
  const late = new AbortController()
  try {
    return await Promise.race([work, scheduler.wait(ms, { signal: late.signal }).then(() => null)])
  } finally {
    late.abort()
  }
}
