import { describe, expect, it } from 'vitest'
import { PROFILE, refused, Stage } from './testing/stage.ts'

/** Sends one after another, 100 ms apart: `waiting` more than will leave within the time looked at. */
async function busy(waiting: number, change: (stage: Stage) => void = () => {}) {
  const stage = await new Stage().open({ cooldown: { min: 0.1, max: 0.1, rush: [], quiet: null } })
  change(stage)
  await stage.offer(Array.from({ length: waiting }, (_, n) => stage.message({ to: `+4930${n}` })))
  const from = stage.now
  await stage.run(3_000)
  const at = stage.world.calls.filter((call) => call.from === `profile:${PROFILE}` && call.method === 'report')
  return { stage, times: at.map((call) => call.at - from) }
}

const gaps = (times: readonly number[]) => times.slice(1).map((at, i) => at - (times[i] ?? 0))

describe('a number tells its package what became of messages', () => {
  it('every second while ten or more wait here, since each report costs the package the same', async () => {
    const { stage, times } = await busy(45)
    expect(times.length).toBeGreaterThan(2)
    for (const gap of gaps(times).slice(1)) expect(gap).toBeGreaterThanOrEqual(1_000)
    await stage.run(10_000)
    const told = new Set(stage.reports.flatMap((report) => report.messages).map((one) => one.id))
    expect(told.size).toBe(45)
  })

  it('five times a second while less wait', async () => {
    const { times } = await busy(9)
    expect(gaps(times).filter((gap) => gap < 1_000).length).toBeGreaterThan(2)
    for (const gap of gaps(times)) expect(gap).toBeGreaterThanOrEqual(200)
  })

  it('as soon whatever waits, where the package must act on it', async () => {
    const { stage } = await busy(45, (one) => {
      let n = 0
      const taken = one.meta
      one.meta = (request, wamid) => {
        n += 1
        return n === 12 ? refused(190) : taken(request, wamid)
      }
    })
    const released = stage.world.calls.filter(
      (call) => call.method === 'report' && JSON.stringify(call.args).includes('"released":[{'),
    )
    const refusal = stage.sends[11]?.at ?? 0
    expect(released.length).toBeGreaterThan(0)
    expect((released[0]?.at ?? 0) - refusal).toBeLessThan(400)
  })
})
