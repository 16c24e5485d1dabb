import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SYSTEM, type TimelineEntry } from '../domain/reason.ts'
import { revOf } from '../domain/rev.ts'
import { MESSAGE_STATUSES } from '../domain/status.ts'
import { NodeD1 } from '../kit/testing/node-d1.ts'
import type { D1Like } from './d1.ts'
import { chunks, PARAMETER_BYTES, project, STATEMENTS } from './project.ts'
import type { AlertRow, MessageProjection, ProjectionBatch, StatsRow } from './rows.ts'

const entry = (epoch: number, n: number): TimelineEntry => ({
  epoch,
  n,
  at: 1000 * epoch + n,
  event: `e${epoch}.${n}`,
  actor: SYSTEM,
  reasons: [{ code: 'c', detail: `"quoted" ✓ ${n}` }],
  data: { wamid: 'w' },
})

/** The complete row of owner `epoch` at its nth change: its own entries, and none or all of the earlier epochs'. */
function message(id: string, epoch: number, n: number, carried: boolean): MessageProjection {
  const own = Array.from({ length: n }, (_, i) => entry(epoch, i + 1))
  const earlier = carried ? Array.from({ length: epoch }, (_, e) => entry(e, 1)) : []
  const seed = epoch * 7 + n
  // once erased, for ever; what an actor has given up at its end it says no more
  const erased = id === 'wg3' && epoch >= 3
  return {
    id,
    packageId: 'pkg_0123456789',
    profileId: epoch % 2 === 1 ? '1055' : null,
    direction: 'out',
    status: MESSAGE_STATUSES[seed % MESSAGE_STATUSES.length] ?? 'queued',
    recipient: erased ? 'hash:0f' : '+4917012345',
    type: 'text',
    category: seed % 3 === 0 ? null : 'service',
    reference: seed % 4 === 0 ? 'order 1' : null,
    wamid: seed % 2 === 0 ? `wamid.${seed}` : null,
    notBefore: null,
    acceptedAt: 1_700_000_000_000,
    updatedAt: 1_700_000_000_000 + seed,
    expiresAt: 1_700_086_400_000,
    attempts: n,
    duplicateConfirmed: seed % 2 === 1,
    error: seed % 3 === 1 ? { code: 131026, title: 't', detail: null } : null,
    content: erased || seed % 3 === 0 ? null : `{"text":{"body":"ü ${id}"}}`,
    rev: revOf(epoch, n),
    timeline: [...earlier, ...own]
      .reverse()
      .map(({ data, ...bare }) => (erased || data === undefined ? bare : { ...bare, data })),
  }
}

const messageArb = fc.record({
  id: fc.constantFrom('wg1', 'wg2', 'wg3'),
  epoch: fc.integer({ min: 0, max: 4 }),
  n: fc.integer({ min: 1, max: 4 }),
  carried: fc.boolean(),
})
const alert = (id: string, rev: number): AlertRow => ({
  id,
  rule: 'hold-waba',
  severity: rev % 2 === 0 ? 'warning' : 'critical',
  subject: '{"kind":"profile","id":"1"}',
  packageId: null,
  title: 't',
  detail: `d${rev}`,
  evidence: '{}',
  guidance: 'g',
  count: rev,
  firstAt: 5,
  lastAt: 5 + rev,
  closedAt: rev > 3 ? 9 : null,
  rev,
})
const stats = (at: number, rev: number): StatsRow => ({
  owner: 'profile:1055',
  at,
  packageId: 'pkg_0123456789',
  profileId: '1055',
  accepted: 0,
  sent: rev,
  delivered: rev * 2,
  read: 0,
  failed: 0,
  received: 1,
  rev,
})
const small = fc.integer({ min: 1, max: 5 })
const batchArb: fc.Arbitrary<ProjectionBatch> = fc.record({
  messages: fc
    .array(messageArb, { maxLength: 4 })
    .map((list) => list.map((m) => message(m.id, m.epoch, m.n, m.carried))),
  alerts: fc
    .array(fc.tuple(fc.constantFrom('a:1', 'a:2'), small), { maxLength: 2 })
    .map((l) => l.map(([i, r]) => alert(i, r))),
  stats: fc
    .array(fc.tuple(fc.constantFrom(0, 300_000), small), { maxLength: 2 })
    .map((l) => l.map(([a, r]) => stats(a, r))),
  audit: fc.array(small, { maxLength: 2 }).map((l) =>
    l.map((n) => ({
      id: `p:${n}`,
      at: n,
      action: 'x',
      actor: '{}',
      subjectKind: 'k',
      subjectId: 'i',
      packageId: null,
      detail: '{}',
    })),
  ),
  optOuts: fc.array(small, { maxLength: 2 }).map((l) =>
    l.map((rev) => ({
      id: 'p/u',
      portfolioId: 'p',
      userKey: 'u',
      scope: rev % 2 === 0 ? null : 'all',
      source: 's',
      at: rev,
      rev,
    })),
  ),
  templates: fc.array(small, { maxLength: 2 }).map((l) =>
    l.map((rev) => ({
      id: 'w/n/l',
      portfolioId: 'p',
      wabaId: 'w',
      name: 'n',
      language: 'l',
      category: 'utility',
      status: `S${rev}`,
      metaId: null,
      parameters: null,
      gone: rev % 2,
      rev,
    })),
  ),
  wakes: fc
    .array(small, { maxLength: 2 })
    .map((l) => l.map((rev) => ({ actor: 'profile:1', nextAt: rev % 2 === 0 ? null : rev, rev }))),
  applied: fc.array(small, { maxLength: 2 }).map((l) =>
    l.flatMap((version) => [
      { kind: 'package' as const, id: 'pkg_0123456789', version },
      { kind: 'profile' as const, id: '1055', version },
    ]),
  ),
})

const TABLES = ['messages', 'alerts', 'audit', 'stats', 'opt_outs', 'templates', 'wakes', 'packages', 'profiles']

async function tables(batches: ProjectionBatch[]): Promise<string> {
  const d1 = new NodeD1()
  d1.db.exec(`INSERT INTO packages (id, name, config, version, created_at, updated_at) VALUES ('pkg_0123456789', 'n', '{}', 9, 1, 1);
    INSERT INTO profiles (id, package_id, portfolio_id, waba_id, display_name, config, token, token_id, graph_url, version, created_at, updated_at)
    VALUES ('1055', 'pkg_0123456789', 'p', 'w', 'd', '{}', '{}', 't', 'g', 9, 1, 1)`)
  for (const batch of batches) await project(d1, batch)
  return JSON.stringify(TABLES.map((table) => d1.rows(`SELECT * FROM ${table} ORDER BY 1, 2`)))
}

describe('project', () => {
  it('gives the same tables for any order, repetition and split of the same rows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(batchArb, { minLength: 1, maxLength: 5 })
          .chain((batches) =>
            fc.tuple(
              fc.constant(batches),
              fc.shuffledSubarray(batches, { minLength: batches.length }),
              fc.subarray(batches),
            ),
          ),
        async ([batches, shuffled, some]) => {
          const expected = await tables(batches)
          expect(await tables([...some, ...shuffled, ...some])).toBe(expected)
          expect(await tables(shuffled.flatMap(split).reverse())).toBe(expected)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('shows the row of the highest rev, whole, with every entry that was ever told', async () => {
    const d1 = new NodeD1()
    const last = message('wg1', 3, 2, false)
    await project(d1, { messages: [last] })
    await project(d1, { messages: [message('wg1', 1, 3, false), message('wg1', 0, 1, false)] })
    const [row] = d1.rows<{ status: string; rev: number; recipient: string; error: string | null; timeline: string }>(
      'SELECT status, rev, recipient, error, timeline FROM messages',
    )
    expect(row).toMatchObject({ status: last.status, rev: last.rev, recipient: last.recipient })
    const keys = (JSON.parse(row?.timeline ?? '[]') as TimelineEntry[]).map((e) => [e.epoch, e.n])
    expect(keys).toEqual([
      [0, 1],
      [1, 1],
      [1, 2],
      [1, 3],
      [3, 1],
      [3, 2],
    ])
    expect(JSON.parse(row?.timeline ?? '[]')).toContainEqual(entry(1, 2))
  })

  it('keeps a text that its actor has given up, and none of an erased message, whatever comes late', async () => {
    const d1 = new NodeD1()
    const base = { ...message('wg1', 1, 1, false), content: '{"a":1}' }
    const content = () => d1.rows('SELECT recipient, content FROM messages')
    await project(d1, { messages: [base, { ...base, rev: base.rev + 1, content: null }] })
    expect(content()).toEqual([{ recipient: '+4917012345', content: '{"a":1}' }])
    await project(d1, { messages: [{ ...base, rev: base.rev + 2, recipient: 'hash:0f', content: null }, base] })
    expect(content()).toEqual([{ recipient: 'hash:0f', content: null }])
    await project(d1, { messages: [{ ...message('wg1', 0, 2, false), content: '{"late":1}' }] })
    expect(content()).toEqual([{ recipient: 'hash:0f', content: null }])
  })

  it('lets no text in at all where none is to be kept', async () => {
    const d1 = new NodeD1()
    d1.db.exec(
      `INSERT INTO settings (key, value, version, updated_at) VALUES ('settings', '{"retention":{"contentDays":0}}', 1, 1)`,
    )
    const row = message('wg1', 1, 1, false)
    await project(d1, { messages: [row, { ...row, rev: row.rev + 1 }] })
    expect(d1.rows('SELECT content, rev FROM messages')).toEqual([{ content: null, rev: row.rev + 1 }])
  })

  it('leaves a reader own columns of an alert alone', async () => {
    const d1 = new NodeD1()
    await project(d1, { alerts: [alert('a:1', 1)] })
    d1.db.exec("UPDATE alerts SET read_at = 77 WHERE id = 'a:1'")
    await project(d1, { alerts: [alert('a:1', 2)] })
    expect(d1.rows('SELECT read_at, count FROM alerts')).toEqual([{ read_at: 77, count: 2 }])
  })

  it('writes nothing for what it already has', async () => {
    const d1 = new NodeD1()
    const batch = { messages: [message('wg1', 1, 2, true)], alerts: [alert('a:1', 1)], stats: [stats(0, 1)] }
    await project(d1, batch)
    const before = d1.rows('SELECT total_changes() AS n')
    await project(d1, batch)
    expect(d1.rows('SELECT total_changes() AS n')).toEqual(before)
  })

  it('reads no table from end to end, whatever the statement', () => {
    const d1 = new NodeD1()
    for (const query of STATEMENTS) {
      const plan = d1.rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`, '[]')
      expect(plan.length).toBeGreaterThan(0)
      for (const { detail } of plan)
        if (detail.startsWith('SCAN'))
          expect(detail, query).toMatch(/^SCAN (json_each|fresh|late|known|2-ROW|\(subquery|CONSTANT ROW|value)/)
    }
    expect(STATEMENTS.length).toBe(10)
  })

  it('has every statement that it runs in the list of those whose plans are looked at', async () => {
    const d1 = new NodeD1()
    const run = new Set<string>()
    const overheard: D1Like = {
      prepare: (query) => {
        run.add(query)
        return d1.prepare(query)
      },
      batch: (statements) => d1.batch(statements),
    }
    for (const batch of fc.sample(batchArb, { numRuns: 30, seed: 1 })) await project(overheard, batch)
    expect(run).toEqual(new Set(STATEMENTS))
  })
})

describe('chunks', () => {
  it('keeps every row once, in order, and each list under the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 12 }), (sizes) => {
        const rows = sizes.map((size, i) => JSON.stringify(`${i}${'é'.repeat(size / 2)}`))
        const lists = chunks(rows)
        expect(lists.flatMap((list) => JSON.parse(list) as string[])).toEqual(rows.map((row) => JSON.parse(row)))
        for (const list of lists)
          expect(new TextEncoder().encode(list).byteLength).toBeLessThanOrEqual(PARAMETER_BYTES + 2)
      }),
      { numRuns: 30 },
    )
  })
})

/** Each row of a batch as a batch of its own. */
function split(batch: ProjectionBatch): ProjectionBatch[] {
  return Object.entries(batch).flatMap(([table, rows]) =>
    (rows as unknown[]).map((row): ProjectionBatch => ({ [table]: [row] })),
  )
}
