import * as z from 'zod'
import { ROLES } from './admin.ts'
import { ActorView, Instant } from './wire.ts'

/** Signing in at a dashboard: a token goes in, a cookie comes out. */
export const SessionInput = z
  .strictObject({
    token: z
      .string()
      .trim()
      .min(1)
      .max(512)
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
