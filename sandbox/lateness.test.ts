import { describe, expect, it } from 'vitest'
import { Lateness } from './lateness.ts'

/** A loop whose turns come when told, on a clock of its own. */
function loop() {
  let now = 1000
  let due: (() => void) | null = null
  const lateness = new Lateness(
    () => now,
    () => new Promise((resolve) => (due = resolve)),
  )
  return {
    lateness,
    at: (ms: number) => {
      now = ms
    },
    turn: async (ms: number) => {
      now = ms
      due?.()
      await Promise.resolve()
      await Promise.resolve()
    },
  }
}

describe('how late a stamp may be', () => {
  it('nothing while the loop turns on time', async () => {
    const { lateness, turn } = loop()
    void lateness.watch()
    for (let ms = 1002; ms < 1100; ms += 2) {
      await turn(ms)
      expect([lateness.of(ms), lateness.of(ms + 2), lateness.of(ms + 3)]).toEqual([0, 0, 0])
    }
  })

  it('as long as the loop stood still, whether the timer or the request was served first', async () => {
    const { lateness, turn } = loop()
    void lateness.watch()
    await turn(1002)
    expect([lateness.of(1006), lateness.of(1035)]).toEqual([3, 32])
    await turn(1035)
    expect(lateness.of(1035)).toBe(32)
    expect(lateness.of(1036)).toBe(33)
    await turn(1037)
    expect(lateness.of(1037)).toBe(0)
  })

  it('a loop that is always late is known to have turned each time', async () => {
    const { lateness, turn } = loop()
    void lateness.watch()
    for (let ms = 1015; ms < 1200; ms += 15) {
      await turn(ms)
      expect(lateness.of(ms)).toBe(14)
    }
  })

  it('nothing is claimed where nobody watches', async () => {
    const { lateness, turn, at } = loop()
    expect(lateness.of(99_999)).toBe(0)
    const watched = lateness.watch()
    expect(lateness.watch()).toBeNull()
    await turn(1002)
    at(11_002)
    expect(lateness.of(11_002)).toBe(9_999)
    await turn(11_003)
    await watched
    expect(lateness.of(50_000)).toBe(0)
    expect(lateness.watch()).not.toBeNull()
  })
})
