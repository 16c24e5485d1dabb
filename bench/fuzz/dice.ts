import { dice } from '../e2e/client.ts'

/** One source of chance. Request i draws from (seed, i) alone, so that it can be made again without the i before it. */
export interface Dice {
  /** whole number from 0 to below - 1 */
  below(n: number): number
  chance(percent: number): boolean
  pick<T>(list: readonly T[]): T
}

export function diceOf(seed: number, index: number): Dice {
  const roll = dice(mixed(seed, index))
  return {
    below: roll,
    chance: (percent) => roll(100) < percent,
    pick(list) {
      const found = list[roll(list.length)]
      if (found === undefined) throw new Error('nothing to pick from')
      return found
    },
  }
}

/** Neighbouring indexes must not give neighbouring streams (finaliser of MurmurHash3). */
function mixed(seed: number, index: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
