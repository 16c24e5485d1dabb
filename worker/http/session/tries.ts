import { Tries } from '../../../durable/feed/tries.ts'
import { reportFault } from '../../../durable/kit/fault.ts'
import type { Env } from '../../env.ts'
import { feedOf } from '../live-feed.ts'

const own = new Tries()

/**
 * Counts a try at signing in: 0 = go on, otherwise seconds to wait. The feed counts for all isolates, and this one what the
 * feed let go on: alone while the feed does not answer, and where the feed has begun anew.
 */
export async function waitOf(env: Env, request: Request, now: number): Promise<number> {
  const address = addressOf(request)
  try {
    const wait = await feedOf(env).trySignIn(address)
    if (wait > 0) return wait
  } catch (error) {
    reportFault('feed: sign-in', error)
  }
  return own.take(address, now)
}

/** Whoever has one address of IPv6 has a network of them: its first 64 bits count. */
export function addressOf(request: Request): string {
  const text = request.headers.get('cf-connecting-ip') ?? 'unknown'
  if (!text.includes(':') || !URL.canParse(`http://[${text}]`)) return text
  const groups = new URL(`http://[${text}]`).hostname.slice(1, -1).split('::')
  const head = (groups[0] ?? '').split(':').filter((part) => part !== '')
  return [...head, '0', '0', '0', '0'].slice(0, 4).join(':')
}
