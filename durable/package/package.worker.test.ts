import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import type { PackageConfig } from '../domain/policy.ts'
import type { ActorEnv } from '../kit/env.ts'
import { migrateD1 } from '../kit/testing/migrate-d1.ts'
import type { PackageActor } from './package.ts'
import type { PackageRpc } from './rpc.ts'
import { accepted, CALLER, item, packageConfig, snapshotOf } from './testing/scene.ts'

const actorEnv = env as ActorEnv
const namespace = (env as { PACKAGE: DurableObjectNamespace<PackageActor> }).PACKAGE
const stub = (name: string) => namespace.get(namespace.idFromName(name))
const open = (name: string): PackageRpc => actorEnv.PACKAGE.get(actorEnv.PACKAGE.idFromName(name))
const config = (name: string): PackageConfig => ({ ...packageConfig([`${name}1`]), packageId: name })

interface Counted {
  state: string
  n: number
}

async function states(name: string): Promise<Counted[]> {
  return runInDurableObject(stub(name), (_actor, state) =>
    state.storage.sql
      .exec('SELECT state, COUNT(*) AS n FROM messages GROUP BY state ORDER BY state')
      .toArray()
      .map((row) => ({ state: String(row['state']), n: Number(row['n']) })),
  )
}

beforeAll(() => migrateD1(actorEnv.DB))

describe('PackageActor in workerd', () => {
  it('accepts, keeps its answers over an eviction, and refuses another body under the same key', async () => {
    const name = 'pkg_worker0001'
    await open(name).configure(config(name))
    const one = item('+4915112345678', { idempotencyKey: 'k' })
    const [first] = await open(name).accept([one], CALLER)
    expect(accepted(first).status).toBe('accepted')
    await evictDurableObject(stub(name))
    expect(await open(name).accept([one], CALLER)).toEqual([{ accepted: accepted(first), replayed: true }])
    expect(await open(name).accept([{ ...one, bodyHash: 'x' }], CALLER)).toMatchObject([
      { problem: { type: 'idempotency-mismatch' } },
    ])
    expect(await states(name)).toEqual([{ state: 'parked', n: 1 }])
  })

  it('answers many requests at once, each its own, in fewer commits', async () => {
    const name = 'pkg_worker0002'
    await open(name).configure(config(name))
    const asked = Array.from({ length: 60 }, (_, n) => open(name).accept([item(`+4915112${10_000 + n}`)], CALLER))
    const ids = new Set((await Promise.all(asked)).map(([one]) => accepted(one).id))
    expect(ids.size).toBe(60)
    expect(await open(name).status({ live: false })).toMatchObject({ backlog: { total: 60, normal: 60 }, open: 60 })
  })

  it('hands a scheduled message on by its alarm, run twice and after an eviction', async () => {
    const name = 'pkg_worker0003'
    await open(name).configure(config(name))
    const sendAt = Date.now() + 3_600_000
    const [result] = await open(name).accept([item('+4915112345678', { guard: { sendAt } })], CALLER)
    const { id } = accepted(result)
    expect((await open(name).listScheduled({ limit: 5, cursor: null })).items.map((view) => view.id)).toEqual([id])
    await runInDurableObject(stub(name), (_actor, state) => {
      // its time comes: what the virtual clock does on Node
      state.storage.sql.exec('UPDATE messages SET due_at = 1, send_at = 1')
    })
    await evictDurableObject(stub(name))
    await runDurableObjectAlarm(stub(name))
    await open(name).wake()
    await runDurableObjectAlarm(stub(name))
    expect(await states(name)).toEqual([{ state: 'parked', n: 1 }])
    expect((await open(name).message(id))?.view.timeline.map((entry) => entry.event)).toEqual(['accepted', 'due'])
  })

  it('binds with credit, writes the offer with the binding, and offers it again after an eviction', async () => {
    const name = 'pkg_worker0004'
    await open(name).configure(config(name))
    // the number of this package was never configured: it answers that the package is not its own
    await open(name).snapshot(snapshotOf(`${name}1`, Date.now() + 1, { credit: 5 }))
    const [result] = await open(name).accept([item('+4915112345678')], CALLER)
    expect(accepted(result)).toMatchObject({ status: 'queued', profileId: `${name}1` })
    await evictDurableObject(stub(name))
    await open(name).wake()
    await expect
      .poll(async () => (await open(name).message(accepted(result).id))?.view.timeline.map((entry) => entry.event))
      .toEqual(['accepted', 'bound', 'returned'])
    expect(await states(name)).toEqual([{ state: 'parked', n: 1 }])
  })

  it('undoes everything of a call that throws in the middle', async () => {
    const name = 'pkg_worker0005'
    await open(name).configure(config(name))
    await runInDurableObject(stub(name), async (actor, state) => {
      state.storage.sql.exec(
        "CREATE TRIGGER broken BEFORE INSERT ON messages WHEN new.user_key = '+2' BEGIN SELECT RAISE(ABORT, 'disk full'); END",
      )
      await expect(actor.accept([item('+1'), item('+2')], CALLER)).rejects.toThrow('disk full')
      state.storage.sql.exec('DROP TRIGGER broken')
    })
    expect(await states(name)).toEqual([])
    expect(await open(name).status({ live: false })).toMatchObject({ open: 0 })
  })

  it('writes few rows for a message under load, as the platform counts them', async () => {
    const name = 'pkg_worker0006'
    await open(name).configure(config(name))
    await open(name).snapshot(snapshotOf(`${name}1`, Date.now() + 1, { credit: 100_000 }))
    const before = (await open(name).diagnostics()).rowsWritten
    await open(name).accept(
      Array.from({ length: 500 }, (_, n) => item(`+4915112${10_000 + n}`)),
      CALLER,
    )
    // the row and its place in the conversation's index; the commit's own rows are shared
    const spent = (await open(name).diagnostics()).rowsWritten - before
    expect(spent / 500).toBeLessThan(2.2)
  })
})
