import type { AcceptItem } from '../../durable/package/rpc.ts'
import { pepperedHash } from '../db/pepper.ts'
import { Unavailable } from '../db/unavailable.ts'
import type { Env } from '../env.ts'

/**
 * The item with its recipient's hash, under which an erased user's opt-out is kept. Without the pepper (D1 away since
 * this isolate began) sending goes on without: the portfolio's other checks still hold.
 */
export async function withHash(env: Env, item: AcceptItem, now: number): Promise<AcceptItem> {
  try {
    return { ...item, toHash: await pepperedHash(env, 'address', item.to, now) }
  } catch (error) {
    if (error instanceof Unavailable) return item
    throw error
  }
}
