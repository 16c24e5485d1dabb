import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import type { PortfolioRpc } from './rpc.ts'
import { number, OPERATOR, register, type Scene, scene, silence } from './testing/scene.ts'

type HoldInput = Parameters<PortfolioRpc['hold']>[0]

const blocked: HoldInput = {
  subject: { kind: 'waba', id: 'W' },
  code: '368',
  reach: 'all',
  class: 'integrity',
  autoResume: 'never',
  until: null,
  detail: 'blocked for policy violations',
}
const dead: HoldInput = { ...blocked, subject: { kind: 'token', id: 'T' }, code: '190', class: 'auth' }
const rated = (until: number): HoldInput => ({
  ...blocked,
  code: '80007',
  class: 'throttle',
  autoResume: 'time',
  until,
})

async function three(): Promise<Scene> {
  const here = scene()
  await register(here, 'P', number('1'))
  await register(here, 'P', number('2', { packageId: 'pkg_b' }))
  await register(here, 'P', number('3', { wabaId: 'V', tokenId: 'U' }))
  await here.world.portfolio('P').subscribe('pkg_a')
  await here.world.run(here.world.clock + 60_000)
  return here
}

const codes = (here: Scene, name: string) => here.at(name).holds.map((hold) => hold.code)
const alerts = (here: Scene) =>
  here.world.d1.rows<{ rule: string; subject: string; closed_at: number | null; guidance: string; count: number }>(
    'SELECT rule, subject, closed_at, guidance, count FROM alerts ORDER BY rule, subject',
  )

describe('a hold', () => {
  it('is in force at every number concerned and at the packages before the caller is answered', async () => {
    const here = await three()
    await here.world.portfolio('P').hold(blocked)
    for (const name of ['profile:1', 'profile:2', 'package:pkg_a']) expect(codes(here, name)).toEqual(['368'])
    await here.world.run(here.world.clock + 1_000)
    expect(codes(here, 'profile:3')).toEqual(['368'])
    expect(here.world.faults).toEqual([])
  })

  it('rejects while a number concerned is silent, stays durable, and is repeated until it answers', async () => {
    const here = await three()
    silence(here, 'profile:2')
    await expect(here.world.portfolio('P').hold(blocked)).rejects.toMatchObject({ code: 'not-held' })
    expect(codes(here, 'profile:1')).toEqual(['368'])
    expect((await here.world.portfolio('P').state()).holds).toHaveLength(1)
    await here.world.run(here.world.clock + 3_600_000)
    expect(codes(here, 'profile:2')).toEqual([])
    here.world.network = () => 'ok'
    await here.world.run(here.world.clock + 15_000)
    expect(codes(here, 'profile:2')).toEqual(['368'])
  })

  it('does not wait for a number that it does not concern, nor fail for a silent package', async () => {
    const here = await three()
    silence(here, 'profile:3', 'package:pkg_a')
    await here.world.portfolio('P').hold(blocked)
    expect(codes(here, 'profile:1')).toEqual(['368'])
    here.world.network = () => 'ok'
    await here.world.run(here.world.clock + 15_000)
    expect(codes(here, 'package:pkg_a')).toEqual(['368'])
    expect(codes(here, 'profile:3')).toEqual(['368'])
  })

  it('whose answer is lost counts as not taken, though it was', async () => {
    const here = await three()
    here.world.network = (call) => (call.to === 'profile:1' ? 'lose-answer' : 'ok')
    await expect(here.world.portfolio('P').hold(blocked)).rejects.toMatchObject({ code: 'not-held' })
    expect(codes(here, 'profile:1')).toEqual(['368'])
    here.world.network = () => 'ok'
    await here.world.portfolio('P').hold(blocked)
    expect((await here.world.portfolio('P').state()).holds).toHaveLength(1)
  })

  it('survives a crash between the commit and any push', async () => {
    for (let victim = 0; victim < 6; victim++) {
      const here = await three()
      let calls = 0
      here.world.network = (call) => {
        if (call.method === 'applyHolds' && calls++ === victim) {
          here.world.crash('portfolio', 'P')
          return 'lose-call'
        }
        return 'ok'
      }
      await here.world
        .portfolio('P')
        .hold(blocked)
        .catch(() => {})
      await here.world.run(here.world.clock + 60_000)
      for (const name of ['profile:1', 'profile:2', 'profile:3', 'package:pkg_a'])
        expect(codes(here, name), `crash at push ${victim}`).toEqual(['368'])
    }
  })

  it('reaches a number that registers afterwards with its answer', async () => {
    const here = await three()
    await here.world.portfolio('P').hold(blocked)
    await register(here, 'P', number('4'))
    expect(codes(here, 'profile:4')).toEqual(['368'])
  })

  it('raises one alert for each number concerned, with the guidance of its code, and closes it when lifted', async () => {
    const here = await three()
    await here.world.portfolio('P').hold(blocked)
    await here.world.portfolio('P').hold(blocked)
    await here.world.run(here.world.clock + 1_000)
    expect(alerts(here)).toMatchObject(
      ['1', '2'].map((id) => ({
        rule: 'hold-waba',
        subject: JSON.stringify({ kind: 'profile', id }),
        closed_at: null,
        count: 1,
        guidance: expect.stringContaining('blocked the account'),
      })),
    )
    expect(await here.world.portfolio('P').lift(blocked.subject, 'appeal won', OPERATOR)).toBe(1)
    await here.world.run(here.world.clock + 1_000)
    for (const alert of alerts(here)) expect(alert.closed_at).not.toBeNull()
    for (const name of ['profile:1', 'profile:3', 'package:pkg_a']) expect(codes(here, name)).toEqual([])
    const audit = here.world.d1.rows<{ action: string; actor: string }>(
      'SELECT action, actor FROM audit ORDER BY at, id',
    )
    expect(audit.map((row) => row.action)).toEqual(['hold.raised', 'hold.lifted'])
    expect(JSON.parse(audit[1]?.actor ?? '')).toMatchObject({ id: 'k1' })
  })

  it('that was said, or said again, since a good status was read is not lifted by it', async () => {
    const here = await three()
    const unpaid = { ...blocked, code: '131042', autoResume: 'status' } as const
    await here.world.portfolio('P').hold(unpaid)
    const [{ key = '', since = 0 } = {}] = (await here.world.portfolio('P').state()).holds
    const lift = (seen: { key: string; said: number }[]) =>
      here.world.portfolio('P').lift(blocked.subject, 'status good', SYSTEM, seen)
    expect(await lift([{ key: 'waba:W:368', said: since }])).toBe(0)
    expect(await lift([{ key, said: since - 1 }])).toBe(0)
    expect(await lift([{ key, said: since }])).toBe(1)
  })

  it('that only a person may end is not lifted by a good status', async () => {
    const here = await three()
    await here.world.portfolio('P').hold(blocked)
    await here.world.portfolio('P').hold({ ...blocked, code: '131042', autoResume: 'status', reach: 'billable' })
    expect(await here.world.portfolio('P').lift(blocked.subject, 'status good', SYSTEM)).toBe(1)
    expect((await here.world.portfolio('P').state()).holds.map((hold) => hold.code)).toEqual(['368'])
  })

  it('ends by its time at every number, by alarm, and its alert closes', async () => {
    const here = await three()
    await here.world.portfolio('P').hold(rated(here.world.clock + 600_000))
    await here.world.run(here.world.clock + 590_000)
    expect(codes(here, 'profile:1')).toEqual(['80007'])
    await here.world.run(here.world.clock + 20_000)
    for (const name of ['profile:1', 'package:pkg_a']) expect(codes(here, name)).toEqual([])
    for (const alert of alerts(here)) expect(alert.closed_at).not.toBeNull()
  })

  it('heard again for longer stops for longer, and for shorter changes nothing', async () => {
    const here = await three()
    const end = here.world.clock + 600_000
    await here.world.portfolio('P').hold(rated(end))
    await here.world.portfolio('P').hold(rated(end + 60_000))
    const rev = here.at('profile:1').holdsRev
    await here.world.portfolio('P').hold(rated(end - 60_000))
    expect(here.at('profile:1').holds[0]?.until).toBe(end + 60_000)
    expect(here.at('profile:1').holdsRev).toBe(rev)
  })

  it('on a token ends when nobody uses the token any more', async () => {
    const here = await three()
    await here.world.portfolio('P').hold(dead)
    await register(here, 'P', number('1', { tokenId: 'T2' }))
    expect((await here.world.portfolio('P').state()).holds).toHaveLength(1)
    await here.world.run(here.world.clock + 1_000)
    expect(alerts(here).map((alert) => [alert.subject.includes('"1"'), alert.closed_at !== null])).toEqual([
      [true, true],
      [false, false],
    ])
    await register(here, 'P', number('2', { packageId: 'pkg_b', tokenId: 'T2' }))
    await here.world.run(here.world.clock + 1_000)
    expect((await here.world.portfolio('P').state()).holds).toEqual([])
    expect(codes(here, 'profile:2')).toEqual([])
  })
})

describe('a webhook of the account', () => {
  const disabled = { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE', waba_ban_date: 'x' } }
  const reinstated = { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } }

  it('stops every number of the account before it is answered', async () => {
    const here = await three()
    await here.world.portfolio('P').observe('W', 'account_update', disabled, here.world.clock)
    for (const name of ['profile:1', 'profile:2']) expect(codes(here, name)).toEqual(['DISABLE'])
  })

  it('is refused while a number has not taken it, and done when Meta repeats it', async () => {
    const here = await three()
    const at = here.world.clock
    silence(here, 'profile:1')
    await expect(here.world.portfolio('P').observe('W', 'account_update', disabled, at)).rejects.toMatchObject({
      code: 'not-held',
    })
    here.world.network = () => 'ok'
    await here.world.portfolio('P').observe('W', 'account_update', disabled, at)
    expect(codes(here, 'profile:1')).toEqual(['DISABLE'])
    await here.world.run(here.world.clock + 1_000)
    expect(alerts(here).map((alert) => alert.count)).toEqual([1, 1])
  })

  it('that comes late does not bring back what was taken back since, in either order', async () => {
    const here = await three()
    const at = here.world.clock
    await here.world.portfolio('P').observe('W', 'account_update', disabled, at)
    await here.world.run(at + 10_000)
    await here.world.portfolio('P').observe('W', 'account_update', reinstated, at + 5_000)
    await here.world.portfolio('P').observe('W', 'account_update', disabled, at)
    expect((await here.world.portfolio('P').state()).holds).toEqual([])
    const other = await three()
    await other.world.run(other.world.clock + 10_000)
    await other.world.portfolio('P').observe('W', 'account_update', reinstated, other.world.clock - 1_000)
    await other.world.portfolio('P').observe('W', 'account_update', disabled, other.world.clock - 2_000)
    expect((await other.world.portfolio('P').state()).holds).toEqual([])
    await other.world.portfolio('P').observe('W', 'account_update', disabled, other.world.clock)
    expect((await other.world.portfolio('P').state()).holds).toHaveLength(1)
  })

  it('that takes back an earlier word leaves what was said after it, in any order of arrival', async () => {
    const words = [
      [disabled, 1_000],
      [reinstated, 5_000],
      [disabled, 9_000],
    ] as const
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const here = await three()
      const at = here.world.clock
      await here.world.run(at + 10_000)
      for (const n of order) {
        const [value, said] = words[n] ?? words[0]
        await here.world.portfolio('P').observe('W', 'account_update', value, at + said)
      }
      expect((await here.world.portfolio('P').state()).holds, String(order)).toHaveLength(1)
      for (const name of ['profile:1', 'profile:2']) expect(codes(here, name)).toEqual(['DISABLE'])
      await here.world.portfolio('P').observe('W', 'account_update', reinstated, at + 9_500)
      expect((await here.world.portfolio('P').state()).holds, String(order)).toEqual([])
    }
  })

  it('that a person has lifted stays lifted when Meta repeats it', async () => {
    const here = await three()
    const at = here.world.clock
    await here.world.portfolio('P').observe('W', 'account_update', disabled, at)
    await here.world.portfolio('P').lift({ kind: 'waba', id: 'W' }, 'sorted out', OPERATOR)
    await here.world.portfolio('P').observe('W', 'account_update', disabled, at)
    expect((await here.world.portfolio('P').state()).holds).toEqual([])
  })

  it('holds again after a clock that went back behind the word that lifted it', async () => {
    const here = await three()
    const portfolio = here.world.portfolio('P')
    await portfolio.observe('W', 'account_update', disabled, here.world.clock)
    await portfolio.observe('W', 'account_update', reinstated, here.world.clock)
    expect((await portfolio.state()).holds).toEqual([])
    here.world.skew('portfolio', 'P', -3_600_000)
    await portfolio.observe('W', 'account_update', disabled, here.world.clock)
    expect((await portfolio.state()).holds).toHaveLength(1)
  })

  it('from a clock ahead of ours counts as now', async () => {
    const here = await three()
    await here.world.portfolio('P').observe('W', 'account_update', disabled, here.world.clock + 3_600_000)
    const [hold] = (await here.world.portfolio('P').state()).holds
    expect(hold?.since).toBeLessThanOrEqual(here.world.clock)
  })

  it('of a kind that is only told raises an alert and holds nothing', async () => {
    const here = await three()
    await here.world.portfolio('P').observe('W', 'security', { event: 'PIN_CHANGED' }, here.world.clock)
    await here.world.run(here.world.clock + 1_000)
    expect(alerts(here)).toMatchObject([{ rule: 'account-notice' }])
    expect((await here.world.portfolio('P').state()).holds).toEqual([])
  })
})
