import * as z from 'zod'
import { POLICY_INPUT } from './policy.ts'
import { StatusView } from './status.ts'
import { Instant } from './wire.ts'

/** Meta's ids are digits; kept as text. */
const MetaId = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, { error: 'must be an id of Meta' })
const Token = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^[\x21-\x7e]+$/, { error: 'must be a token without spaces' })
const GraphUrl = z.url({ protocol: /^https?$/ }).max(512)
const DisplayName = z.string().trim().min(1).max(200)
const Priority = z.number().int().min(-10).max(10)

const OWN = { ...POLICY_INPUT, priority: Priority.optional() }

export const ProfileInput = z
  .strictObject({
    phoneNumberId: MetaId,
    displayName: DisplayName,
    wabaId: MetaId,
    portfolioId: MetaId.optional(),
    accessToken: Token,
    graphUrl: GraphUrl.optional(),
    ...OWN,
  })
  .meta({ id: 'ProfileInput' })

/** `wabaId` and `portfolioId` are known here only to say that they never change. */
export const ProfilePatch = z
  .strictObject({
    displayName: DisplayName.optional(),
    accessToken: Token.optional(),
    graphUrl: GraphUrl.optional(),
    phoneNumberId: z.never({ error: 'never changes' }).optional(),
    wabaId: z.never({ error: 'never changes' }).optional(),
    portfolioId: z.never({ error: 'never changes' }).optional(),
    ...OWN,
  })
  .superRefine((value, context) => {
    // whoever may point a number elsewhere must not thereby send a stored token there
    if (value.graphUrl !== undefined && value.accessToken === undefined)
      context.addIssue({ code: 'custom', message: 'is needed when graphUrl changes', path: ['accessToken'] })
  })
  .meta({ id: 'ProfilePatch' })

/** What is stored in `profiles.config`. */
export const ProfileSettings = z.object(OWN)

const WindowView = z.object({ from: z.string(), to: z.string() })

export const ProfileView = z
  .object({
    id: z.string().meta({ description: "Meta's phone number id" }),
    phoneNumberId: z.string(),
    packageId: z.string(),
    displayName: z.string(),
    wabaId: z.string(),
    portfolioId: z.string(),
    graphUrl: z.string(),
    preset: z.string(),
    limits: z.object({
      perSecond: z.number().nullable(),
      hourly: z.number().nullable(),
      threeHourly: z.number().nullable(),
      daily: z.number().nullable(),
      perRecipientGapSeconds: z.number(),
      maxInFlight: z.number(),
      queue: z.number(),
    }),
    cooldown: z.object({
      min: z.number(),
      max: z.number(),
      rush: z.array(WindowView),
      quiet: WindowView.nullable(),
    }),
    blackout: z.object({
      windows: z.array(WindowView),
      exemptAuthentication: z.boolean(),
      exemptReplies: z.boolean(),
    }),
    timezone: z.string(),
    priority: z.number(),
    reconcileWindowSeconds: z.number(),
    version: z.number().int(),
    applied: z.boolean().meta({ description: 'Whether the profile actor runs this version' }),
    createdAt: Instant,
    updatedAt: Instant,
    state: z.string().nullable(),
    reason: z.string().nullable(),
    status: StatusView.nullable().meta({ description: 'Live status of the actor, null when it does not answer' }),
  })
  .meta({ id: 'Profile' })

export const WindowsInput = z.strictObject({
  windows: z
    .array(z.strictObject({ address: z.string().min(1).max(200), until: Instant }))
    .min(1)
    .max(1000),
})

export const WindowsView = z.object({ opened: z.number().int() })
