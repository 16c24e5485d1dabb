import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { Stage } from './testing/stage.ts'

const sealed = (k: string) => ({ k, iv: '', ct: Buffer.from('secret').toString('base64') })

/** A number whose token is sealed by a key that this deployment does not have: QuickVault knows `test` alone. */
async function locked(): Promise<Stage> {
  return await new Stage().open({}, { token: sealed('former') })
}

const alerts = (stage: Stage) =>
  stage.world.d1.rows(
    "SELECT severity, count, closed_at IS NOT NULL AS closed, evidence FROM alerts WHERE rule = 'token-unreadable'",
  )

describe('an access token that no key opens', () => {
  it('is said as disconnected and by one critical alert, and nothing is sent or asked of Meta', async () => {
    const stage = await locked()
    await stage.offer([stage.message()])
    await stage.run(3_600_000)
    const status = await stage.profile.status()
    expect(status.state).toBe('disconnected')
    expect(status.reason).toContain('MASTER_KEY')
    expect(alerts(stage)).toEqual([{ severity: 'critical', count: 1, closed: 0, evidence: '{"key":"former"}' }])
    // the log: where and what kind, once for each try, and tries become rare
    expect(stage.world.faults.map((one) => one.where)).toContain('access token')
    expect(stage.world.faults.length).toBeLessThan(20)
    expect(JSON.stringify(stage.world.faults)).not.toContain('c2VjcmV0')
    expect(stage.sends).toEqual([])
    expect(stage.subscriptions).toBe(0)
  })

  it('goes on by itself once it is sealed with a key that is here, and the alert closes', async () => {
    const stage = await locked()
    await stage.run(60_000)
    expect((await stage.profile.status()).state).toBe('disconnected')
    await stage.profile.configure(stage.config({}, { version: 2, token: sealed('test') }), SYSTEM)
    await stage.run(1_000)
    await stage.offer([stage.message()])
    await stage.run(5_000)
    expect(stage.sends).toHaveLength(1)
    expect(alerts(stage)).toMatchObject([{ closed: 1 }])
    // the portfolio lists templates with it
    expect(stage.registrations.at(-1)?.token.k).toBe('test')
  })

  it('sealed anew under the same name disturbs nothing', async () => {
    const stage = await new Stage().open()
    await stage.profile.configure(stage.config({}, { version: 2 }), SYSTEM)
    await stage.offer([stage.message()])
    await stage.run(5_000)
    expect(stage.sends).toHaveLength(1)
  })
})
