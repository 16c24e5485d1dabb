import { describe, expect, it } from 'vitest'
import { BareHost } from './testing/bare-host.ts'
import { Timer } from './timer.ts'

/** A host whose sleeps end when the test says so. */
function slow() {
  const host = new BareHost()
  const asleep: { ms: number; wake: () => void }[] = []
  host.sleep = (ms: number) => new Promise((resolve) => asleep.push({ ms, wake: resolve }))
  const running: Promise<void>[] = []
  host.background = (_where, work) => void running.push(work())
  return { host, asleep, settled: () => Promise.all(running) }
}

describe('Timer', () => {
  it('fires once at its time, and tells how late that was', async () => {
    const { host, asleep, settled } = slow()
    let fired = 0
    const timer = new Timer(host, () => (fired += 1))
    timer.set(host.clock + 100)
    timer.set(host.clock + 100)
    expect([asleep.map(({ ms }) => ms), timer.at]).toEqual([[100], host.clock + 100])
    host.clock += 103
    asleep[0]?.wake()
    await settled()
    expect([fired, timer.at, host.outgoing.late(host.clock, host.clock)]).toEqual([1, null, 3])
    timer.set(host.clock - 10)
    expect(asleep[1]?.ms).toBe(0)
    asleep[1]?.wake()
    await settled()
    expect([fired, host.outgoing.late(host.clock, host.clock)]).toEqual([2, 10])
  })

  it('set anew or put off says nothing at its former time', async () => {
    const { host, asleep, settled } = slow()
    let fired = 0
    const timer = new Timer(host, () => (fired += 1))
    timer.set(host.clock + 100)
    timer.set(host.clock + 200)
    timer.set(null)
    timer.set(host.clock + 300)
    for (const { wake } of asleep.slice(0, 2)) wake()
    host.clock += 300
    asleep[2]?.wake()
    await settled()
    expect([asleep.length, fired]).toEqual([3, 1])
  })
})
