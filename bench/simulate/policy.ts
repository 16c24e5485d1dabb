import type { Limits, ProfilePolicy } from '../../durable/domain/policy.ts'
import type { Dice } from './dice.ts'

/** [share of days, least, most] of the caps that may be missing. */
const CAPS = { perSecond: [0.4, 1, 3], hourly: [0.4, 2, 8], threeHourly: [0.2, 3, 10], daily: [0.2, 4, 14] } as const
const IN_FLIGHT = [1, 2, 4, 32] as const

/** The settings of all numbers, as a day begins. */
export function policyOf(dice: Dice): ProfilePolicy {
  const cap = (share: number, least: number, most: number) => (dice.chance(share) ? dice.between(least, most) : null)
  const pause = pauseOf(dice)
  return {
    preset: dice.chance(0.5) ? 'high_throughput' : 'careful',
    limits: {
      perSecond: cap(...CAPS.perSecond),
      hourly: cap(...CAPS.hourly),
      threeHourly: cap(...CAPS.threeHourly),
      daily: cap(...CAPS.daily),
      perRecipientGapSeconds: dice.pick([1, 6, 6, 20]),
      maxInFlight: dice.pick(IN_FLIGHT),
      queue: dice.chance(0.1) ? 3 : 10_000,
    },
    cooldown: {
      ...pause,
      rush: dice.chance(0.15) ? [windowOf(dice)] : [],
      quiet: dice.chance(0.15) ? windowOf(dice) : null,
    },
    blackout: {
      windows: dice.chance(0.12) ? [windowOf(dice)] : [],
      exemptAuthentication: dice.chance(0.5),
      exemptReplies: dice.chance(0.5),
    },
    timezone: dice.pick(['UTC', 'UTC', 'Asia/Kolkata', 'America/Phoenix']),
    priority: dice.pick([0, 0, -10, 10]),
    reconcileWindowMs: dice.pick([2_000, 60_000, 600_000]),
  }
}

/** One of the members that pace the numbers is another; a cap may come, go, rise or fall. */
export function changedPolicy(dice: Dice, policy: ProfilePolicy): ProfilePolicy {
  const { limits, cooldown } = policy
  const member = dice.pick(['perSecond', 'hourly', 'threeHourly', 'daily', 'maxInFlight', 'cooldown'] as const)
  if (member === 'cooldown') return { ...policy, cooldown: { ...cooldown, ...pauseOf(dice) } }
  const value = member === 'maxInFlight' ? dice.pick(IN_FLIGHT) : changedCap(dice, member, limits)
  return { ...policy, limits: { ...limits, [member]: value } }
}

function changedCap(dice: Dice, member: keyof typeof CAPS, limits: Limits): number | null {
  const cap = limits[member]
  if (cap === null) return dice.between(CAPS[member][1], CAPS[member][2])
  return dice.chance(0.25) ? null : Math.max(0, cap + dice.between(-2, 2))
}

function pauseOf(dice: Dice): { min: number; max: number } {
  const min = dice.pick([0, 0, 0.5, 2])
  return { min, max: min + dice.pick([0, 1, 4]) }
}

/** A local window near the hour at which each day here begins, 22:13 UTC: that is 03:43 in Kolkata and 15:13 in Phoenix. */
function windowOf(dice: Dice): { from: string; to: string } {
  const hour = dice.pick([22, 23, 0, 3, 4, 15, 16])
  const text = (h: number, m: number) => `${String(h % 24).padStart(2, '0')}:${String(m).padStart(2, '0')}`
  return { from: text(hour, dice.between(0, 59)), to: text(hour + dice.between(1, 4), dice.between(0, 59)) }
}
