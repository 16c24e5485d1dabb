import type { ProfileContext } from './context.ts'

/** Opens the token in the background, once; until then nothing leaves. Answers no time: the opening itself goes on. */
export function openToken(ctx: ProfileContext): null {
  ctx.loop('token', async () => {
    await tokenOf(ctx)
  })
  return null
}

/** The token in the clear, kept in memory only. Null when no key of this deployment opens it, which is said as `disconnected`. */
export async function tokenOf(ctx: ProfileContext): Promise<string | null> {
  const { config } = ctx.cached
  if (config === null) return null
  if (ctx.token !== null) return ctx.token
  try {
    const token = await ctx.host.vault.open(config.token)
    if (ctx.cached.config?.tokenId === config.tokenId) ctx.token = token
    return token
  } catch {
    ctx.commit(() =>
      ctx.setNumber({
        disconnected: {
          code: 'token-unreadable',
          detail: 'no key of MASTER_KEY opens the stored access token: put in the token again',
          since: ctx.host.now(),
        },
      }),
    )
    return null
  }
}
