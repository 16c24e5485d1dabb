import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalKey } from '../domain/identity.ts'
import { META, SYSTEM } from '../domain/reason.ts'
import { BareHost } from '../kit/testing/bare-host.ts'
import { Push } from './push.ts'
import { Reach } from './reach.ts'
import { Room } from './room.ts'
import { number, OPERATOR, register, type Scene, scene } from './testing/scene.ts'
import { Users, type Word } from './users.ts'

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

/** A portfolio's users alone, for properties. */
function alone(host = new BareHost()) {
  const room = new Room(host, 'P', () => {})
  const reach = new Reach(room)
  return { host, room, reach, users: new Users(room, new Push(room), reach) }
}

describe('an opt-out', () => {
  it('is known to packages and numbers when it is answered, and in D1 soon after', async () => {
    const here = await two()
    await here.world.portfolio('P').optOut([stop('4915112345678', here.world.clock)], META)
    for (const name of everybody) expect(here.at(name).scopeOf(PHONE)).toBe('marketing')
    expect(await here.world.portfolio('P').optedOut(PHONE)).toMatchObject({ userKey: PHONE, scope: 'marketing' })
    await here.world.run(here.world.clock + 1_000)
    expect(optOuts(here)).toEqual([{ user_key: PHONE, scope: 'marketing' }])
    expect(here.world.faults).toEqual([])
  })

  it('of an address that nobody has seen counts too', async () => {
    const here = await two()
    await here.world.portfolio('P').optOut([stop('someone', here.world.clock, 'all')], OPERATOR)
    expect(await here.world.portfolio('P').optedOut('someone')).toMatchObject({ scope: 'all' })
    expect(await here.world.portfolio('P').optedOut('somebody')).toBeNull()
  })

  it('is answered in time though a neighbour is silent, and told until it hears', async () => {
    const here = await two()
    here.world.network = (call) => (call.to === 'profile:2' ? { callMs: 60_000, lose: 'call' } : 'ok')
    const asked = here.world.clock
    await here.world.portfolio('P').optOut([stop(PHONE, asked)], META)
    expect(here.world.clock - asked).toBeLessThan(3_000)
    expect(here.at('profile:1').scopeOf(PHONE)).toBe('marketing')
    await here.world.run(here.world.clock + 3_600_000)
    expect(here.at('profile:2').scopeOf(PHONE)).toBeNull()
    here.world.network = () => 'ok'
    await here.world.run(here.world.clock + 80_000)
    expect(here.at('profile:2').scopeOf(PHONE)).toBe('marketing')
  })

  it('is told again after a crash at any push, and to a package that subscribes later', async () => {
    for (let victim = 0; victim < 4; victim++) {
      const here = await two()
      let calls = 0
      here.world.network = (call) => {
        if (call.method === 'applyUsers' && calls++ === victim) here.world.crash('portfolio', 'P')
        return 'ok'
      }
      await here.world
        .portfolio('P')
        .optOut([stop(PHONE, here.world.clock)], META)
        .catch(() => {})
      await here.world.run(here.world.clock + 60_000)
      for (const name of everybody) expect(here.at(name).scopeOf(PHONE), `push ${victim}`).toBe('marketing')
      await here.world.portfolio('P').subscribe('pkg_late')
      await here.world.run(here.world.clock + 60_000)
      expect(here.at('package:pkg_late').scopeOf(PHONE)).toBe('marketing')
    }
  })

  it('by a person is audited without the address', async () => {
    const here = await two()
    await here.world.portfolio('P').optOut([stop(PHONE, here.world.clock, 'all')], OPERATOR)
    await here.world.portfolio('P').optIn([stop(PHONE, here.world.clock, 'all')], OPERATOR)
    await here.world.run(here.world.clock + 1_000)
    const audit = here.world.d1.rows<{ action: string; detail: string; actor: string }>(
      'SELECT * FROM audit ORDER BY id',
    )
    expect(audit.map((row) => row.action)).toEqual(['opt-out.set', 'opt-out.lift'])
    expect(JSON.stringify(audit)).not.toContain('49151')
  })
})

describe('a number that registers again', () => {
  it('does not jump over an opt-out that has not reached it', async () => {
    const here = await two()
    here.world.network = (call) => (call.to === 'profile:1' ? 'lose-call' : 'ok')
    await here.world.portfolio('P').optOut([stop(PHONE, here.world.clock)], META)
    for (const crash of [false, true]) {
      if (crash) here.world.crash('portfolio', 'P')
      await register(here, 'P', number('1', { tokenId: `T${crash}` }))
      expect(here.at('profile:1').usersRev).toBe(0)
    }
    here.world.network = () => 'ok'
    await here.world.run(here.world.clock + 60_000)
    expect(here.at('profile:1').scopeOf(PHONE)).toBe('marketing')
    const late = await here.world.portfolio('P').register(number('7'))
    expect(late.usersRev).toBe(1)
  })
})

describe('a lift', () => {
  it('takes marketing back and leaves all standing; a late STOP from before does not return', async () => {
    const here = await two()
    const at = here.world.clock - 10_000
    await here.world.portfolio('P').optOut([stop(PHONE, at)], META)
    await here.world.portfolio('P').optIn([stop(PHONE, at + 2_000)], META)
    await here.world.portfolio('P').optOut([stop(PHONE, at + 1_000)], META)
    expect(await here.world.portfolio('P').optedOut(PHONE)).toBeNull()
    for (const name of everybody) expect(here.at(name).scopeOf(PHONE)).toBeNull()
    await here.world.run(here.world.clock + 1_000)
    expect(optOuts(here)).toEqual([{ user_key: PHONE, scope: null }])
    await here.world.portfolio('P').optOut([stop(PHONE, at, 'all')], OPERATOR)
    await here.world.portfolio('P').optIn([stop(PHONE, here.world.clock)], META)
    expect(await here.world.portfolio('P').optedOut(PHONE)).toMatchObject({ scope: 'all' })
  })
})

describe('a join', () => {
  it('unites opt-outs and reach to the stricter side and tells everybody', async () => {
    const here = await two()
    const at = here.world.clock
    await here.world.portfolio('P').optOut([stop(BSUID, at - 5)], META)
    await here.world.portfolio('P').optOut([stop(PHONE, at - 4)], META)
    await here.world.portfolio('P').optIn([stop(PHONE, at - 1)], META)
    await here.world.portfolio('P').reachChanged('1', [{ userKey: PHONE, until: at + 3_600_000 }])
    await here.world.portfolio('P').reachChanged('2', [{ userKey: BSUID, until: at + 7_200_000 }])
    expect((await here.world.portfolio('P').diagnostics()).reach.used).toBe(2)
    await here.world.portfolio('P').learn([{ addresses: [BSUID, '4915112345678'], at }])
    expect((await here.world.portfolio('P').diagnostics()).reach.used).toBe(1)
    for (const address of [PHONE, BSUID])
      expect(await here.world.portfolio('P').optedOut(address)).toMatchObject({ userKey: PHONE, scope: 'marketing' })
    await here.world.run(here.world.clock + 3_000)
    for (const name of everybody) {
      expect(here.at(name).keyOf(BSUID)).toBe(PHONE)
      expect(here.at(name).scopeOf(PHONE)).toBe('marketing')
    }
    expect(optOuts(here)).toEqual([
      { user_key: PHONE, scope: 'marketing' },
      { user_key: BSUID, scope: null },
    ])
  })

  it('without an opt-out is told a second later, together with others, in one call each', async () => {
    const here = await two()
    const from = here.world.calls.length
    for (let i = 0; i < 20; i++)
      await here.world.portfolio('P').learn([{ addresses: [`+49151000000${10 + i}`, `DE.${i}`], at: here.world.clock }])
    await here.world.run(here.world.clock + 5_000)
    for (const name of everybody) expect(here.at(name).deltas).toHaveLength(20)
    const pushes = here.world.calls.slice(from).filter((call) => call.method === 'applyUsers')
    expect(pushes).toHaveLength(3)
  })

  it('of what is known already writes nothing', async () => {
    const { room, users } = alone()
    users.learn([{ addresses: [PHONE, BSUID], at: 1 }])
    const rows = room.rowsWritten
    users.learn([
      { addresses: [BSUID, PHONE], at: 2 },
      { addresses: [PHONE], at: 2 },
      { addresses: [], at: 2 },
    ])
    expect(room.rowsWritten).toBe(rows)
    expect(room.usersRev).toBe(1)
  })

  it('ends at the same users whatever the order and nesting', () => {
    const all: string[] = ['+10001', '+10002', '+10003', 'DE.1', 'DE.2', 'US.3', 'x']
    const address = fc.constantFrom(...all)
    const groups = fc.array(fc.uniqueArray(address, { minLength: 1, maxLength: 3 }), { maxLength: 8 })
    fc.assert(
      fc.property(groups, fc.array(address, { maxLength: 3 }), fc.nat(100), (given, outs, turn) => {
        const one = alone()
        const other = alone()
        for (const address of outs) {
          void one.users.optOut([stop(address, 5)], SYSTEM)
          void other.users.optOut([stop(address, 5)], SYSTEM)
        }
        for (const addresses of given) one.users.learn([{ addresses, at: 1 }])
        const cut = turn % Math.max(1, given.length)
        const turned = [...given.slice(cut), ...given.slice(0, cut)].reverse()
        other.users.learn(turned.map((addresses) => ({ addresses: [...addresses].reverse(), at: 2 })))
        for (const address of all) {
          const key = one.room.users.keyOf(address)
          expect(other.room.users.keyOf(address)).toBe(key)
          const mine = all.filter((another) => one.room.users.keyOf(another) === key)
          expect(key).toBe(canonicalKey(mine))
          // stricter: one opted-out address makes the whole user opted out
          const out = mine.some((another) => outs.includes(another))
          expect(one.users.optedOut(address) !== null).toBe(out)
          expect(other.users.optedOut(address) !== null).toBe(out)
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('deltas', () => {
  it('have no gap, and a reader who takes them in any chunks ends where the portfolio is', () => {
    const address = fc.constantFrom('+10001', '+10002', 'DE.1', 'DE.2', 'US.3')
    const doing = fc.oneof(
      fc.record({ what: fc.constant('out' as const), a: address, b: address }),
      fc.record({ what: fc.constant('in' as const), a: address, b: address }),
      fc.record({ what: fc.constant('join' as const), a: address, b: address }),
      fc.record({ what: fc.constant('read' as const), a: address, b: address }),
    )
    fc.assert(
      fc.property(fc.array(doing, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (doings, chunk) => {
        const { users, room } = alone()
        let has = 0
        const scopes = new Map<string, string | null>()
        const keys = new Map<string, string>()
        const read = () => {
          const { deltas, rev } = users.since(has, chunk)
          expect(rev).toBe(room.usersRev)
          expect(deltas.length).toBe(Math.min(chunk, rev - has))
          for (const delta of deltas) {
            expect(delta.rev).toBe(has + 1)
            has = delta.rev
            if (delta.kind === 'opt') scopes.set(delta.userKey, delta.scope)
            else keys.set(delta.address, delta.userKey)
          }
        }
        let at = 1
        for (const { what, a, b } of doings) {
          at += 1
          if (what === 'out') void users.optOut([stop(a, at)], SYSTEM)
          else if (what === 'in') void users.optIn([stop(a, at)], SYSTEM)
          else if (what === 'join') users.learn([{ addresses: [a, b], at }])
          else read()
        }
        while (has < room.usersRev) read()
        for (const one of ['+10001', '+10002', 'DE.1', 'DE.2', 'US.3']) {
          expect(keys.get(one) ?? one).toBe(room.users.keyOf(one))
          expect(scopes.get(keys.get(one) ?? one) ?? null).toBe(users.optedOut(one)?.scope ?? null)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('reach a neighbour that has lost its place, from where it stands', async () => {
    const here = await two()
    await here.world.portfolio('P').optOut([stop(PHONE, here.world.clock)], META)
    const behind = here.at('package:pkg_a')
    behind.usersRev = 0
    await here.world.portfolio('P').optOut([stop('+4915100000', here.world.clock)], META)
    await here.world.run(here.world.clock + 1_000)
    expect(behind.deltas.map((delta) => delta.rev)).toEqual([1, 1, 2])
  })

  it('come in bounded chunks to a package that has none', async () => {
    const here = await two()
    const users = Array.from({ length: 2_500 }, (_, i) => ({ addresses: [`+49151${100_000 + i}`, `DE.${i}`], at: 1 }))
    await here.world.portfolio('P').learn(users)
    await here.world.portfolio('P').subscribe('pkg_new')
    await here.world.run(here.world.clock + 5_000)
    expect(here.at('package:pkg_new').deltas).toHaveLength(2_500)
    for (const call of here.world.calls)
      if (call.method === 'applyUsers') expect((call.args.at(-1) as unknown[]).length).toBeLessThanOrEqual(1_000)
  })
})
