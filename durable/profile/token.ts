import type { ProfileContext } from './context.ts'

/** Code of the disconnection and rule of its alert. */
export const UNREADABLE = 'token-unreadable'
const DETAIL =
  'no key of MASTER_KEY opens the stored access token: put the former key back into MASTER_KEY, or put in the token again'

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
    if (ctx.journal.raisedAt(UNREADABLE, subject(ctx)) !== null)
      ctx.commit(() => ctx.journal.close(UNREADABLE, subject(ctx)))
    return token
  } catch (error) {
    ctx.host.fault('access token', error)
    ctx.commit(() => sayUnreadable(ctx))
    return null
  }
}

/**
 * A token that could not be opened is tried again by each new incarnation: with the right key back in MASTER_KEY the
 * number goes on by itself. The backoff of the polls stays, so that a key that is gone wakes nobody often.
 */
export function retryToken(ctx: ProfileContext): void {
  if (ctx.cached.number.disconnected?.code !== UNREADABLE) return
  ctx.commit(() => ctx.setNumber({ checkAt: ctx.host.now() }))
}

/** Once per episode: the polls that find the same again are no news. */
function sayUnreadable(ctx: ProfileContext): void {
  const { number, config } = ctx.cached
  if (number.disconnected?.code !== UNREADABLE)
    ctx.setNumber({ disconnected: { code: UNREADABLE, detail: DETAIL, since: ctx.host.now() } })
  if (ctx.journal.raisedAt(UNREADABLE, subject(ctx)) !== null) return
  ctx.journal.raise({
    rule: UNREADABLE,
    subject: subject(ctx),
    severity: 'critical',
    packageId: config?.packageId ?? null,
    title: 'The access token cannot be opened',
    detail: DETAIL,
    evidence: { key: config?.token.k ?? null },
    guidance:
      'MASTER_KEY has changed without its former key beside it. Set it to "<new>,<former>": the number then goes on by itself, and the guard seals its token anew with the first key.',
  })
}

function subject(ctx: ProfileContext): { kind: string; id: string } {
  return { kind: 'profile', id: ctx.name }
}
