import { canonicalKey } from '../domain/identity.ts'
import type { MessageView } from '../domain/message.ts'
import { SYSTEM } from '../domain/reason.ts'
import type { ProfileContext } from './context.ts'
import { moveReach } from './holds.ts'
import { end, tell, viewOf } from './record.ts'

/** A message as the owner knows it; null for one that this number has not, or gave back. */
export function viewMessage(ctx: ProfileContext, id: string): MessageView | null {
  const record = ctx.messages.get(id)
  return record === undefined || record.state === 'gone' ? null : viewOf(record, ctx.name)
}

/** Open messages in the order of leaving; the cursor is the id of the last one shown. */
export function viewQueue(
  ctx: ProfileContext,
  options: { limit: number; cursor: string | null },
): { items: MessageView[]; nextCursor: string | null } {
  const all = ctx.cached.queue.all()
  const after = options.cursor === null ? -1 : all.findIndex((entry) => entry.id === options.cursor)
  const ids = all.slice(after + 1, after + 1 + options.limit).map((entry) => entry.id)
  const items = ids.flatMap((id) => viewMessage(ctx, id) ?? [])
  const more = after + 1 + ids.length < all.length
  return { items, nextCursor: more ? (ids.at(-1) ?? null) : null }
}

/**
 * Erases text and address of a user here. What has not left ends cancelled; what is open at Meta keeps its id, so that a
 * status finds it, and is never sent again. Answers how many messages were touched.
 */
export function erase(ctx: ProfileContext, address: string, hash: string): number {
  const userKey = ctx.users.keyOf(address)
  // what had ended before two addresses were known to be one user's lies under the other one
  const keys = [...new Set([address, userKey, ...ctx.users.addressesOf(userKey)])]
  const erased = `hash:${hash}`
  return ctx.commit(() => {
    const now = ctx.host.now()
    const records = ctx.messages.ofUser(keys)
    for (const record of records) {
      const open = record.status === 'queued' || record.status === 'held'
      if (record.state === 'open' && open) end(record, 'cancelled', now)
      record.forbidResend = true
      record.content = ''
      record.to = erased
      record.userKey = erased
      record.reference = null
      tell(record, now, 'erased', SYSTEM, [])
      ctx.save(record)
      if (record.state === 'gone') continue
      ctx.note(`message:${record.id}`)
      ctx.note(`tell:${record.id}`)
    }
    const inbound = ctx.inbound.ofUser(keys)
    ctx.inbound.clear(inbound)
    // his other addresses are not erased: they stay one user, and what he said stays in force for them
    const rest = keys.filter((key) => key !== address)
    const key = canonicalKey(userKey === address ? rest : [userKey])
    if (key !== undefined && userKey === address) ctx.users.join(address, key)
    ctx.users.erase([address])
    for (const one of rest) if (key !== undefined && one !== key) ctx.users.putAlias(one, key, now)
    ctx.learnt.clear()
    // he goes on counting, without a name
    for (const key of keys) moveReach(ctx, key, erased)
    ctx.sentBack.forget(keys)
    // what its portfolio has been told of him
    ctx.outbox.forget()
    return records.length + inbound.length
  })
}
