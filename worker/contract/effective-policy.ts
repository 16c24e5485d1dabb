import type * as z from 'zod'
import type { BlackoutPolicy, CooldownPolicy, Limits, Preset, ProfilePolicy } from '../../durable/domain/policy.ts'
import type { BlackoutInput, CooldownInput, LimitsInput } from './policy.ts'

/** guard-rules.md, Limits and presets; Cooldown. */
const COMMON_LIMITS = { perSecond: null, perRecipientGapSeconds: 6, maxInFlight: 4, queue: 10_000 }
const PACED: CooldownPolicy = {
  min: 2,
  max: 6,
  rush: [
    { from: '10:00', to: '12:00' },
    { from: '17:00', to: '20:00' },
  ],
  quiet: { from: '22:00', to: '07:00' },
}

export const PRESETS: Readonly<Record<Preset, { limits: Limits; cooldown: CooldownPolicy }>> = {
  careful: { limits: { ...COMMON_LIMITS, hourly: 60, threeHourly: 150, daily: 400 }, cooldown: PACED },
  standard: { limits: { ...COMMON_LIMITS, hourly: 500, threeHourly: 1200, daily: 4000 }, cooldown: PACED },
  high_throughput: {
    // null: Meta's own throughput and the portfolio's limit are what holds
    limits: { ...COMMON_LIMITS, hourly: null, threeHourly: null, daily: null, maxInFlight: 32 },
    cooldown: { min: 0, max: 0, rush: [], quiet: null },
  },
}

export const DEFAULT_RECONCILE_MS = 600_000

/** Settings as given by a package or a profile: every member may be missing. */
export interface PolicyLayer {
  preset?: Preset | undefined
  limits?: z.infer<typeof LimitsInput> | undefined
  cooldown?: z.infer<typeof CooldownInput> | undefined
  blackout?: z.infer<typeof BlackoutInput> | undefined
  timezone?: string | undefined
  priority?: number | undefined
  reconcileWindowSeconds?: number | undefined
}

/** Preset <- package <- profile: the nearest layer that names a member wins. Pure. */
export function effectivePolicy(ofPackage: PolicyLayer, own: PolicyLayer, reconcileMs: number): ProfilePolicy {
  const preset = own.preset ?? ofPackage.preset ?? 'careful'
  const base = PRESETS[preset]
  const limits: Limits = over(over(base.limits, ofPackage.limits), own.limits)
  const cooldown: CooldownPolicy = over(over(base.cooldown, ofPackage.cooldown), own.cooldown)
  const none: BlackoutPolicy = { windows: [], exemptAuthentication: false, exemptReplies: false }
  const seconds = own.reconcileWindowSeconds ?? ofPackage.reconcileWindowSeconds
  return {
    preset,
    limits,
    // a layer that names only one end must not leave the draw with an empty range
    cooldown: { ...cooldown, max: Math.max(cooldown.min, cooldown.max) },
    blackout: over(over(none, ofPackage.blackout), own.blackout),
    timezone: own.timezone ?? ofPackage.timezone ?? 'UTC',
    priority: own.priority ?? 0,
    reconcileWindowMs: seconds === undefined ? reconcileMs : Math.round(seconds * 1000),
  }
}

type Layer<Whole> = { [Key in keyof Whole]?: Whole[Key] | undefined }

/** `base` with the members that `layer` names; undefined is "not named", null is a value. */
function over<Whole extends object>(base: Whole, layer: Layer<Whole> | undefined): Whole {
  const result = { ...base }
  if (layer === undefined) return result
  for (const key of Object.keys(base) as (keyof Whole)[]) {
    const value = layer[key]
    if (value !== undefined) result[key] = value
  }
  return result
}
