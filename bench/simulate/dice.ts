import { seeded } from '../../durable/kit/testing/random.ts'

/** A stream of choices of its own: what one part of the simulation draws does not shift another's. */
export class Dice {
  readonly random: () => number

  constructor(seed: number, stream: number) {
    this.random = seeded(Math.imul(seed, 2_654_435_761) + stream * 40_503)
    this.random()
  }

  chance(share: number): boolean {
    return this.random() < share
  }

  /** a whole number in [min, max] */
  between(min: number, max: number): number {
    return min + Math.floor(this.random() * (max - min + 1))
  }

  /** mostly short, now and then long: log-uniform in [min, max] */
  span(min: number, max: number): number {
    return Math.round(min * (max / min) ** this.random())
  }

  pick<T>(list: readonly T[]): T {
    const found = list[Math.floor(this.random() * list.length)]
    if (found === undefined) throw new Error('nothing to pick from')
    return found
  }
}
