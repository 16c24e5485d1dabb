import { describe, expect, it } from 'vitest'
import type { SqlValue } from '../kit/host.ts'
import type { NodeSql } from '../kit/testing/node-sql.ts'
import { accepted, CALLER, item, PACKAGE } from './testing/scene.ts'
import { type Stage, stage } from './testing/stage.ts'

const BACKLOG = 50_000

/** 50,000 waiting messages, each of its own recipient, put into the table directly beside one real one. */
async function loaded(): Promise<Stage> {
  const scene = await stage(['1', '2'], { credit: 0 })
  await scene.package.accept([item('+490')], CALLER)
  const sql = scene.world.sql('package', PACKAGE)
  sql.run(
    `INSERT INTO messages
    SELECT m.seq + n.value, printf('wgabcdefghij0000000000000%03d', n.value % 1000), m.state, m.status, m.told, m.conv, m.target,
      n.value % 3, m.due_at, m.expires_at + n.value, '+48' || n.value, m.ord, m.movable, m.tied_to, m.profile_id, m.epoch,
      m.n, m.attempts, m.accepted_at - 3600000, m.send_at, m.not_before, m.updated_at, m.ended_at, m.bytes, m.idem_key, m.body_hash,
      m.facts, m.content, m.timeline, m.answer
    FROM messages AS m, (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ?) SELECT value FROM n) AS n`,
    BACKLOG,
  )
  sql.run(
    "UPDATE tally SET body = json_set(body, '$.high', 16666, '$.normal', 16668, '$.low', 16667, '$.conv', ?)",
    BACKLOG + 1,
  )
  scene.world.crash('package', PACKAGE)
  await scene.package.wake()
  await scene.pass(1000)
  return scene
}

/** Records the plan of every statement that touches messages. */
function spy(sql: NodeSql): Map<string, string[]> {
  const plans = new Map<string, string[]>()
  const explain = (query: string, params: SqlValue[]) => {
    if (!/messages/.test(query) || plans.has(query)) return
    const rows = sql.db.prepare('EXPLAIN QUERY PLAN '.concat(query)).all(...params)
    plans.set(
      query,
      rows.map((row) => String(row['detail'])),
    )
  }
  for (const name of ['all', 'get', 'run'] as const) {
    const real: (query: string, ...params: SqlValue[]) => unknown = Reflect.get(sql, name).bind(sql)
    Object.defineProperty(sql, name, {
      value: (query: string, ...params: SqlValue[]) => {
        explain(query, params)
        return real(query, ...params)
      },
    })
  }
  return plans
}

describe('a backlog of 50,000', () => {
  it('is never scanned on the way of a message: every statement goes by an index', async () => {
    const scene = await loaded()
    const plans = spy(scene.world.sql('package', PACKAGE))
    const keyed = item('+491', { idempotencyKey: 'k' })
    const results = await scene.package.accept(
      [keyed, keyed, item('+492', { guard: { sendAt: scene.world.clock + 1000 } })],
      CALLER,
    )
    for (const id of ['1', '2']) {
      scene.profile(id).credit = 30
      await scene.package.snapshot(scene.profile(id).snapshot())
    }
    await scene.pass(5000)
    expect(scene.profile('1').taken.length).toBe(30)
    await scene.package.report(
      scene
        .profile('1')
        .report([{ id: scene.profile('1').taken[0]?.id ?? '' }], [scene.profile('1').taken[1]?.id ?? '']),
    )
    await scene.package.message(accepted(results[0]).id)
    await scene.package.cancel(accepted(results[0]).id, CALLER)
    await scene.package.listQueue({ limit: 50, cursor: null })
    await scene.package.listScheduled({ limit: 50, cursor: null })
    scene.profile('2').over = { eligible: false, eligibleAt: null, state: 'paused' }
    await scene.package.snapshot({ ...scene.profile('2').snapshot(), at: scene.world.clock + 1 })
    await scene.pass(60_000)
    expect(plans.size).toBeGreaterThan(20)
    const scans = [...plans].filter(([, plan]) => plan.some((line) => /\bSCAN messages\b/.test(line)))
    // the first entry of an index, and the ends of the key, are one step
    const odd = scans.filter(
      ([query]) => !/SELECT (MAX|MIN)\(seq\)|ORDER BY (due_at, seq|expires_at) LIMIT 1$/.test(query),
    )
    expect(odd).toEqual([])
    expect([...plans.values()].flat().filter((line) => line.includes('TEMP B-TREE FOR ORDER BY'))).toEqual([])
  }, 60_000)

  it('does not slow accept and binding: rows read and time stay those of an empty one', async () => {
    const rows = async (scene: Stage) => {
      const sql = scene.world.sql('package', PACKAGE)
      let read = 0
      for (const name of ['all', 'get'] as const) {
        const real: (query: string, ...params: SqlValue[]) => unknown = Reflect.get(sql, name).bind(sql)
        Object.defineProperty(sql, name, {
          value: (query: string, ...params: SqlValue[]) => {
            const found = real(query, ...params)
            read += Array.isArray(found) ? found.length : 1
            return found
          },
        })
      }
      await scene.package.accept(
        Array.from({ length: 100 }, (_, n) => item(`+47${n}`)),
        CALLER,
      )
      return read
    }
    const empty = await stage(['1', '2'], { credit: 0 })
    await empty.package.accept([item('+490')], CALLER)
    await empty.pass(2_000)
    const few = await rows(empty)
    expect(await rows(await loaded())).toBeLessThanOrEqual(few + 1_100)
  }, 60_000)
})

describe('the history of a busy package', () => {
  it('follows within 2 s what comes by the thousand', async () => {
    const scene = await stage(['1'], { credit: 0 })
    const { world } = scene
    for (let call = 0; call < 40; call++)
      await scene.package.accept(
        Array.from({ length: 100 }, (_, n) => item(`+49${call}${n + 100}`)),
        CALLER,
      )
    const begun = world.clock
    const known = () => world.d1.rows<{ n: number }>('SELECT COUNT(*) AS n FROM messages')[0]?.n ?? 0
    while (known() < 4_000 && world.clock < begun + 60_000) await scene.pass(100)
    expect(world.clock - begun).toBeLessThanOrEqual(2_000)
  })
})

describe('rows written', () => {
  it('by the package are few per message under load: accept, hand over, end', async () => {
    const scene = await stage(['1'], { credit: 100_000 })
    const before = (await scene.package.diagnostics()).rowsWritten
    const ids: string[] = []
    for (let n = 0; n < 10; n++) {
      const results = await scene.package.accept(
        Array.from({ length: 100 }, (_, i) => item(`+4${n}${i}`)),
        CALLER,
      )
      ids.push(...results.map((one) => accepted(one).id))
      await scene.pass(1000)
    }
    await scene.package.report(scene.profile('1').report(ids.map((id) => ({ id }))))
    await scene.pass(1000)
    // here table rows alone are counted (node:sqlite): message, its end, its route, and a share of what a commit costs
    const perMessage = ((await scene.package.diagnostics()).rowsWritten - before) / ids.length
    expect(perMessage).toBeLessThan(3.2)
  })
})
