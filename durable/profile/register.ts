import type { PortfolioState } from '../portfolio/rpc.ts'
import type { ProfileContext } from './context.ts'
import { applyHoldsIn, applyTemplatesIn } from './holds.ts'
import { isLeft, REACH_UNTOLD } from './leave.ts'
import { limited } from './limited.ts'

/** What the portfolio must know of this number now: as text, since it is told again when any of it changes. */
function wanted(ctx: ProfileContext): string | null {
  const { config } = ctx.cached
  if (config === null) return null
  if (config.deletedAt !== null) return JSON.stringify({ left: config.portfolioId })
  const { packageId, wabaId, tokenId, portfolioId, graphUrl, graphVersion } = config
  // the same token under another key is told too: the portfolio lists templates with it
  const { k } = config.token
  return JSON.stringify({ portfolioId, packageId, wabaId, tokenId, k, graphUrl, graphVersion })
}

export function mustRegister(ctx: ProfileContext): boolean {
  return wanted(ctx) !== ctx.cached.registered
}

/** Tells the portfolio of this number, or that it left; repeated until answered. */
export async function register(ctx: ProfileContext): Promise<void> {
  const { config } = ctx.cached
  const said = wanted(ctx)
  if (config === null || said === null) return
  // first written that nobody knows what the portfolio holds: the call may arrive, its answer be lost with us, and the
  // configuration be again by then what was told before
  if (ctx.cached.registered !== null)
    ctx.commit(() => {
      ctx.cached.registered = null
      ctx.state.write('registered', null)
    })
  const portfolio = ctx.host.call.portfolio(config.portfolioId)
  let state: PortfolioState | null = null
  if (config.deletedAt !== null) await portfolio.unregister(config.profileId)
  else
    state = await portfolio.register({
      profileId: config.profileId,
      packageId: config.packageId,
      wabaId: config.wabaId,
      tokenId: config.tokenId,
      token: config.token,
      graphUrl: config.graphUrl,
      graphVersion: config.graphVersion,
    })
  const untold = state !== null && ctx.state.read<boolean>(REACH_UNTOLD) === true
  if (untold) await limited(ctx, config.portfolioId)
  // it moved on while the answer was on its way: what this one says is not for it any more
  if (isLeft(ctx, config.portfolioId)) return
  ctx.commit(() => {
    ctx.cached.registered = said
    ctx.state.write('registered', said)
    if (untold) ctx.state.drop(REACH_UNTOLD)
    if (state === null) return
    applyHoldsIn(ctx, state.holdsRev, state.holds)
    applyTemplatesIn(ctx, state.templatesRev, state.templates)
    // opt-outs come as events from here on: the set up to here is the package's, checked with each offer. Only the
    // first time; later the portfolio sends what is missing
    if (ctx.state.read<number>('users-rev') !== undefined) return
    ctx.cached.usersRev = state.usersRev
    ctx.state.write('users-rev', state.usersRev)
  })
}
