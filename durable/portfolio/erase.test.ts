import { describe, expect, it } from 'vitest'
import { REACH_MS } from '../domain/lease.ts'
import { META } from '../domain/reason.ts'
import { number, OPERATOR, register, type Scene, scene } from './testing/scene.ts'
import type { Word } from './users.ts'

const PHONE = '+4915112345678'
const BSUID = 'DE.13491208655302741918'
const stop = (address: string, at: number, scope: Word['scope'] = 'marketing'): Word => ({
  address,
  scope,
  source: 'word',
  at,
})

async function two(): Promise<Scene> {
  const here = scene()
  await here.world.portfolio('P').subscribe('pkg_a')
  await register(here, 'P', number('1'))
  await register(here, 'P', number('2'))
  await here.world.run(here.world.clock + 10_000)
  return here
}

const everybody = ['package:pkg_a', 'profile:1', 'profile:2']
const optOuts = (here: Scene) =>
  here.world.d1.rows<{ user_key: string; scope: string | null }>(
    "SELECT user_key, scope FROM opt_outs WHERE portfolio_id = 'P' ORDER BY user_key",
  )

describe('erase', () => {
  const rows = (here: Scene) => {
    const sql = here.world.sql('portfolio', 'P')
    return ['alias', 'consent', 'reach', 'page', 'lease', 'meta', 'audit', 'alert']
      .map((table) => JSON.stringify(sql.db.prepare(`SELECT * FROM ${table}`).all()))
      .join('\n')
  }

  it('leaves no trace of the address, but the opt-out as its hash, told to everybody, and the reach it used', async () => {
    const here = await two()
    await here.world.portfolio('P').optOut([stop(PHONE, here.world.clock, 'all')], OPERATOR)
    await here.world.portfolio('P').reachChanged('1', [{ userKey: PHONE, until: here.world.clock + REACH_MS }])
    await here.world.run(here.world.clock + 1_000)
    expect(await here.world.portfolio('P').erase(PHONE, 'abc123')).toBeGreaterThan(0)
    await here.world.run(here.world.clock + 1_000)
    expect(rows(here)).not.toContain(PHONE)
    expect(await here.world.portfolio('P').optedOut(PHONE)).toBeNull()
    expect(await here.world.portfolio('P').optedOut('hash:abc123')).toMatchObject({ scope: 'all' })
    for (const name of everybody) expect(here.at(name).scopeOf('hash:abc123')).toBe('all')
    expect((await here.world.portfolio('P').diagnostics()).reach.used).toBe(1)
    expect(optOuts(here).map((row) => row.user_key)).toContain('hash:abc123')
  })

  it('of one address keeps the opt-out for the others of the user', async () => {
    const here = await two()
    await here.world.portfolio('P').learn([{ addresses: [PHONE, BSUID, 'DE.2'], at: 1 }])
    await here.world.portfolio('P').optOut([stop(PHONE, here.world.clock)], META)
    await here.world.portfolio('P').erase(PHONE, 'ff')
    await here.world.run(here.world.clock + 3_000)
    expect(rows(here)).not.toContain(PHONE)
    for (const address of [BSUID, 'DE.2', 'hash:ff'])
      expect(await here.world.portfolio('P').optedOut(address)).toMatchObject({ scope: 'marketing' })
    expect((await here.world.portfolio('P').optedOut('DE.2'))?.userKey).toBe(BSUID)
    for (const name of everybody) expect(here.at(name).keyOf('DE.2')).toBe(BSUID)
  })

  it('of an alias leaves the user under his key', async () => {
    const here = await two()
    await here.world.portfolio('P').learn([{ addresses: [PHONE, BSUID], at: 1 }])
    await here.world.portfolio('P').optOut([stop(PHONE, here.world.clock)], META)
    await here.world.portfolio('P').erase(BSUID, 'ee')
    expect(rows(here)).not.toContain(BSUID)
    expect(await here.world.portfolio('P').optedOut(PHONE)).toMatchObject({ scope: 'marketing' })
    expect(await here.world.portfolio('P').optedOut('hash:ee')).toMatchObject({ scope: 'marketing' })
  })

  it('is not joined to an address under its hash', async () => {
    const here = await two()
    await here.world.portfolio('P').learn([{ addresses: ['hash:ee', PHONE], at: 1 }])
    expect(rows(here)).not.toContain(PHONE)
    expect(rows(here)).not.toContain('hash:ee')
  })

  it('of somebody unknown does nothing, and a repeated one neither', async () => {
    const here = await two()
    expect(await here.world.portfolio('P').erase(PHONE, 'aa')).toBe(0)
    await here.world.portfolio('P').optOut([stop(PHONE, here.world.clock)], META)
    await here.world.portfolio('P').erase(PHONE, 'aa')
    const rev = (await here.world.portfolio('P').state()).usersRev
    expect(await here.world.portfolio('P').erase(PHONE, 'aa')).toBe(0)
    expect((await here.world.portfolio('P').state()).usersRev).toBe(rev)
  })

  it('never gives a rev out twice, also after a restart', async () => {
    const here = await two()
    await here.world.portfolio('P').optOut([stop(PHONE, here.world.clock)], META)
    await here.world.portfolio('P').erase(PHONE, 'aa')
    const { usersRev } = await here.world.portfolio('P').state()
    await here.world.portfolio('P').optIn([{ ...stop('hash:aa', here.world.clock) }], OPERATOR)
    here.world.crash('portfolio', 'P')
    expect((await here.world.portfolio('P').state()).usersRev).toBe(usersRev + 1)
  })
})
