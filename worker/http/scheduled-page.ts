import type { MessageView } from '../../durable/domain/message.ts'
import { wrongCursor } from '../db/cursor.ts'
import type { Env } from '../env.ts'
import { wrapCursor } from './actor-cursor.ts'
import { actors } from './actors.ts'
import type { Refusal } from './reply.ts'

/** Packages looked at in one request. */
const MAX_PACKAGES = 40

/**
 * A page over several packages' own lists, one after the other. The cursor is `<package>|<its own cursor>`; a package
 * that is gone meanwhile is passed over by its place in the list.
 */
export async function scheduledPage(
  env: Env,
  ids: readonly string[],
  limit: number,
  cursor: string | null,
): Promise<{ items: MessageView[]; nextCursor: string | null } | Refusal> {
  const [from = '', ...own] = cursor?.split('|') ?? []
  const start = cursor === null ? 0 : ids.indexOf(from)
  if (start < 0) return wrongCursor()
  const items: MessageView[] = []
  let inner: string | null = own.length === 0 || own[0] === '' ? null : own.join('|')
  for (let at = start; at < ids.length; at++) {
    const id = ids[at] ?? ''
    if (items.length >= limit || at - start >= MAX_PACKAGES)
      return { items, nextCursor: wrapCursor(`${id}|${inner ?? ''}`, 'scheduled') }
    const page = await actors.package(env, id).listScheduled({ limit: limit - items.length, cursor: inner })
    items.push(...page.items)
    inner = page.nextCursor
    if (inner !== null) return { items, nextCursor: wrapCursor(`${id}|${inner}`, 'scheduled') }
  }
  return { items, nextCursor: null }
}
