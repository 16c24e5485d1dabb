import { describe, expect, it } from 'vitest'
import { Pace } from './pace.ts'
import { BareHost } from './testing/bare-host.ts'

/** A host that draws these shares, one after another, and then none. */
class DrawingHost extends BareHost {
  readonly #shares: number[]

  constructor(shares: readonly number[]) {
    super()
    this.#shares = [...shares]
  }

  override random(): number {
    const share = this.#shares.shift()
    if (share === undefined) throw new Error('one draw more')
    return share
  }
}

/** Whose clock waiting turns: when `count` turns went that were asked for at once, ms after the first. */
async function turns(host: BareHost, pace: Pace, count: number, everyMs: number, leastMs?: number): Promise<number[]> {
  const from = host.clock
  const times: number[] = []
  for (let n = 0; n < count; n++) {
    await pace.turn(everyMs, leastMs)
    times.push(host.clock - from)
  }
  return times
}

describe('turns that are asked for all the time', () => {
  it('come at once, then after a part of the while between the least and the whole, then each while', async () => {
    for (const [share, second] of [
      [0, 200],
      [0.5, 600],
      [0.9999, 999],
    ] as const) {
      const host = new DrawingHost([share])
      expect(await turns(host, new Pace(host), 4, 1_000, 200)).toEqual([0, second, second + 1_000, second + 2_000])
    }
  })

  it('are no sooner where the while is the least, whatever comes later', async () => {
    const host = new DrawingHost([0.5])
    const pace = new Pace(host)
    expect(await turns(host, pace, 3, 200)).toEqual([0, 200, 400])
    expect(await turns(host, pace, 2, 200, 200)).toEqual([200, 400])
    expect(await turns(host, pace, 3, 1_000, 200)).toEqual([600, 1_600, 2_600])
  })

  it('are spread at the first that waits, not at one that comes when the while is over', async () => {
    const host = new DrawingHost([0.5])
    const pace = new Pace(host)
    await pace.turn(1_000, 200)
    host.clock += 5_000
    expect(await turns(host, pace, 3, 1_000, 200)).toEqual([0, 600, 1_600])
    host.clock += 5_000
    expect(await turns(host, pace, 3, 1_000, 200)).toEqual([0, 1_000, 2_000])
  })

  it('wait only for what is left of the least, and of the whole', async () => {
    const host = new DrawingHost([0.5])
    const pace = new Pace(host)
    await pace.turn(1_000, 200)
    host.clock += 100
    // 100 to 900 are left
    expect(await turns(host, pace, 2, 1_000, 200)).toEqual([500, 1_500])
  })
})
