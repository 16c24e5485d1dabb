import type { ProfileConfig } from '../domain/policy.ts'
import { type Actor, SYSTEM } from '../domain/reason.ts'
import type { ProfileContext } from './context.ts'
import { giveBack } from './give-back.ts'
import { leavePortfolio } from './leave.ts'
import { end, tell } from './record.ts'
import { UNREADABLE } from './token.ts'

const CHUNK = 500

/**
 * Takes a whole configuration when its version is higher. A number that was deleted and is added again, perhaps to
 * another package, begins a new row of versions and goes on from its windows, reach, holds and wamids.
 */
export function configure(ctx: ProfileContext, config: ProfileConfig, by: Actor): { taken: boolean; version: number } {
  const held = ctx.cached.config
  const again = held !== null && held.deletedAt !== null && config.createdAt >= held.deletedAt
  if (held !== null && config.version <= held.version && !again) return { taken: false, version: held.version }
  ctx.commit(() => {
    const now = ctx.host.now()
    ctx.state.write('config', config)
    ctx.cached.config = config
    if (held?.tokenId !== config.tokenId) {
      ctx.token = null
      // another token is another chance: what the old one did is no reason any more
      if (held !== null) ctx.setNumber({ deadToken: null })
    }
    // the same token under another key of MASTER_KEY: perhaps one that opens
    const maybeReadable = ctx.cached.number.disconnected?.code === UNREADABLE && held?.token.k !== config.token.k
    if (again || maybeReadable || held?.tokenId !== config.tokenId || held.graphUrl !== config.graphUrl)
      ctx.setNumber({ checkAt: now, checkFailures: 0 })
    if (held !== null && held.portfolioId !== config.portfolioId)
      leavePortfolio(ctx, held.portfolioId, config.portfolioId)
    // its users may be answered free-form by the number: the new package must know until when, or it refuses to
    if (held !== null && held.packageId !== config.packageId) ctx.note(`windows:${config.packageId}`)
    ctx.cached.queue.awaken()
    ctx.note('applied')
    ctx.journal.audit('profile.configure', by, { kind: 'profile', id: ctx.name }, config.packageId, {
      version: config.version,
      deleted: config.deletedAt !== null,
    })
  })
  return { taken: true, version: config.version }
}

/**
 * What a deleted profile still holds ends: movable messages went back to the package, the rest is cancelled. So does what a
 * number still holds of a package that it has left for another: pauses of that package do not reach it any more. An attempt
 * that is open or unproven is waited for. True when there is more to do in the next turn.
 */
export function retire(ctx: ProfileContext): boolean {
  const { config, queue } = ctx.cached
  if (config === null) return false
  const { packageId, deletedAt } = config
  if (deletedAt === null && !queue.holdsOthers(packageId)) return false
  const left = queue
    .all()
    .filter(
      (entry) =>
        (deletedAt !== null || entry.packageId !== packageId) && (entry.status === 'queued' || entry.status === 'held'),
    )
  if (left.length === 0) return false
  const reason = { code: 'profile-deleted', detail: 'the number was deleted' }
  ctx.commit(() => {
    const now = ctx.host.now()
    for (const { id } of left.slice(0, CHUNK)) {
      const record = ctx.messages.get(id)
      if (record === undefined) continue
      if (record.tiedTo === null && record.status === 'queued') {
        giveBack(ctx, record, [reason], now)
        continue
      }
      end(record, 'cancelled', now)
      tell(record, now, 'cancelled', SYSTEM, [reason])
      ctx.save(record)
      ctx.note(`message:${id}`)
      ctx.note(`tell:${id}`)
    }
  })
  return left.length > CHUNK
}
