import { describe, expect, it } from 'vitest'
import { SYSTEM, type TimelineEntry } from '../domain/reason.ts'
import { NodeD1 } from '../kit/testing/node-d1.ts'
import { messages, moves } from './messages.ts'
import { project } from './project.ts'
import type { MessageProjection } from './rows.ts'

const entry = (epoch: number, n: number, data?: { wamid: string }): TimelineEntry => ({
  epoch,
  n,
  at: 1,
  event: 'e',
  actor: SYSTEM,
  reasons: [],
  ...(data === undefined ? {} : { data }),
})

const FIRST: MessageProjection = {
  id: 'wg1',
  packageId: 'pkg_1',
  profileId: '1',
  direction: 'out',
  status: 'sent',
  recipient: '+49151',
  type: 'text',
  category: 'service',
  reference: 'order 1',
  wamid: 'wamid.1',
  notBefore: 1,
  acceptedAt: 1,
  updatedAt: 2,
  expiresAt: 3,
  attempts: 1,
  duplicateConfirmed: false,
  error: null,
  content: '{"text":"first"}',
  rev: 10,
  timeline: [entry(1, 1)],
}
/** All that may change otherwise. */
const OTHER: MessageProjection = {
  ...FIRST,
  profileId: '2',
  status: 'failed',
  type: 'image',
  category: 'marketing',
  wamid: 'wamid.2',
  notBefore: 11,
  updatedAt: 12,
  expiresAt: 13,
  attempts: 2,
  duplicateConfirmed: true,
  error: { code: 131026, title: 't', detail: null },
  content: '{"text":"other"}',
}

const changes = (d1: NodeD1) => d1.rows<{ n: number }>('SELECT total_changes() AS n')[0]?.n ?? 0

/** A message as the table has it. */
function stored(d1: NodeD1, id = 'wg1'): MessageProjection | undefined {
  const [row] = d1.rows<
    Record<string, unknown> & { error: string | null; timeline: string; duplicate_confirmed: number }
  >('SELECT * FROM messages WHERE id = ?', id)
  if (row === undefined) return undefined
  const { error, timeline, duplicate_confirmed, ...rest } = row
  const camel = (name: string) => name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase())
  return {
    ...(Object.fromEntries(Object.entries(rest).map(([name, value]) => [camel(name), value])) as Omit<
      MessageProjection,
      'error' | 'timeline' | 'duplicateConfirmed'
    >),
    duplicateConfirmed: duplicate_confirmed === 1,
    error: error === null ? null : (JSON.parse(error) as MessageProjection['error']),
    timeline: JSON.parse(timeline) as TimelineEntry[],
  }
}

async function told(...rows: MessageProjection[]): Promise<NodeD1> {
  const d1 = new NodeD1()
  for (const row of rows) await project(d1, { messages: [row] })
  return d1
}

describe('the columns of a message', () => {
  it('are those of the highest rev, whole', async () => {
    expect(stored(await told(FIRST))).toEqual(FIRST)
    expect(stored(await told(FIRST, { ...OTHER, rev: 11 }))).toEqual({ ...OTHER, rev: 11 })
    const late = { ...OTHER, rev: 9, timeline: [entry(1, 1), entry(0, 1)] }
    expect(stored(await told(FIRST, late))).toEqual({ ...FIRST, timeline: [entry(0, 1), entry(1, 1)] })
  })

  it('say nothing where there is nothing, rather than the text of it', async () => {
    const d1 = await told({ ...FIRST, notBefore: null, category: null, reference: null, wamid: null, content: null })
    const empty = { not_before: null, category: null, reference: null, wamid: null, content: null, error: null }
    expect(d1.rows(`SELECT ${Object.keys(empty).join()} FROM messages`)).toEqual([empty])
  })

  it('stay as they were told first when a rev comes again, though an entry is new', async () => {
    const timeline = [entry(1, 1), entry(1, 2)]
    expect(stored(await told(FIRST, { ...OTHER, timeline }))).toEqual({ ...FIRST, timeline })
  })

  it('are not written again for what is known', async () => {
    const d1 = await told(FIRST, { ...FIRST, id: 'wg2', content: null })
    const before = changes(d1)
    await project(d1, { messages: [FIRST, { ...FIRST, id: 'wg2', content: null }, { ...OTHER, rev: 9 }] })
    await project(d1, { messages: [{ ...FIRST, content: null }] })
    expect(changes(d1)).toBe(before)
  })
})

describe('recipient and reference', () => {
  it('change with the row of the newest rev, each alone too, and of no other message', async () => {
    const others = [
      { ...FIRST, id: 'wg2' },
      { ...FIRST, id: 'wg3', rev: 11 },
    ]
    for (const change of [{ recipient: 'DE.1' }, { reference: null }, { reference: 'order 2', recipient: 'DE.2' }]) {
      const next = { ...FIRST, rev: 11, ...change }
      const d1 = await told(FIRST, ...others, next)
      expect(stored(d1)).toEqual(next)
      expect([stored(d1, 'wg2'), stored(d1, 'wg3')]).toEqual(others)
    }
  })

  it('travel without the rest of the row, which went already', () => {
    expect(moves.encode(FIRST)).toEqual({ id: 'wg1', rev: 10, recipient: '+49151', reference: 'order 1' })
  })

  it('do not change with what comes late', async () => {
    const late = { ...FIRST, rev: 9, recipient: 'DE.1', reference: null, timeline: [entry(0, 1)] }
    expect(stored(await told(FIRST, late))).toMatchObject({ recipient: '+49151', reference: 'order 1' })
  })
})

describe('the text of a message', () => {
  const bare = { ...FIRST, content: null }

  it('comes in with whichever row has it, and stays when a newer one says nothing of it', async () => {
    expect(stored(await told(bare, { ...FIRST, rev: 9 }))).toEqual(FIRST)
    expect(stored(await told(FIRST, { ...bare, rev: 11 }))).toEqual({ ...FIRST, rev: 11 })
    expect(stored(await told(FIRST, { ...FIRST, content: '{"text":"old"}', rev: 9 }))?.content).toBe(FIRST.content)
  })

  it('of an erased message goes and never comes back', async () => {
    const erased = { ...bare, rev: 11, recipient: 'hash:0f' }
    expect(stored(await told(FIRST, erased))).toEqual(erased)
    const timeline = [entry(1, 1), entry(1, 2)]
    for (const rev of [9, 10, 11]) {
      expect(stored(await told(FIRST, erased, { ...FIRST, rev }))?.content).toBeNull()
      expect(stored(await told(FIRST, erased, { ...FIRST, rev, timeline }))?.content).toBeNull()
    }
    expect(stored(await told(FIRST, { ...erased, content: '{"text":"still there"}' }))?.content).toBeNull()
  })

  it('comes in if any days of it are kept, or nothing is said of how many', async () => {
    const kept = async (value: string) => {
      const d1 = new NodeD1()
      d1.db.exec(`INSERT INTO settings (key, value, version, updated_at) VALUES
        ('other', '{"retention":{"contentDays":0}}', 1, 1), ('settings', '${value}', 1, 1)`)
      await project(d1, { messages: [FIRST] })
      return stored(d1)?.content
    }
    expect(await kept('{"retention":{"contentDays":1}}')).toBe(FIRST.content)
    expect(await kept('{}')).toBe(FIRST.content)
    expect(await kept('{"retention":{"contentDays":0}}')).toBeNull()
  })
})

describe('the timeline', () => {
  const merged = async (known: TimelineEntry[], late: TimelineEntry[], rev: number) =>
    stored(await told({ ...FIRST, timeline: known }, { ...FIRST, rev, timeline: late }))?.timeline

  it('takes what is new to it whatever the rev: another number of an epoch, another epoch of a number', async () => {
    for (const rev of [9, 10, 11]) {
      expect(await merged([entry(1, 1)], [entry(1, 2)], rev)).toEqual([entry(1, 1), entry(1, 2)])
      expect(await merged([entry(1, 1)], [entry(0, 1)], rev)).toEqual([entry(0, 1), entry(1, 1)])
      expect(await merged([entry(1, 2)], [entry(10, 1), entry(2, 2)], rev)).toEqual([
        entry(1, 2),
        entry(2, 2),
        entry(10, 1),
      ])
    }
  })

  it('has one form of each entry, the shorter of two: what was erased stays so', async () => {
    const whole = entry(1, 1, { wamid: 'w' })
    for (const rev of [9, 10, 11]) {
      expect(await merged([whole], [entry(1, 1)], rev)).toEqual([entry(1, 1)])
      expect(await merged([entry(1, 1)], [whole], rev)).toEqual([entry(1, 1)])
    }
  })

  it('is the one that comes where that goes on from what is here, and else the merge, as text too', async () => {
    const text = async (known: TimelineEntry[], late: TimelineEntry[], rev: number) =>
      (await told({ ...FIRST, timeline: known }, { ...FIRST, rev, timeline: late })).rows(
        'SELECT timeline FROM messages',
      )
    const said = (n: number, detail: string): TimelineEntry => ({ ...entry(1, n), reasons: [{ code: 'c', detail }] })
    const all = [
      said(1, 'ü ✓ 😀 "]"'),
      said(2, '\\u0000 [{}]'),
      { ...entry(1, 3, { wamid: 'w' }), at: 1.5 },
      entry(2, 1),
    ]
    const whole = [{ timeline: JSON.stringify(all) }]
    for (const rev of [9, 11]) {
      for (const length of [0, 1, 2, 3, 4]) expect(await text(all.slice(0, length), all, rev)).toEqual(whole)
      // what comes begins with less, begins otherwise, or says in its first entry more than is here
      expect(await text(all, all.slice(0, 2), rev)).toEqual(whole)
      expect(await text(all.slice(1), all, rev)).toEqual(whole)
      expect(await text(all.slice(0, 2), all.slice(1), rev)).toEqual(whole)
      const known = [entry(1, 1), entry(1, 2)]
      expect(await text(known, [entry(1, 1, { wamid: 'w' }), ...all.slice(2)], rev)).toEqual([
        { timeline: JSON.stringify([...known, ...all.slice(2)]) },
      ])
    }
  })

  it('travels in its order, by epoch and then by number', () => {
    const given = [entry(2, 1), entry(1, 2), entry(0, 3), entry(1, 1)]
    expect(messages.encode({ ...FIRST, timeline: given })).toMatchObject({
      timeline: [entry(0, 3), entry(1, 1), entry(1, 2), entry(2, 1)],
    })
    expect(given[0]).toEqual(entry(2, 1))
  })
})
