import type { NumberLimits } from '../settings.ts'
import type { Case } from './case.ts'

/** Limits of one number: its own members over the defaults. */
export function limitsOf(matter: Case, phoneNumberId: string): NumberLimits {
  return { ...matter.limits.defaults, ...matter.limits.numbers[phoneNumberId] }
}
