import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
import type { Env } from '../env.ts'
import { prune } from './prune.ts'

const guard = env as Env
const db = guard.DB
const DAY = 86_400_000
const now = 1_800_000_000_000

const run = (...queries: [string, ...(string | number | null)[]][]) =>
  db.batch(queries.map(([query, ...values]) => db.prepare(query).bind(...values)))
const all = async <Row>(query: string): Promise<Row[]> => (await db.prepare(query).all<Row>()).results

beforeAll(() => migrateD1(db))

beforeEach(() =>
  run(
    ['DELETE FROM settings'],
    ['DELETE FROM messages'],
    ['DELETE FROM audit'],
    ['DELETE FROM alerts'],
    ['DELETE FROM stats'],
    ['DELETE FROM raw_webhooks'],
  ),
)

describe('prune', () => {
  const message = (id: string, at: number, status = 'sent', direction = 'out'): [string, ...(string | number)[]] => [
    `INSERT INTO messages (id, package_id, direction, status, recipient, type, accepted_at, updated_at, attempts, content, rev, timeline)
     VALUES (?, 'pkg_a', ?, ?, '+49', 'text', ?, ?, 1, 'text', 1, '[]')`,
    id,
    direction,
    status,
    at,
    at,
  ]
  const left = () => all<{ id: string; content: string | null }>('SELECT id, content FROM messages ORDER BY id')

  it('takes texts after 30 days and rows after 90, but no row that has not ended', async () => {
    await run(
      message('a', now - 91 * DAY),
      message('b', now - 91 * DAY, 'queued'),
      message('c', now - 91 * DAY, 'accepted', 'in'),
      message('d', now - 31 * DAY),
      message('e', now - 29 * DAY),
    )
    await prune(guard, now)
    const expected = [
      { id: 'b', content: null },
      { id: 'd', content: null },
      { id: 'e', content: 'text' },
    ]
    expect(await left()).toEqual(expected)
    await prune(guard, now)
    expect(await left()).toEqual(expected)
    await prune(guard, now + 2 * DAY)
    expect((await left()).at(-1)).toEqual({ id: 'e', content: null })
  })

  it('goes through more rows than one statement takes, in one run', async () => {
    await run(...Array.from({ length: 1200 }, (_, i) => message(`m${i}`, now - 40 * DAY - (i % 7))))
    await prune(guard, now)
    expect(await all('SELECT count(*) AS n FROM messages WHERE content IS NOT NULL')).toEqual([{ n: 0 }])
    expect(await all('SELECT count(*) AS n FROM messages')).toEqual([{ n: 1200 }])
    await prune(guard, now + 60 * DAY)
    expect(await all('SELECT count(*) AS n FROM messages')).toEqual([{ n: 0 }])
  })

  it('follows the settings, and keeps audit, alerts, counts and raw bodies as long as they say', async () => {
    const retention = { retention: { contentDays: 1, messageDays: 2, auditDays: 3 } }
    const aged = (days: number): [string, ...(string | number)[]][] => [
      [
        "INSERT INTO audit (id, at, action, actor, subject_kind, subject_id, detail) VALUES (?, ?, 'x', '{}', 'k', 'i', '{}')",
        `a${days}`,
        now - days * DAY - 1,
      ],
      ["INSERT INTO stats VALUES (?, ?, 'p', '1', 0, 0, 0, 0, 0, 0, 1)", `o${days}`, now - days * DAY - 1],
      [
        "INSERT INTO alerts (id, rule, severity, subject, title, detail, evidence, guidance, count, first_at, last_at, rev) VALUES (?, 'r', 's', '{}', 't', 'd', '{}', 'g', 1, ?, ?, 1)",
        `l${days}`,
        now - days * DAY - 1,
        now - days * DAY - 1,
      ],
      [
        "INSERT INTO raw_webhooks (at, field, reason, body) VALUES (?, 'f', 'unknown-field', '{}')",
        now - days * DAY - 1,
      ],
      message(`m${days}`, now - days * DAY - 1),
    ]
    await run(
      [
        'INSERT INTO settings (key, value, version, updated_at) VALUES (?, ?, 1, 1)',
        'settings',
        JSON.stringify(retention),
      ],
      ...aged(3),
      ...aged(2),
      ...aged(0),
    )
    await prune(guard, now)
    expect(await all('SELECT id FROM audit ORDER BY id')).toEqual([{ id: 'a0' }, { id: 'a2' }])
    expect(await all('SELECT owner FROM stats ORDER BY owner')).toEqual([{ owner: 'o0' }, { owner: 'o2' }])
    expect(await all('SELECT id FROM alerts ORDER BY id')).toEqual([{ id: 'l0' }, { id: 'l2' }])
    expect(await all('SELECT at FROM raw_webhooks')).toEqual([{ at: now - 1 }])
    expect(await left()).toEqual([{ id: 'm0', content: 'text' }])
  })
})
