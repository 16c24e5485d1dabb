import * as z from 'zod'
import { ROLES } from './admin.ts'
import { ActorView, Instant } from './wire.ts'

/** No token is longer, in characters: ADMIN_TOKEN may be any text, and must fit into a header. */
export const TOKEN_MOST = 8_192

/** Signing in at a dashboard: a token goes in, a cookie comes out. */
export const SessionInput = z
  .strictObject({
    token: z
      .string()
      .trim()
      .min(1)
      .max(TOKEN_MOST)
      .meta({ description: 'ADMIN_TOKEN or an API key', examples: ['wg_…'] }),
  })
  .meta({ id: 'SessionInput' })

/** Who is signed in, and what they may. */
export const SessionView = z
  .object({
    actor: ActorView,
    role: z.enum(ROLES),
    packageIds: z.array(z.string()).nullable().meta({ description: 'null = all packages' }),
    expiresAt: Instant.meta({ description: 'Moves on while the session is used, for a week at most' }),
  })
  .meta({ id: 'Session' })
