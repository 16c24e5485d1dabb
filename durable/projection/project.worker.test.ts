import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import type { ActorEnv } from '../kit/env.ts'
import { migrateD1 } from '../kit/testing/migrate-d1.ts'
import { project } from './project.ts'
import type { MessageProjection } from './rows.ts'

const db = (env as ActorEnv).DB

const row = (rev: number, change: Partial<MessageProjection> = {}): MessageProjection => ({
  id: 'wg1',
  packageId: 'pkg_a',
  profileId: null,
  direction: 'out',
  status: 'queued',
  recipient: '+4917012345',
  type: 'text',
  category: null,
  reference: null,
  wamid: null,
  notBefore: null,
  acceptedAt: 1,
  updatedAt: rev,
  expiresAt: null,
  attempts: 0,
  duplicateConfirmed: false,
  error: null,
  content: '{}',
  rev,
  timeline: [{ epoch: 0, n: rev, at: rev, event: 'e', actor: SYSTEM, reasons: [] }],
  ...change,
})

/** Rows that D1 bills for one drain. */
async function billed(messages: MessageProjection[]): Promise<number> {
  let written = 0
  await project(
    {
      prepare: (query) => db.prepare(query),
      batch: async (statements) => {
        for (const result of await db.batch(statements as D1PreparedStatement[])) written += result.meta.rows_written
      },
    },
    { messages },
  )
  return written
}

beforeAll(() => migrateD1(db))

describe('projection on D1', () => {
  it('costs a row and its indexes once, then one row per change, and none for what is known', async () => {
    const first = await billed([row(1)])
    expect(first).toBeLessThanOrEqual(5)
    expect(await billed([row(2, { status: 'sent', wamid: 'w' })])).toBe(1)
    expect(await billed([row(2, { status: 'sent', wamid: 'w' }), row(1)])).toBe(0)
    const stored = await db
      .prepare('SELECT status, rev, timeline FROM messages')
      .first<{ status: string; rev: number; timeline: string }>()
    expect(stored).toMatchObject({ status: 'sent', rev: 2 })
    expect(JSON.parse(stored?.timeline ?? '[]')).toHaveLength(2)
  })
})
