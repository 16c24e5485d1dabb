import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { META } from '../domain/reason.ts'
import type { ActorEnv } from '../kit/env.ts'
import { migrateD1 } from '../kit/testing/migrate-d1.ts'
import type { PortfolioActor } from './portfolio.ts'
import type { PortfolioRpc } from './rpc.ts'

const actorEnv = env as ActorEnv
const namespace = (env as { PORTFOLIO: DurableObjectNamespace<PortfolioActor> }).PORTFOLIO
const stub = (name: string) => namespace.get(namespace.idFromName(name))
/** typed by what it answers, as the other actors see it */
const portfolio = (name: string): PortfolioRpc => actorEnv.PORTFOLIO.get(actorEnv.PORTFOLIO.idFromName(name))
const PHONE = '+4915112345678'
const word = (at: number) => ({ address: PHONE, scope: 'marketing' as const, source: 'word', at })
const hold = {
  subject: { kind: 'waba' as const, id: 'W' },
  code: '80007',
  reach: 'all' as const,
  class: 'throttle' as const,
  autoResume: 'time' as const,
  detail: 'x',
}

beforeAll(() => migrateD1(actorEnv.DB))

describe('PortfolioActor in workerd', () => {
  it('keeps leases, opt-outs, aliases and holds over an eviction, and its name with them', async () => {
    const name = 'kept'
    await portfolio(name).limitSeen('waba:W', 1_000)
    const lease = await portfolio(name).lease('1', 40)
    await portfolio(name).learn([{ addresses: ['DE.1', PHONE], at: Date.now() }])
    await portfolio(name).optOut([word(Date.now())], META)
    await portfolio(name).hold({ ...hold, until: Date.now() + 3_600_000 })
    await evictDurableObject(stub(name))
    expect(await portfolio(name).optedOut('DE.1')).toMatchObject({ userKey: PHONE, scope: 'marketing' })
    expect(await portfolio(name).state()).toMatchObject({ holds: [{ key: 'waba:W:80007' }] })
    expect(await portfolio(name).diagnostics()).toMatchObject({ name, reach: { limit: 1_000, used: 40 } })
    if (!lease.unlimited)
      await portfolio(name).returnLease('1', lease.id, [{ userKey: PHONE, until: Date.now() + 3_600_000 }])
    expect(await portfolio(name).diagnostics()).toMatchObject({ reach: { used: 1, leased: 0 } })
  })

  it('ends a hold by alarm, run twice and after an eviction', async () => {
    const name = 'alarm'
    const until = Date.now() + 3_600_000
    await portfolio(name).hold({ ...hold, until })
    await runInDurableObject(stub(name), async (_actor, state) => {
      // the hold's time comes: what the virtual clock does on Node
      state.storage.sql.exec('UPDATE hold SET until = ?, body = json_set(body, ?, ?)', 1, '$.until', 1)
    })
    await evictDurableObject(stub(name))
    expect(await runDurableObjectAlarm(stub(name))).toBe(true)
    expect(await portfolio(name).state()).toMatchObject({ holds: [], holdsRev: 2 })
    await runDurableObjectAlarm(stub(name))
    expect(await portfolio(name).state()).toMatchObject({ holdsRev: 2 })
  })

  it('undoes everything of a call that throws in the middle', async () => {
    const name = 'undone'
    await portfolio(name).optOut([word(1)], META)
    await runInDurableObject(stub(name), async (actor, state) => {
      state.storage.sql.exec(
        "CREATE TRIGGER no_x BEFORE INSERT ON consent WHEN new.user_key = 'x' BEGIN SELECT RAISE(ABORT, 'no'); END",
      )
      await expect(actor.optOut([word(5), { ...word(6), address: 'x' }], META)).rejects.toThrow()
    })
    expect(await portfolio(name).optedOut(PHONE)).toMatchObject({ at: 1 })
    expect((await portfolio(name).state()).usersRev).toBe(1)
    await portfolio(name).optOut([word(7)], META)
    expect((await portfolio(name).usersSince(0, 10)).deltas.map((delta) => delta.rev)).toEqual([1, 2])
  })

  it('brings opt-outs, alerts and its wake time to D1', async () => {
    const name = 'history'
    await portfolio(name).optOut([word(Date.now())], META)
    await portfolio(name).signatureRefused('W', Date.now())
    await portfolio(name).hold({ ...hold, until: Date.now() + 3_600_000 })
    await portfolio(name).wake()
    const read = async () => {
      const optOuts = await actorEnv.DB.prepare('SELECT scope FROM opt_outs WHERE portfolio_id = ?').bind(name).all()
      const alerts = await actorEnv.DB.prepare("SELECT rule FROM alerts WHERE id LIKE 'portfolio:history:%'").all()
      const wakes = await actorEnv.DB.prepare('SELECT next_at FROM wakes WHERE actor = ?')
        .bind(`portfolio:${name}`)
        .all()
      return { optOuts: optOuts.results, alerts: alerts.results, wakes: wakes.results.length }
    }
    await expect
      .poll(read)
      .toEqual({ optOuts: [{ scope: 'marketing' }], alerts: [{ rule: 'signature-refused' }], wakes: 1 })
  })

  it('spreads an opt-out by phone to a portfolio of its own isolate room', async () => {
    await portfolio('east').subscribe('pkg_0000000001')
    await portfolio('west').subscribe('pkg_0000000001')
    await portfolio('east').optOut([{ ...word(Date.now()), address: '+4915199999999' }], META)
    await expect.poll(() => portfolio('west').optedOut('+4915199999999')).toMatchObject({ scope: 'marketing' })
  })
})
