import { type Hold, type Template, templateSubject } from '../domain/hold.ts'
import type { UserDelta } from '../domain/user.ts'
import type { ProfileContext } from './context.ts'
import { followStatusHolds } from './relapse.ts'

/** The whole set of holds, when it is newer. Inside a transaction. */
export function applyHoldsIn(ctx: ProfileContext, rev: number, holds: Hold[]): void {
  if (rev <= ctx.cached.held.rev) return
  followStatusHolds(ctx, () => {
    ctx.cached.held = { rev, holds }
  })
  ctx.state.write('holds', ctx.cached.held)
  ctx.cached.queue.awaken()
}

/** The whole set of templates, when it is newer; only what changed is written. Inside a transaction. */
export function applyTemplatesIn(ctx: ProfileContext, rev: number, templates: Template[]): void {
  if (rev <= ctx.cached.templatesRev) return
  const wabaId = ctx.cached.config?.wabaId
  const next = new Map(
    templates
      .filter((template) => template.wabaId === wabaId)
      .map((template) => [templateSubject(template.wabaId, template.name, template.language), template]),
  )
  for (const [key, template] of next)
    if (JSON.stringify(ctx.cached.templates.get(key)) !== JSON.stringify(template)) ctx.state.putTemplate(key, template)
  for (const key of ctx.cached.templates.keys()) if (!next.has(key)) ctx.state.dropTemplate(key)
  ctx.cached.templates = next
  ctx.cached.templatesRev = rev
  ctx.state.write('templates-rev', rev)
  ctx.cached.queue.awaken()
}

/**
 * Opt-outs and joined aliases since `from`. A gap is answered with the rev that is held, so that the portfolio sends the
 * rest; what is known already changes nothing.
 */
export function applyUsers(ctx: ProfileContext, from: number, deltas: UserDelta[]): { rev: number } {
  if (from > ctx.cached.usersRev) return { rev: ctx.cached.usersRev }
  const news = deltas.filter((delta) => delta.rev > ctx.cached.usersRev).sort((a, b) => a.rev - b.rev)
  const last = news.at(-1)
  if (last === undefined) return { rev: ctx.cached.usersRev }
  ctx.commit(() => {
    for (const delta of news) {
      if (delta.kind === 'alias') joinAlias(ctx, delta.address, delta.userKey, delta.at)
      else if (delta.userKey !== '') {
        const key = ctx.users.keyOf(delta.userKey)
        ctx.users.change(key, { optOut: delta.scope, optOutAt: delta.at })
        for (const entry of ctx.cached.queue.conversation(key)) ctx.cached.queue.wake(entry)
      }
    }
    ctx.cached.usersRev = last.rev
    ctx.state.write('users-rev', last.rev)
  })
  return { rev: last.rev }
}

/** Two keys are one user from now on: messages, window, gap, holds, opt-out and reach are united under the new key. */
export function joinAlias(ctx: ProfileContext, address: string, userKey: string, at: number): void {
  const before = ctx.users.keyOf(address)
  ctx.users.putAlias(address, userKey, at)
  if (before === userKey) return
  ctx.users.join(before, userKey)
  for (const { id } of [...ctx.cached.queue.conversation(before)]) {
    const record = ctx.messages.get(id)
    if (record === undefined) continue
    record.userKey = userKey
    ctx.save(record)
  }
  const answered = ctx.pairs.get(before)
  if (answered !== undefined) ctx.pairs.set(userKey, Math.max(answered, ctx.pairs.get(userKey) ?? 0))
  for (const flight of ctx.flights.values()) if (flight.userKey === before) flight.userKey = userKey
  moveReach(ctx, before, userKey)
  // what is known of one key counts for the other's messages now
  for (const entry of ctx.cached.queue.conversation(userKey)) ctx.cached.queue.wake(entry)
}

/** The place of the reach that one key had counts under another, never shorter. */
export function moveReach(ctx: ProfileContext, before: string, userKey: string): void {
  const moved = ctx.reached.get(before)
  if (moved === undefined) return
  const known = ctx.reached.get(userKey)
  ctx.reached.drop(before)
  ctx.reached.put(
    known === undefined
      ? { ...moved, userKey }
      : { ...known, base: Math.max(known.base, moved.base), until: Math.max(known.until, moved.until) },
  )
  ctx.note(`reach:${userKey}`)
}
