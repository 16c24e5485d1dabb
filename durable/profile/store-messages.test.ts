import { describe, expect, it } from 'vitest'
import { migrate } from '../kit/migrate.ts'
import { BareHost } from '../kit/testing/bare-host.ts'
import type { MessageRecord } from './record.ts'
import { STEPS } from './schema.ts'
import { MessageStore } from './store-messages.ts'

function fresh() {
  const host = new BareHost()
  migrate(host, STEPS)
  return { host, store: new MessageStore(host) }
}

function message(id: string, change: Partial<MessageRecord> = {}): MessageRecord {
  return {
    id,
    packageId: 'pkg_1',
    seq: 1,
    epoch: 1,
    to: '+49151',
    userKey: '+49151',
    type: 'text',
    category: 'service',
    template: null,
    kind: 'open',
    priority: 'normal',
    policy: 'reconcile',
    order: 'kept',
    tiedTo: null,
    reference: null,
    content: `{"text":"${id}"}`,
    acceptedAt: 1,
    sendAt: null,
    expiresAt: 9,
    attempts: 0,
    n: 0,
    state: 'open',
    status: 'queued',
    notBefore: null,
    wamid: null,
    startedAt: null,
    answeredAt: null,
    endedAt: null,
    updatedAt: 1,
    cooldownUntil: 0,
    duplicateConfirmed: false,
    forbidResend: false,
    reach: false,
    edited: false,
    error: null,
    timeline: [],
    givenBack: null,
    ...change,
  }
}

const ended = (id: string, endedAt: number, change: Partial<MessageRecord> = {}) =>
  message(id, { state: 'ended', status: 'sent', wamid: `wamid.${id}`, endedAt, ...change })
const gone = (id: string, endedAt: number) => message(id, { state: 'gone', wamid: `wamid.${id}`, endedAt })
const ids = (list: MessageRecord[]) => list.map(({ id }) => id).toSorted()

describe('a message', () => {
  it('is found as it was put last, and no other with it', () => {
    const { store } = fresh()
    expect([store.isEmpty(), store.count(), store.get('a')]).toEqual([true, 0, undefined])
    store.put(message('a'))
    store.put(message('b'))
    const change = { userKey: 'DE.1', content: '{"text":"new"}', attempts: 1, updatedAt: 5 }
    store.put(message('a', change))
    expect(store.get('a')).toEqual(message('a', change))
    expect(store.get('b')).toEqual(message('b'))
    expect(store.many(['b', 'x'])).toEqual([message('b')])
    expect(ids(store.many(['a', 'b']))).toEqual(['a', 'b'])
    expect([store.isEmpty(), store.count()]).toEqual([false, 2])
  })

  it('costs one statement, which names no index unless that changes: each index is a billed row', () => {
    const { host, store } = fresh()
    const texts: string[] = []
    const { run } = host.sql
    host.sql.run = (query, ...params) => {
      texts.push(query.split(' ')[0] ?? '')
      return run.call(host.sql, query, ...params)
    }
    store.put(message('a'), true)
    store.put(message('a', { attempts: 1 }))
    store.put(ended('a', 5))
    expect(texts).toEqual(['INSERT', 'UPDATE', 'INSERT'])
  })

  it('that was just written is read without the storage', () => {
    const { host, store } = fresh()
    store.put(ended('a', 5))
    store.put(message('b'))
    host.sql.get = host.sql.all = () => {
      throw new Error('a read')
    }
    expect(store.get('b')).toEqual(message('b'))
    expect(store.byWamid('wamid.a')).toEqual(ended('a', 5))
    expect(store.many(['a', 'b'])).toEqual([ended('a', 5), message('b')])
  })

  it('is found in storage by one who did not write it', () => {
    const { host, store } = fresh()
    store.put(ended('a', 5))
    store.put(message('b', { wamid: 'wamid.b' }))
    const other = new MessageStore(host)
    expect(other.get('a')).toEqual(ended('a', 5))
    expect(other.byWamid('wamid.a')).toEqual(ended('a', 5))
    expect(other.many(['b', 'x'])).toEqual([message('b', { wamid: 'wamid.b' })])
    expect([other.get('x'), other.byWamid('wamid.b'), other.byWamid('wamid.x')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('that was found by its wamid is found again without the storage, until that may have changed', () => {
    const { host, store } = fresh()
    store.put(ended('a', 5))
    const other = new MessageStore(host)
    const { get } = host.sql
    const away = () => {
      throw new Error('a read')
    }
    const found = other.byWamid('wamid.a')
    expect(found).toEqual(ended('a', 5))
    // whoever asked may change his own
    found?.timeline.push({
      epoch: 1,
      n: 1,
      at: 1,
      event: 'e',
      actor: { kind: 'system', id: '', name: '' },
      reasons: [],
    })
    host.sql.get = away
    expect([other.byWamid('wamid.a'), other.get('a')]).toEqual([ended('a', 5), ended('a', 5)])
    other.forget()
    expect(() => other.byWamid('wamid.a')).toThrow('a read')
    host.sql.get = get
    expect(other.byWamid('wamid.a')).toEqual(ended('a', 5))
    other.clearText(['a'])
    expect(other.byWamid('wamid.a')).toEqual({ ...ended('a', 5), content: '' })
    other.prune('', 6, 10)
    expect(other.byWamid('wamid.a')).toBeUndefined()
  })

  it('is gone after the last prune, as whoever asks whether there is any hears', () => {
    const { store } = fresh()
    store.put(ended('a', 10))
    expect(store.isEmpty()).toBe(false)
    store.prune('', 11, 10)
    expect(store.isEmpty()).toBe(true)
    store.put(ended('b', 10), true)
    expect(store.isEmpty()).toBe(false)
  })

  it('is open, then found by the id that Meta gave it, and by neither once it went back', () => {
    const { store } = fresh()
    store.put(message('a', { wamid: 'wamid.a' }))
    store.put(message('b'))
    expect(ids(store.open())).toEqual(['a', 'b'])
    expect(store.byWamid('wamid.a')).toBeUndefined()
    store.put(ended('a', 5))
    store.put(ended('c', 6))
    expect(ids(store.open())).toEqual(['b'])
    expect(store.byWamid('wamid.a')).toEqual(ended('a', 5))
    expect(store.byWamid('wamid.c')?.id).toBe('c')
    expect(store.byWamid('wamid.x')).toBeUndefined()
    store.put(gone('a', 7))
    expect(store.byWamid('wamid.a')).toBeUndefined()
    expect(store.get('a')).toEqual(gone('a', 7))
  })

  it('that ended without an id of Meta is neither open nor found by any', () => {
    const { store } = fresh()
    store.put(message('a', { state: 'ended', status: 'failed', endedAt: 5 }))
    expect([store.open(), store.byWamid('null'), store.byWamid('')]).toEqual([[], undefined, undefined])
  })

  it('costs one row each time', () => {
    const { host, store } = fresh()
    const cost = (record: MessageRecord) => {
      const before = host.sql.rowsWritten
      store.put(record)
      return host.sql.rowsWritten - before
    }
    expect([
      cost(message('a')),
      cost(message('a')),
      cost(ended('a', 5)),
      cost(ended('a', 6)),
      cost(gone('a', 7)),
    ]).toEqual([1, 1, 1, 1, 1])
  })

  it('is looked through without its text', () => {
    const { store } = fresh()
    store.put(message('a'))
    store.put(message('b', { startedAt: 10 }))
    store.put(ended('c', 20, { startedAt: 11 }))
    expect(store.open().map(({ content }) => content)).toEqual(['', ''])
    expect(ids(store.startedSince(9))).toEqual(['b', 'c'])
    expect(store.startedSince(10)).toEqual([ended('c', 20, { startedAt: 11, content: '' })])
    expect(store.startedSince(11)).toEqual([])
  })

  it('is found by any key of its user', () => {
    const { store } = fresh()
    for (const [id, userKey] of [
      ['a', '+49151'],
      ['b', 'DE.1'],
      ['c', 'DE.2'],
    ] as const)
      store.put(message(id, { userKey }))
    expect(ids(store.ofUser(['+49151', 'DE.1']))).toEqual(['a', 'b'])
    expect(store.ofUser(['DE.2'])).toEqual([message('c', { userKey: 'DE.2' })])
    expect(store.ofUser([])).toEqual([])
  })
})

describe('the text of a message', () => {
  it('goes where it is asked for and the message is not open, one row for each that had one', () => {
    const { host, store } = fresh()
    for (const record of [message('a'), ended('b', 5), gone('c', 5), ended('d', 5)]) store.put(record)
    const before = host.sql.rowsWritten
    store.clearText(['a', 'b', 'c'])
    expect(host.sql.rowsWritten - before).toBe(2)
    expect(store.many(['a', 'b', 'c', 'd']).toSorted((x, y) => x.id.localeCompare(y.id))).toEqual([
      message('a'),
      ended('b', 5, { content: '' }),
      { ...gone('c', 5), content: '' },
      ended('d', 5),
    ])
    store.clearText(['a', 'b', 'c'])
    expect(host.sql.rowsWritten - before).toBe(2)
  })
})

describe('old messages', () => {
  it('go page by page, what is open or ended at the given time or later stays', () => {
    const { store } = fresh()
    for (const record of [ended('a', 9), ended('b', 10), message('c'), gone('d', 9), ended('e', 11), ended('f', 9)])
      store.put(record)
    // the end of a message in the future is no reason to keep an older one
    expect(store.prune('', 10, 4)).toEqual({ next: 'd', deleted: 2 })
    expect(ids(store.many(['a', 'b', 'c', 'd', 'e', 'f']))).toEqual(['b', 'c', 'e', 'f'])
    expect(store.prune('d', 10, 4)).toEqual({ next: null, deleted: 1 })
    expect(ids(store.many(['a', 'b', 'c', 'd', 'e', 'f']))).toEqual(['b', 'c', 'e'])
    expect(store.prune('', 10, 3)).toEqual({ next: 'e', deleted: 0 })
    expect(store.prune('e', 10, 3)).toEqual({ next: null, deleted: 0 })
    expect(store.count()).toBe(3)
  })

  it('are not looked at again behind the page that they were on', () => {
    const { store } = fresh()
    for (const id of ['a', 'b']) store.put(ended(id, 1))
    expect(store.prune('a', 10, 5)).toEqual({ next: null, deleted: 1 })
    expect(store.get('a')).toBeDefined()
  })

  it('that are gone without an end count as ended long ago', () => {
    const { store } = fresh()
    store.put(message('a', { state: 'gone' }))
    expect(store.prune('', 10, 5).deleted).toBe(1)
  })
})

describe('the promise never to take a message again', () => {
  it('is of the highest epoch that was said of it, and of no other message', () => {
    const { store } = fresh()
    expect(store.promised('a')).toBe(-1)
    store.promise('a', 0, 1)
    expect(store.promised('a')).toBe(0)
    store.promise('a', 3, 1)
    store.promise('a', 1, 2)
    expect([store.promised('a'), store.promised('b')]).toEqual([3, -1])
  })

  it('lasts from when it was last given until before the given time', () => {
    const { store } = fresh()
    store.promise('a', 1, 9)
    store.promise('b', 1, 10)
    store.promise('c', 1, 9)
    store.promise('c', 1, 11)
    store.prunePromises(10)
    expect(['a', 'b', 'c'].map((id) => store.promised(id))).toEqual([-1, 1, 1])
  })

  it('is looked for once while there is none, also after the last was taken back or pruned', () => {
    const { host, store } = fresh()
    let reads = 0
    const { get } = host.sql
    host.sql.get = (query, ...params) => {
      reads++
      return get.call(host.sql, query, ...params) as never
    }
    const readsToAsk = () => {
      const before = reads
      expect(['a', 'b', 'c'].map((id) => store.promised(id))).toEqual([-1, -1, -1])
      return reads - before
    }
    expect(readsToAsk()).toBe(1)
    expect(() =>
      host.transaction(() => {
        store.promise('a', 1, 9)
        throw new Error('undone')
      }),
    ).toThrow('undone')
    store.forget()
    expect(readsToAsk()).toBe(1)
    store.promise('a', 1, 9)
    store.prunePromises(10)
    expect(readsToAsk()).toBe(1)
  })
})
