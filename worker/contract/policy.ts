import * as z from 'zod'

const cap = z.number().int().min(0).max(10_000_000).nullable()

/** null = no cap of ours, 0 = nothing may leave. Members left out come from the package, then from the preset. */
export const LimitsInput = z
  .strictObject({
    perSecond: z.number().min(0).max(1000).nullable().optional(),
    hourly: cap.optional(),
    threeHourly: cap.optional(),
    daily: cap.optional(),
    perRecipientGapSeconds: z.number().min(0).max(3600).optional(),
    maxInFlight: z.number().int().min(1).max(64).optional(),
    queue: z.number().int().min(1).max(10_000).optional(),
  })
  .meta({ id: 'Limits' })

export const LocalWindowInput = z.strictObject({
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'must be HH:MM' }),
  to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: 'must be HH:MM' }),
})

/** Seconds, may be decimal; windows in the profile's time zone. */
export const CooldownInput = z
  .strictObject({
    min: z.number().min(0).max(3600).optional(),
    max: z.number().min(0).max(3600).optional(),
    rush: z.array(LocalWindowInput).max(12).optional(),
    quiet: LocalWindowInput.nullable().optional(),
  })
  .superRefine((value, context) => {
    if (value.min !== undefined && value.max !== undefined && value.min > value.max)
      context.addIssue({ code: 'custom', message: 'must not be below min', path: ['max'] })
  })
  .meta({ id: 'Cooldown' })

/** Times at which nothing leaves. */
export const BlackoutInput = z
  .strictObject({
    windows: z.array(LocalWindowInput).max(12).optional(),
    exemptAuthentication: z.boolean().optional(),
    exemptReplies: z.boolean().optional(),
  })
  .meta({ id: 'Blackout' })

export const PresetName = z.enum(['careful', 'standard', 'high_throughput'])

export const TimeZone = z
  .string()
  .min(1)
  .max(64)
  .refine(isTimeZone, { error: 'must be an IANA time zone' })
  .meta({ examples: ['UTC', 'Europe/Berlin'] })

function isTimeZone(name: string): boolean {
  try {
    // offsets such as +05:00 are time zones to Intl, but have no daylight saving: only names are taken
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

/** The part of a policy that a package sets for its profiles and a profile for itself. */
export const POLICY_INPUT = {
  preset: PresetName.optional(),
  limits: LimitsInput.optional(),
  cooldown: CooldownInput.optional(),
  blackout: BlackoutInput.optional(),
  timezone: TimeZone.optional(),
  reconcileWindowSeconds: z.number().min(1).max(86_400).optional(),
}
