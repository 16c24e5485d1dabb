import { WrongKey } from '../../durable/kit/vault.ts'
import type { AcceptItem } from '../../durable/package/rpc.ts'
import { pepperedHash } from '../db/pepper.ts'
import { Unavailable } from '../db/unavailable.ts'
import type { Env } from '../env.ts'

/**
 * The item with its recipient's hash, under which an erased user's opt-out is kept. Without the pepper (D1 away since
 * this isolate began, or MASTER_KEY changed without its former key) sending goes on without; a package that keeps an
 * erased user's opt-out refuses such an item, since it cannot tell whether this is that user.
 */
export async function withHash(env: Env, item: AcceptItem, now: number): Promise<AcceptItem> {
  try {
    return { ...item, toHash: await pepperedHash(env, 'address', item.to, now) }
  } catch (error) {
    if (error instanceof Unavailable || error instanceof WrongKey) return item
    throw error
  }
}
