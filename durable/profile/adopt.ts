import type { Actor } from '../domain/reason.ts'
import type { ProfileContext } from './context.ts'
import { DAY_MS } from './time.ts'

/** Windows that were open when a running number was adopted; the package hears of them as of inbound messages. */
export async function openWindows(
  ctx: ProfileContext,
  windows: { address: string; until: number }[],
  by: Actor,
): Promise<number> {
  const now = ctx.host.now()
  const open = windows
    .filter((one) => one.until > now)
    .map((one) => ({ ...one, until: Math.min(one.until, now + DAY_MS), userKey: ctx.users.keyOf(one.address) }))
  if (open.length === 0) return 0
  ctx.commit(() => {
    for (const { userKey, until } of open) {
      const { windowUntil } = ctx.users.get(userKey)
      if (until > windowUntil) ctx.users.change(userKey, { windowUntil: until })
    }
    ctx.cached.queue.awaken()
    ctx.journal.audit('profile.windows', by, { kind: 'profile', id: ctx.name }, ctx.cached.config?.packageId ?? null, {
      count: open.length,
    })
  })
  const { config } = ctx.cached
  if (config !== null)
    await ctx.host.call.package(config.packageId).heard(
      open.map(({ address, userKey, until }) => ({
        profileId: ctx.name,
        userKey,
        address,
        at: now,
        windowUntil: until,
      })),
    )
  return open.length
}
