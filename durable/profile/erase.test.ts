import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { fast, PROFILE, refused, Stage } from './testing/stage.ts'

const USER = '+4915100000001'
const OTHER = '+4915100000002'
const MINUTE = 60_000

/** Rows that name an address, by their table. */
function naming(stage: Stage, address: string): string[] {
  const sql = stage.world.sql('profile', PROFILE)
  return sql
    .all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .flatMap(({ name }) =>
      sql
        .all(`SELECT * FROM "${name}"`)
        .map((row) => `${name} ${JSON.stringify(row)}`)
        .filter((row) => row.includes(address)),
    )
}

async function withLeases(): Promise<Stage> {
  const stage = new Stage()
  stage.lease = () => ({ unlimited: false, id: 'L', n: 5, until: stage.now + 10 * MINUTE, limit: 250, used: 0 })
  return stage.open()
}

describe('an erased address', () => {
  it('is in no table any more: not with what went back, nor with whom the number reached', async () => {
    const stage = await withLeases()
    await stage.offer([stage.message({ to: USER }), stage.message({ to: OTHER })])
    await stage.run(10_000)
    await stage.profile.observe([stage.inbound(USER)])
    const notBefore = stage.now + 30_000
    await stage.offer([stage.message({ to: USER, notBefore }), stage.message({ to: OTHER, notBefore })])
    await stage.profile.pause('trouble', SYSTEM)
    await stage.run(2 * MINUTE)
    expect(stage.reports.flatMap((report) => report.released)).toHaveLength(2)
    const tables = (address: string) => naming(stage, address).map((row) => row.split(' ')[0])
    expect(tables(USER)).toEqual(['message', 'message', 'reach', 'state', 'user'])
    await stage.profile.erase(USER, 'abc')
    await stage.run(1_000)
    expect(tables(USER)).toEqual([])
    expect(tables(OTHER)).toEqual(['message', 'message', 'reach'])
  })

  it('goes on counting against the reach, under its hash', async () => {
    const stage = await withLeases()
    await stage.offer([stage.message({ to: USER }), stage.message({ to: OTHER })])
    await stage.run(10_000)
    await stage.profile.erase(USER, 'abc')
    await stage.run(11 * MINUTE)
    expect(stage.returned.map(({ used }) => used.map(({ userKey }) => userKey).toSorted())).toEqual([
      [OTHER, 'hash:abc'],
    ])
    expect(stage.reachChanges.map(({ userKey }) => userKey)).not.toContain(USER)
  })

  it('of several leaves the opt-out in force for the others of the user', async () => {
    const stage = await withLeases()
    await stage.profile.applyUsers(0, [
      { rev: 1, kind: 'alias', address: 'DE.1', userKey: USER, at: stage.now },
      { rev: 2, kind: 'opt', userKey: USER, scope: 'all', at: stage.now, source: 'word' },
    ])
    await stage.profile.erase('DE.1', 'abc')
    await stage.offer([stage.message({ to: USER }), stage.message({ to: OTHER })])
    await stage.run(10_000)
    expect(stage.sends.map(({ to }) => to)).toEqual([OTHER])
    expect(naming(stage, 'DE.1')).toEqual([])
  })

  it('of several leaves the others one user, and is learnt again when it is heard of anew', async () => {
    const stage = await withLeases()
    const alias = (rev: number, address: string) =>
      ({ rev, kind: 'alias', address, userKey: USER, at: stage.now }) as const
    await stage.profile.observe([stage.inbound(USER, { userId: 'DE.1' })])
    await stage.run(1_000)
    await stage.profile.applyUsers(0, [alias(1, 'DE.1'), alias(2, 'DE.2')])
    await stage.profile.erase(USER, 'abc')
    expect(naming(stage, USER)).toEqual([])
    await stage.profile.applyUsers(2, [
      { rev: 3, kind: 'opt', userKey: 'DE.1', scope: 'all', at: stage.now, source: 'word' },
    ])
    await stage.offer([stage.message({ to: 'DE.2' }), stage.message({ to: OTHER })])
    await stage.run(10_000)
    expect(stage.sends.map(({ to }) => to)).toEqual([OTHER])
    await stage.profile.observe([stage.inbound(USER, { userId: 'DE.1' })])
    await stage.run(1_000)
    expect(stage.learnt).toHaveLength(2)
  })

  it('does not come back with the answer to what was on its way', async () => {
    const stage = await withLeases()
    await stage.profile.configure(stage.config({}, { version: 2, policy: fast }), SYSTEM)
    stage.meta = (_request, wamid) => {
      void stage.profile.erase(USER, 'abc')
      return { status: 200, json: { messages: [{ id: wamid }] } }
    }
    await stage.offer([stage.message({ to: USER })])
    await stage.run(MINUTE)
    expect(stage.sends.map(({ to }) => to)).toEqual([USER])
    expect(naming(stage, USER)).toEqual([])
  })

  it('is not learnt again from the answer to what was on its way, nor from its statuses', async () => {
    const stage = await withLeases()
    await stage.profile.configure(stage.config({}, { version: 2, policy: fast }), SYSTEM)
    stage.meta = (_request, wamid) => {
      void stage.profile.erase(USER, 'abc')
      const contacts = [{ input: USER, wa_id: USER.slice(1), user_id: 'DE.1' }]
      return { status: 200, json: { contacts, messages: [{ id: wamid }] } }
    }
    await stage.offer([stage.message({ to: USER })])
    await stage.run(MINUTE)
    for (const send of stage.sends)
      await stage.profile.observe([stage.event(send, 'delivered', { recipient: USER.slice(1), userId: 'DE.1' })])
    await stage.run(MINUTE)
    expect(stage.sends).toHaveLength(1)
    expect(stage.learnt).toEqual([])
    expect(naming(stage, USER)).toEqual([])
  })

  it('takes the text of what was on its way: refused, it is not sent again', async () => {
    const stage = await withLeases()
    await stage.profile.configure(stage.config({}, { version: 2, policy: fast }), SYSTEM)
    const message = stage.message({ to: USER })
    stage.meta = () => {
      void stage.profile.erase(USER, 'abc')
      return refused(131056)
    }
    await stage.offer([message])
    await stage.run(10 * MINUTE)
    expect(stage.sends).toHaveLength(1)
    expect(await stage.status(message.id)).toBe('cancelled')
    expect(stage.world.faults).toEqual([])
  })
})
