import { describe, expect, it } from 'vitest'
import { Conversations, LONGEST } from './conversations.ts'
import type { FullRow } from './row.ts'
import { MessageStore } from './store-messages.ts'
import { QueueStore } from './store-queue.ts'
import { emptyTables, messageRow, readsOf, seqs, undo } from './testing/stores.ts'

/** Messages 1, 2, 3 ... of one package, each with the facts that matter here. */
function stores(rows: readonly Partial<FullRow>[], longest = LONGEST) {
  const host = emptyTables()
  const messages = new MessageStore(host, new Conversations(longest))
  for (const [i, over] of rows.entries()) messages.insert(messageRow(i + 1, over))
  return { host, messages, store: new QueueStore(host, messages) }
}

const queue = (...rows: readonly Partial<FullRow>[]): QueueStore => stores(rows).store

describe('what waits', () => {
  it('leaves by address and lane, in order of acceptance', () => {
    const store = queue({ lane: 0 }, {}, { target: '=1' }, {}, { state: 'bound' }, {})
    expect([seqs(store.head('*', 1, 9)), seqs(store.head('*', 1, 2)), seqs(store.head('*', 0, 9))]).toEqual([
      [2, 4, 6],
      [2, 4],
      [1],
    ])
    expect([seqs(store.head('=1', 1, 9)), store.head('=2', 1, 9)]).toEqual([[3], []])
  })

  it('is ahead when its lane leaves before or with the asked one', () => {
    const store = queue({ lane: 1 }, { target: '=1', lane: 0 }, { target: '=2', lane: 0, state: 'timed' })
    expect([0, 1, 2].map((lane) => store.ahead('*', lane))).toEqual([false, true, true])
    expect([store.ahead('=1', 0), store.ahead('=2', 2), store.ahead('=3', 2)]).toEqual([true, false, false])
  })

  it('is walked by lane and acceptance, from any place', () => {
    const store = queue({ lane: 2 }, { lane: 1 }, { lane: 1 }, { lane: 0 }, { target: '=1' }, { state: 'ended' })
    const walk = (lane: number, seq: number, limit = 9) => seqs(store.walk('*', { lane, seq }, limit))
    expect([walk(-1, -1), walk(-1, -1, 2), walk(0, 4), walk(1, 2), walk(1, 3), walk(2, 1)]).toEqual([
      [4, 2, 3, 1],
      [4, 2],
      [2, 3, 1],
      [3, 1],
      [1],
      [],
    ])
  })

  it('is walked over all addresses of one mark, and over all of them', () => {
    const at = (target: string, lane = 1): Partial<FullRow> => ({ target, lane })
    const store = queue(
      at('~b', 2),
      at('~a'),
      at('~b'),
      at('*'),
      at('~b'),
      at('\u007fx'),
      { ...at('~c'), state: 'bound' },
      at('~', 0),
    )
    const marked = (after: Parameters<QueueStore['walkMarked']>[1], limit = 9) =>
      seqs(store.walkMarked('~', after, limit))
    expect([marked(null), marked(null, 3), marked({ target: '~b', lane: 1, seq: 3 })]).toEqual([
      [8, 2, 3, 5, 1],
      [8, 2, 3],
      [5, 1],
    ])
    expect([marked({ target: '~b', lane: 2, seq: 1 }), store.walkMarked('=', null, 9)]).toEqual([[], []])
    expect([seqs(store.list(null, 9)), seqs(store.list(null, 2))]).toEqual([
      [4, 8, 2, 3, 5, 1, 6],
      [4, 8],
    ])
    expect(seqs(store.list({ target: '~b', lane: 1, seq: 5 }, 9))).toEqual([1, 6])
    expect(store.addresses()).toEqual(['*', '~', '~a', '~b', '\u007fx'])
    expect(queue().addresses()).toEqual([])
  })

  it('starts its walks before the first lane and place', () => {
    const first = { lane: 0, target: '~' }
    const store = queue(first)
    expect([seqs(store.walkMarked('~', null, 9)), seqs(store.list(null, 9))]).toEqual([[1], [1]])
    const host = emptyTables()
    const messages = new MessageStore(host)
    messages.insert(messageRow(0, { lane: 0, target: '', state: 'timed', dueAt: 0 }))
    expect(seqs(new QueueStore(host, messages).timed(null, 9))).toEqual([0])
  })

  it('ends in order of its expiry, at that very time', () => {
    const store = queue({ expiresAt: 30 }, { expiresAt: 20 }, { expiresAt: 10, state: 'bound' }, { expiresAt: 25 })
    expect([19, 20, 29, 30].map((now) => seqs(store.expired(now, 9)))).toEqual([[], [2], [2, 4], [2, 4, 1]])
    expect([seqs(store.expired(30, 2)), store.firstExpiry(), queue().firstExpiry()]).toEqual([[2, 4], 20, null])
  })

  it('is due in order of its time, at that very time', () => {
    const timed = (dueAt: number): Partial<FullRow> => ({ state: 'timed', dueAt })
    const store = queue(timed(30), timed(20), { dueAt: 10 }, timed(20), timed(0))
    expect([-1, 0, 19, 20, 30].map((now) => seqs(store.due(now, 9)))).toEqual([[], [5], [5], [5, 2, 4], [5, 2, 4, 1]])
    expect([seqs(store.due(30, 2)), store.firstDue(), queue({ dueAt: 4 }).firstDue()]).toEqual([[5, 2], 0, null])
    expect([seqs(store.timed(null, 9)), seqs(store.timed(null, 3))]).toEqual([
      [5, 2, 4, 1],
      [5, 2, 4],
    ])
    expect([seqs(store.timed({ dueAt: 20, seq: 2 }, 9)), seqs(store.timed({ dueAt: 30, seq: 1 }, 9))]).toEqual([
      [4, 1],
      [],
    ])
  })
})

const bound = (profileId: string | null, over: Partial<FullRow> = {}): Partial<FullRow> => ({
  state: 'bound',
  profileId,
  ...over,
})

// with -1 each is too long to be kept, and is asked of the table
describe.each([LONGEST, -1])('a conversation, kept up to a length of %i', (longest) => {
  const queue = (...rows: readonly Partial<FullRow>[]): QueueStore => stores(rows, longest).store

  it('has as predecessor the nearest earlier message that keeps its order and is not held', () => {
    const store = queue({}, {}, { told: 'held' }, { order: 'free' }, { userKey: 'b' }, { conv: 0 }, { told: 'sending' })
    expect([1, 2, 3, 6, 7, 8].map((seq) => store.predecessor('+49', seq)?.seq)).toEqual([undefined, 1, 2, 2, 2, 7])
    expect(store.predecessor('+49', 2)).toEqual({
      ord: 0,
      seq: 1,
      state: 'parked',
      status: 'queued',
      told: null,
      target: '*',
      profileId: null,
      policy: 'reconcile',
    })
  })

  it('tells which earlier messages are with another number, or with none', () => {
    const store = queue(
      bound('1'),
      bound('2'),
      bound('2', { told: 'held' }),
      bound('3', { told: 'sending' }),
      bound('2', { order: 'free' }),
      bound('2', { userKey: 'b' }),
      bound('2', { conv: 0 }),
      { profileId: '2' },
      bound('2'),
    )
    expect(store.elsewhere('+49', 9, '1').map(({ seq, profileId }) => [seq, profileId])).toEqual([
      [2, '2'],
      [4, '3'],
      [8, '2'],
    ])
    expect([seqs(store.elsewhere('+49', 10, '2')), seqs(store.elsewhere('+49', 8, null))]).toEqual([
      [1, 4, 8],
      [1, 2, 4],
    ])
    const many = queue(...Array.from({ length: 51 }, () => bound('2')))
    expect(seqs(many.elsewhere('+49', 99, '1'))).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
  })

  it('has two ends in each order, without the asked one', () => {
    const free: Partial<FullRow> = { order: 'free' }
    const store = queue({}, {}, {}, free, free, free, { userKey: 'b' }, { conv: 0 }, { ...free, conv: 0 })
    expect(seqs(store.ends('+49', 0))).toEqual([1, 3, 4, 6])
    expect(seqs(store.ends('+49', 1))).toEqual([2, 3, 4, 6])
    expect(seqs(store.ends('+49', 6))).toEqual([1, 3, 4, 5])
    expect([seqs(store.ends('b', 0)), store.ends('b', 7), store.ends('c', 0)]).toEqual([[7, 7], [], []])
  })

  it('is listed in order of acceptance, those without order last', () => {
    const store = queue({ order: 'free' }, {}, { userKey: 'b' }, {}, { conv: 0 })
    expect([seqs(store.conversation('+49', 9)), seqs(store.conversation('+49', 2))]).toEqual([
      [2, 4, 1],
      [2, 4],
    ])
  })

  it('tells which of the nearest earlier messages wait', () => {
    const store = queue({}, {}, bound('1'), { order: 'free' }, { userKey: 'b' }, { conv: 0 }, {}, {})
    expect(seqs(store.parkedBefore('+49', 8, 9))).toEqual([1, 2, 7])
    expect([1, 2, 3].map((limit) => seqs(store.parkedBefore('+49', 8, limit)))).toEqual([[7], [7], [2, 7]])
  })

  it('is walked with all others by user, order and acceptance', () => {
    const store = queue({ userKey: 'b' }, { order: 'free' }, {}, { conv: 0 }, { userKey: '' })
    expect([seqs(store.boundAfter(null, 9)), seqs(store.boundAfter(null, 2))]).toEqual([
      [5, 3, 2, 1],
      [5, 3],
    ])
    const from = (userKey: string, order: number, seq: number) => seqs(store.boundAfter({ userKey, order, seq }, 9))
    expect([from('+49', 0, 3), from('+49', 1, 2), from('+49', 1, 1), from('b', 0, 1)]).toEqual([
      [2, 1],
      [1],
      [2, 1],
      [],
    ])
    expect(store.countConversations()).toBe(4)
    expect(queue().countConversations()).toBe(0)
  })

  it('goes to another user whole, without what took no part in it', () => {
    const { store, messages } = stores(
      [{}, { userKey: 'b' }, { conv: 0 }, { order: 'free' }, { userKey: 'c' }],
      longest,
    )
    messages.rekey('+49', 'b')
    expect([seqs(store.conversation('b', 9)), store.conversation('+49', 9)]).toEqual([[1, 2, 4], []])
    expect([seqs(store.conversation('c', 9)), store.countConversations()]).toEqual([[5], 4])
    expect(store.head('*', 1, 9).map((row) => row.userKey)).toEqual(['b', 'b', '+49', 'b', 'c'])
  })
})

describe('a conversation that is kept', () => {
  it('is read once, whatever is asked of it', () => {
    const { host, store } = stores([bound('1'), bound('2'), bound('1', { order: 'free' })])
    expect(seqs(store.conversation('+49', 9))).toEqual([1, 2, 3])
    const reads = readsOf(host, () => {
      expect(store.predecessor('+49', 2)?.seq).toBe(1)
      expect(seqs(store.elsewhere('+49', 3, '1'))).toEqual([2])
      expect(seqs(store.ends('+49', 0))).toEqual([1, 2, 3, 3])
      expect(seqs(store.conversation('+49', 2))).toEqual([1, 2])
      expect(store.parkedBefore('+49', 3, 9)).toEqual([])
    })
    expect(reads).toBe(0)
  })

  it('of many users at once: who has none is not asked about again', () => {
    const { host, store } = stores([bound('1', { userKey: 'a' })])
    const reads = readsOf(host, () => {
      store.sift(['a', 'b', 'c'])
      expect([store.conversation('b', 9), store.conversation('c', 9)]).toEqual([[], []])
    })
    expect(reads).toBe(1)
    expect(seqs(store.conversation('a', 9))).toEqual([1])
  })

  it('is read anew when a message joins or leaves it, or two users turn out to be one', () => {
    const { messages, store } = stores([bound('1', { userKey: 'a' }), bound('2', { userKey: 'b' }), bound('3')])
    const users = ['a', 'b', 'c']
    const seen = () => users.map((user) => seqs(store.conversation(user, 9)))
    expect(seen()).toEqual([[1], [2], []])
    const row = messages.bySeq(1)
    if (row === undefined) throw new Error('it is there')
    messages.setConversation(row, 1, 'c')
    expect(seen()).toEqual([[], [2], [1]])
    messages.rekey('b', 'a')
    expect(seen()).toEqual([[2], [], [1]])
  })

  it('and who comes first are asked for anew after a transaction that failed', () => {
    const { host, messages, store } = stores([{ lane: 1, expiresAt: 50 }])
    expect([store.ahead('*', 0), store.firstExpiry()]).toEqual([false, 50])
    undo(host, () => {
      messages.insert(messageRow(2, { lane: 0, expiresAt: 40 }))
      expect([store.ahead('*', 0), store.firstExpiry()]).toEqual([true, 40])
    })
    messages.forget()
    expect([store.ahead('*', 0), store.firstExpiry()]).toEqual([false, 50])
  })
})
