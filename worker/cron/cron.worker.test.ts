import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
import { rooms } from '../../durable/kit/testing/rooms.ts'
import type { PackageRpc } from '../../durable/package/rpc.ts'
import type { PortfolioRpc } from '../../durable/portfolio/rpc.ts'
import type { ProfileRpc } from '../../durable/profile/rpc.ts'
import { switchboard } from '../../durable/switchboard/door.ts'
import type { Env } from '../env.ts'
import { slotOf } from './in-parallel.ts'
import { pushSwitches, readPushed } from './push-switches.ts'
import { repeatSwitch } from './repeat-switch.ts'
import { SWEEPS, scheduled } from './scheduled.ts'

const real = env as Env
const db = real.DB
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** on the hour, so that slots are easy to name */
const now = Math.floor(1_800_000_000_000 / (6 * HOUR)) * 6 * HOUR

let heard: string[] = []
let deaf = new Set<string>()
let states: Record<string, string> = {}

function hear(call: string): void {
  if (deaf.has(call)) throw new Error('silent')
  heard.push(call)
}

const guard: Env = {
  ...real,
  PROFILE: rooms<ProfileRpc>((id) => ({
    wake: async () => hear(`wake profile ${id}`),
    configure: async ({ version }) => {
      hear(`configure profile ${id}`)
      return { taken: true, version }
    },
    check: async () => {
      hear(`check ${id}`)
      return { profileId: id } as never
    },
    applySwitch: async (rev, paused) => hear(`switch profile ${id} ${rev} ${paused}`),
  })),
  PACKAGE: rooms<PackageRpc>((id) => ({
    wake: async () => hear(`wake package ${id}`),
    configure: async ({ version }) => {
      hear(`configure package ${id}`)
      return { taken: true, version }
    },
    status: async () =>
      ({
        packageId: id,
        profiles: Object.entries(states).map(([profileId, state]) => ({ profileId, state })),
      }) as never,
    applySwitch: async (rev, paused) => hear(`switch package ${id} ${rev} ${paused}`),
  })),
  PORTFOLIO: rooms<PortfolioRpc>((id) => ({
    wake: async () => hear(`wake portfolio ${id}`),
    syncTemplates: async (wabaId) => {
      hear(`sync ${id} ${wabaId}`)
      return { ok: true, count: 0, detail: null }
    },
  })),
}

const run = (...queries: [string, ...(string | number | null)[]][]) =>
  db.batch(queries.map(([query, ...values]) => db.prepare(query).bind(...values)))
const all = async <Row>(query: string): Promise<Row[]> => (await db.prepare(query).all<Row>()).results
const tick = async (cron: string, at: number) => {
  heard = []
  await scheduled(cron, at, guard)
  return heard.toSorted()
}

const TABLES = ['packages', 'profiles', 'portfolios', 'wakes', 'settings'] as const

async function addPackage(id: string, more: { version?: number; applied?: number; at?: number } = {}): Promise<void> {
  const at = more.at ?? now - DAY
  await run([
    'INSERT INTO packages (id, name, config, version, applied_version, created_at, updated_at) VALUES (?, \'n\', \'{"name":"n"}\', ?, ?, ?, ?)',
    id,
    more.version ?? 1,
    more.applied ?? 1,
    at,
    at,
  ])
}

async function addProfile(
  id: string,
  packageId: string,
  more: { version?: number; applied?: number; waba?: string; at?: number } = {},
): Promise<void> {
  const at = more.at ?? now - DAY
  await run([
    `INSERT INTO profiles (id, package_id, portfolio_id, waba_id, display_name, config, token, token_id, graph_url, version, applied_version, created_at, updated_at)
     VALUES (?, ?, 'P', ?, 'd', '{}', '{}', 't', 'https://graph.facebook.com', ?, ?, ?, ?)`,
    id,
    packageId,
    more.waba ?? '900',
    more.version ?? 1,
    more.applied ?? 1,
    at,
    at,
  ])
}

beforeAll(() => migrateD1(db))

beforeEach(async () => {
  heard = []
  deaf = new Set()
  states = {}
  const clear: Record<(typeof TABLES)[number], string> = {
    packages: 'DELETE FROM packages',
    profiles: 'DELETE FROM profiles',
    portfolios: 'DELETE FROM portfolios',
    wakes: 'DELETE FROM wakes',
    settings: 'DELETE FROM settings',
  }
  await run(...TABLES.map((table): [string] => [clear[table]]))
})

describe('cron table', () => {
  it('has a row for each cron string of the deployment, and says nothing else runs', async () => {
    expect(Object.keys(SWEEPS)).toEqual(['* * * * *', '*/5 * * * *', '17 * * * *'])
    expect(await tick('0 0 * * *', now)).toEqual([])
  })
})

describe('waking', () => {
  const wake = (
    actor: string,
    nextAt: number | null,
    wokenAt: number | null = null,
  ): [string, ...(string | number | null)[]] => [
    'INSERT INTO wakes (actor, next_at, rev, woken_at) VALUES (?, ?, 1, ?)',
    actor,
    nextAt,
    wokenAt,
  ]

  it('knocks at who is a minute late, not at who is in time, has nothing to wait for or was woken just now', async () => {
    await run(
      wake('profile:1', now - MINUTE),
      wake('package:pkg_a', now - HOUR),
      wake('profile:2', now - MINUTE + 1),
      wake('profile:3', null),
      wake('portfolio:P', now - HOUR, now - 10_000),
    )
    expect(await tick('* * * * *', now)).toEqual(['wake package pkg_a', 'wake profile 1'])
    expect(await tick('* * * * *', now)).toEqual([])
    expect(await tick('* * * * *', now + MINUTE)).toContain('wake profile 2')
  })

  it('is not stopped by one that fails, and asks all of them again', async () => {
    await run(wake('profile:1', 1), wake('profile:2', 1), wake('strange', 1))
    deaf.add('wake profile 1')
    expect(await tick('* * * * *', now)).toEqual(['wake profile 2'])
    deaf.clear()
    expect(await tick('* * * * *', now + MINUTE)).toEqual(['wake profile 1', 'wake profile 2'])
  })

  it('wakes every actor once an hour, also one that never announced itself', async () => {
    await addPackage('pkg_a')
    await addProfile('1', 'pkg_a', { waba: 'x' })
    await run(
      ['INSERT INTO portfolios (id, created_at) VALUES (?, 1)', 'P'],
      wake('portfolio:~deployment', null),
      wake('profile:1', null, now - 10 * MINUTE),
    )
    const expected = ['wake package pkg_a', 'wake portfolio P', 'wake portfolio ~deployment']
    expect((await tick('17 * * * *', now)).filter((call) => call.startsWith('wake'))).toEqual(expected)
    expect((await tick('17 * * * *', now + HOUR)).filter((call) => call.startsWith('wake'))).toContain('wake profile 1')
  })
})

describe('configuration', () => {
  it('is brought to who does not run it, and counted as applied only when it is', async () => {
    await addPackage('pkg_a', { version: 3, applied: 2 })
    await addPackage('pkg_b')
    await addProfile('1', 'pkg_a', { version: 2, applied: 1 })
    await addProfile('2', 'pkg_a', { version: 2, applied: 1, at: now - 100 })
    deaf.add('configure profile 1')
    expect(await tick('* * * * *', now)).toEqual(['configure package pkg_a'])
    expect(await all('SELECT id, applied_version AS v FROM packages ORDER BY id')).toEqual([
      { id: 'pkg_a', v: 3 },
      { id: 'pkg_b', v: 1 },
    ])
    deaf.clear()
    expect(await tick('* * * * *', now + MINUTE)).toEqual(['configure profile 1', 'configure profile 2'])
    expect(await tick('* * * * *', now + MINUTE)).toEqual([])
  })
})

describe('numbers', () => {
  it('are polled once an hour each, and at every run while they wait for a word of Meta', async () => {
    await addPackage('pkg_a')
    const ids = Array.from({ length: 30 }, (_, i) => `10${i}`)
    for (const id of ids) await addProfile(id, 'pkg_a')
    states = { '100': 'disconnected', '101': 'quarantined', '102': 'paused', foreign: 'disconnected' }
    const polled: string[] = []
    for (let i = 0; i < 12; i++) {
      const round = await tick('*/5 * * * *', now + i * 5 * MINUTE)
      expect(round).toEqual(expect.arrayContaining(['check 100', 'check 101']))
      polled.push(...round)
    }
    expect(polled.length).toBe(28 + 2 * 12)
    expect(new Set(polled)).toEqual(new Set(ids.map((id) => `check ${id}`)))
  })

  it('are polled too when their package does not answer', async () => {
    await addProfile('1', 'pkg_gone')
    const at = now + slotOf('1', 12) * 5 * MINUTE
    const lost = {
      ...guard,
      PACKAGE: rooms<PackageRpc>(() => ({ status: async () => Promise.reject(new Error('silent')) })),
    }
    await scheduled('*/5 * * * *', at, lost)
    expect(heard).toEqual(['check 1'])
  })
})

describe('templates', () => {
  it('of each account are synced once in six hours', async () => {
    await addProfile('1', 'pkg_a', { waba: '900' })
    await addProfile('2', 'pkg_a', { waba: '900' })
    await addProfile('3', 'pkg_a', { waba: '901' })
    const calls: string[] = []
    for (let i = 0; i < 6; i++)
      calls.push(...(await tick('17 * * * *', now + i * HOUR)).filter((call) => call.startsWith('sync')))
    expect(calls.toSorted()).toEqual(['sync P 900', 'sync P 901'])
  })
})

describe('the switch', () => {
  it('reaches everybody, is repeated to who did not answer, and to who came later', async () => {
    await addPackage('pkg_a')
    await addProfile('1', 'pkg_a')
    await addProfile('2', 'pkg_a')
    const switches = await switchboard(guard).set({ paused: true, note: 'n' })
    const rev = switches.rev
    deaf.add(`switch profile 2 ${rev} true`)
    expect(await pushSwitches(guard, switches, now)).toEqual({ packages: [], profiles: ['2'] })
    expect(heard.toSorted()).toEqual([`switch package pkg_a ${rev} true`, `switch profile 1 ${rev} true`])
    deaf.clear()
    heard = []
    await repeatSwitch(guard, now)
    expect(heard).toEqual([`switch profile 2 ${rev} true`])
    heard = []
    await repeatSwitch(guard, now)
    expect(heard).toEqual([])
    await addProfile('3', 'pkg_a', { at: now })
    await repeatSwitch(guard, now)
    expect(heard).toEqual([`switch profile 3 ${rev} true`])
  })

  it('goes to all again after a push that was cut off, and when D1 never heard of it', async () => {
    await addPackage('pkg_a')
    const { rev } = await switchboard(guard).set({ paused: false, note: String(Math.random()) })
    await repeatSwitch(guard, now)
    expect(heard).toEqual([`switch package pkg_a ${rev} false`])
    await run(['UPDATE settings SET value = ?', JSON.stringify({ rev, at: 1, behind: null })])
    heard = []
    await repeatSwitch(guard, now)
    expect(heard).toEqual([`switch package pkg_a ${rev} false`])
    expect(await readPushed(guard)).toMatchObject({ rev, behind: { packages: [], profiles: [] } })
  })

  it('is told to an actor whose configuration the sweep brings, before the configuration', async () => {
    const { rev } = await switchboard(guard).set({ paused: true })
    await addPackage('pkg_a', { version: 1, applied: 0 })
    const calls: string[] = []
    heard = []
    await scheduled('* * * * *', now, guard)
    calls.push(...heard)
    expect(calls.indexOf(`switch package pkg_a ${rev} true`)).toBeLessThan(calls.indexOf('configure package pkg_a'))
    expect(calls).toContain(`switch package pkg_a ${rev} true`)
  })
})
