import { beforeAll, describe, expect, it } from 'vitest'
import type { MessageView } from '../../durable/domain/message.ts'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
import { project } from '../../durable/projection/project.ts'
import { testEnv } from '../http/testing/api.ts'
import { decodeCursor } from './cursor.ts'
import { listMessages, type MessageFilter } from './messages.ts'

/** More than one page looks at, and many of the same millisecond. */
const COUNT = 11_000

const row = (i: number): MessageView => ({
  id: `m${String(i).padStart(6, '0')}`,
  packageId: i % 2 === 0 ? 'even' : 'odd',
  profileId: null,
  direction: 'out',
  status: i === 7 ? 'failed' : i === 3 ? 'held' : 'sent',
  recipient: '+1',
  type: 'text',
  category: null,
  reference: null,
  wamid: null,
  notBefore: null,
  acceptedAt: 1_700_000_000_000 + Math.floor(i / 100),
  updatedAt: 0,
  expiresAt: null,
  attempts: 0,
  duplicateConfirmed: false,
  error: null,
  content: null,
  rev: 1,
  timeline: [],
})

beforeAll(async () => {
  await migrateD1(testEnv.DB)
  const rows = Array.from({ length: COUNT }, (_, i) => row(i))
  for (let at = 0; at < COUNT; at += 1000) await project(testEnv.DB, { messages: rows.slice(at, at + 1000) })
})

/** Everything that a filter finds, page by page, and how many pages that took. */
async function all(filter: MessageFilter, limit: number, visible: ReadonlySet<string> | null = null) {
  const ids: string[] = []
  let pages = 0
  let cursor: string | null = null
  do {
    const from = decodeCursor(cursor ?? undefined, 'number')
    if (from !== null && !Array.isArray(from)) throw new Error('a cursor of ours was refused')
    const page = await listMessages(testEnv, filter, {
      limit,
      cursor: from === null ? null : [from[0], from[1]],
      visible,
    })
    ids.push(...page.items.map((item) => item.id))
    cursor = page.nextCursor
    pages++
  } while (cursor !== null)
  return { ids, pages }
}

describe('listMessages', () => {
  it('gives each row once, newest first, over any number of pages', async () => {
    const { ids, pages } = await all({}, 200)
    expect(pages).toBe(Math.ceil(COUNT / 200))
    expect(ids).toEqual([...ids].sort().reverse())
    expect(new Set(ids).size).toBe(COUNT)
  })

  it('finds a rare row without walking everything in one page', async () => {
    const first = await listMessages(testEnv, { statuses: ['failed'] }, { limit: 50, cursor: null, visible: null })
    expect(first.items).toEqual([])
    expect(first.nextCursor).not.toBeNull()
    expect(await all({ statuses: ['failed'] }, 50)).toEqual({ ids: ['m000007'], pages: 3 })
  })

  it('finds a held one on the first page, however much came after it', async () => {
    const found = { ids: ['m000003'], pages: 1 }
    expect(await all({ statuses: ['held'] }, 50)).toEqual(found)
    expect(await all({ statuses: ['held'], packageId: 'odd' }, 50, new Set(['odd']))).toEqual(found)
    expect(await all({ statuses: ['held'], packageId: 'even' }, 50)).toEqual({ ids: [], pages: 1 })
    await project(testEnv.DB, { messages: [{ ...row(3), status: 'cancelled', rev: 2 }] })
    expect(await all({ statuses: ['held'] }, 50)).toEqual({ ids: [], pages: 1 })
  })

  it('gives a limited caller its packages only, each row once', async () => {
    const { ids } = await all({}, 200, new Set(['odd']))
    expect(ids).toHaveLength(COUNT / 2)
    expect(ids.every((id) => Number(id.slice(1)) % 2 === 1)).toBe(true)
  })
})
