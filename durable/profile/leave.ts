import type { ProfileContext } from './context.ts'

/** Key of the state: portfolios that were left and have not confirmed it. */
const LEFT = 'left-portfolios'
/** The present portfolio has not heard yet whom the number reached under the one before. */
export const REACH_UNTOLD = 'reach-untold'

/**
 * Another portfolio counts its own revs: with those of the old one, its holds, templates and opt-outs would be taken for
 * old news. Opt-outs that are known stay; leases end here and count at the old portfolio until they have expired there.
 * Whom the number reached goes on counting, so the new one is told. Inside a transaction.
 */
export function leavePortfolio(ctx: ProfileContext, from: string, to: string): void {
  const { cached } = ctx
  cached.held = { rev: 0, holds: [] }
  ctx.state.write('holds', cached.held)
  cached.templatesRev = 0
  ctx.state.write('templates-rev', 0)
  cached.usersRev = 0
  ctx.state.drop('users-rev')
  for (const lease of cached.leases) ctx.reached.dropLease(lease.id)
  cached.leases = []
  cached.leaseUsed.clear()
  cached.reach = null
  ctx.state.drop('reach')
  setLeft(ctx, [...cached.left.filter((id) => id !== to && id !== from), from])
  ctx.state.write(REACH_UNTOLD, true)
}

function setLeft(ctx: ProfileContext, left: string[]): void {
  ctx.cached.left = left
  ctx.state.write(LEFT, left)
}

/** A portfolio that the number has left may still be telling it things. */
export function isLeft(ctx: ProfileContext, portfolioId: string | undefined): boolean {
  const { config } = ctx.cached
  return portfolioId !== undefined && config !== null && config.portfolioId !== portfolioId
}

/** A registration that is under way might come behind the farewell. */
export function mustLeave(ctx: ProfileContext): boolean {
  return !ctx.running.has('register') && ctx.cached.left.length > 0
}

/** Tells the portfolios that were left, until they have answered. One that was come back to is registered with anew. */
export async function leave(ctx: ProfileContext): Promise<void> {
  for (const portfolioId of ctx.cached.left) {
    try {
      await ctx.host.call.portfolio(portfolioId).unregister(ctx.name)
    } finally {
      if (ctx.cached.config?.portfolioId === portfolioId)
        ctx.commit(() => {
          ctx.cached.registered = null
          ctx.state.write('registered', null)
        })
    }
    ctx.commit(() =>
      setLeft(
        ctx,
        ctx.cached.left.filter((id) => id !== portfolioId),
      ),
    )
  }
}
