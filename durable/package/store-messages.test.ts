import { describe, expect, it } from 'vitest'
import { newMessageId } from '../domain/ids.ts'
import { SYSTEM } from '../domain/reason.ts'
import type { SqlValue } from '../kit/host.ts'
import type { FullRow } from './row.ts'
import { MessageStore, seqsOf } from './store-messages.ts'
import { QueueStore } from './store-queue.ts'
import { emptyTables, messageRow, readsOf, seqs, undo } from './testing/stores.ts'

const TAILS = 36 ** 4
/** An id of this place, accepted at `now`. */
const idAt = (seq: number, now = 1) => newMessageId('pkg_abcdefghij', now, seq, () => 0.5)

function fresh(rows: readonly FullRow[] = []) {
  const host = emptyTables()
  const store = new MessageStore(host)
  for (const row of rows) store.insert(row)
  return { host, store, all: () => seqs(store.bySeqs(Array.from({ length: 100 }, (_, seq) => seq))) }
}

/** Everything that a message may say, each fact another. */
const FULL: FullRow = {
  ...messageRow(1),
  state: 'bound',
  status: 'accepted',
  told: 'held',
  conv: 1,
  target: '=1',
  lane: 2,
  dueAt: 11,
  expiresAt: 12,
  order: 'free',
  movable: true,
  tiedTo: '1',
  profileId: '2',
  epoch: 3,
  n: 4,
  attempts: 5,
  acceptedAt: 13,
  sendAt: 14,
  notBefore: 15,
  updatedAt: 16,
  endedAt: 17,
  bytes: 18,
  key: 'k',
  timeline: [{ epoch: 0, n: 1, at: 13, event: 'accepted', actor: SYSTEM, reasons: [] }],
}

describe('the places that an id may have', () => {
  it('are those between the first and the last whose tail is the id`s', () => {
    for (const [seq, min, max] of [
      [1, 1, 1],
      [5, 6, TAILS + 4],
      [5, 6, TAILS + 5],
      [5, 5, TAILS * 3],
      [0, 0, TAILS],
      [0, 1, TAILS],
      [TAILS - 1, 1, TAILS * 2],
      [TAILS + 7, TAILS + 8, TAILS * 4],
      [TAILS * 9 + 3, TAILS * 7 + 3, TAILS * 9 + 3],
    ] as const) {
      const expected: number[] = []
      for (let place = seq % TAILS; place <= max; place += TAILS) if (place >= min) expected.push(place)
      expect(seqsOf(idAt(seq), min, max)).toEqual(expected)
    }
  })

  it('are none of a text that is no id', () => {
    expect([seqsOf('', 1, TAILS * 2), seqsOf('wg!!!!!!!!!!!!', 1, TAILS * 2)]).toEqual([[], []])
  })
})

describe('a message', () => {
  it('is read as it was inserted, every fact of it', () => {
    const none: FullRow = { ...messageRow(2), conv: 0, movable: false }
    const { store } = fresh([FULL, none])
    expect([store.bySeq(1), store.bySeq(2), store.bySeq(3)]).toEqual([FULL, none, undefined])
  })

  it('is found by its key while it has one', () => {
    const { store } = fresh([FULL, messageRow(2, { key: 'l' })])
    expect([store.byKey('k'), store.byKey('l')?.seq, store.byKey('m')]).toEqual([FULL, 2, undefined])
    store.clearKey(1)
    expect([store.byKey('k'), store.byKey('l')?.seq, store.bySeq(1)?.key]).toEqual([undefined, 2, null])
  })

  it('is found by its place: several in the order of acceptance', () => {
    const { store } = fresh([1, 2, 3].map((seq) => messageRow(seq)))
    expect([seqs(store.bySeqs([3, 9, 1])), store.bySeqs([])]).toEqual([[1, 3], []])
  })

  it('is found by its id, whatever the others with the same tail', () => {
    const rows = [7, TAILS + 7, TAILS + 8].map((seq) => messageRow(seq, { id: idAt(seq, seq) }))
    const ids = rows.map((row) => row.id)
    const { store } = fresh(rows)
    expect(ids.map((id) => store.byId(id)?.seq)).toEqual([7, TAILS + 7, TAILS + 8])
    expect(seqs(store.byIds(['no id', ...ids.toReversed()]))).toEqual([7, TAILS + 7, TAILS + 8])
    expect(store.byId(idAt(7, 9))).toBeUndefined()
  })

  it('is looked for only where there are messages', () => {
    const { host, store } = fresh([TAILS * 3 + 5, TAILS * 3 + 6].map((seq) => messageRow(seq)))
    const asked: SqlValue[] = []
    const { all, get } = host.sql
    const heard = (params: SqlValue[]) => {
      asked.push(...params)
      return params
    }
    host.sql.all = (query, ...params) => all.call(host.sql, query, ...heard(params)) as never[]
    host.sql.get = (query, ...params) => get.call(host.sql, query, ...heard(params)) as never
    store.byId(idAt(TAILS * 9 + 5))
    store.byId(idAt(7))
    store.byIds([idAt(TAILS * 9 + 5), idAt(TAILS * 9 + 6)])
    expect(asked).toEqual([TAILS * 3 + 5, JSON.stringify([TAILS * 3 + 5, TAILS * 3 + 6])])
  })

  it('is found when somebody asked before the first one came', () => {
    const { store } = fresh()
    expect(store.byId(messageRow(1).id)).toBeUndefined()
    store.insert(messageRow(1))
    expect(store.byId(messageRow(1).id)?.seq).toBe(1)
  })
})

describe('the order of acceptance', () => {
  it('goes on from the last message, also after a restart and a rollback', () => {
    const { host, store } = fresh()
    expect(store.nextSeq).toBe(1)
    store.insert(messageRow(1))
    expect(store.nextSeq).toBe(2)
    expect(new MessageStore(host).nextSeq).toBe(2)
    undo(host, () => {
      store.insert(messageRow(2))
      expect(store.nextSeq).toBe(3)
    })
    store.forget()
    expect(store.nextSeq).toBe(2)
  })

  it('reads anew after a rollback which message is the oldest', () => {
    const { host, store } = fresh()
    undo(host, () => {
      store.insert(messageRow(9))
      expect(store.byId(messageRow(9).id)?.seq).toBe(9)
    })
    store.forget()
    store.insert(messageRow(1))
    expect(store.byId(messageRow(1).id)?.seq).toBe(1)
  })
})

describe('a change of a message', () => {
  const KEPT = { ...messageRow(2), key: 'other' }

  function changed(change: (store: MessageStore) => void, row: FullRow = FULL): FullRow | undefined {
    const { store } = fresh([row, KEPT])
    change(store)
    expect(store.bySeq(2)).toEqual(KEPT)
    return store.bySeq(1)
  }

  const MOVED: FullRow = {
    ...messageRow(1),
    state: 'timed',
    status: 'unknown',
    told: 'sent',
    target: '~',
    dueAt: 21,
    expiresAt: 22,
    tiedTo: '3',
    profileId: '4',
    epoch: 23,
    n: 24,
    attempts: 25,
    notBefore: 26,
    updatedAt: 27,
    timeline: [],
  }

  it('of place is all that may have changed with it', () => {
    const { conv, lane, userKey, order, movable, acceptedAt, sendAt, endedAt, bytes, key, content } = FULL
    const rest = { conv, lane, userKey, order, movable, acceptedAt, sendAt, endedAt, bytes, key, content }
    expect(changed((store) => store.move(MOVED))).toEqual({ ...MOVED, ...rest })
  })

  it('is one thing where it is one thing', () => {
    expect(changed((store) => store.setConversation({ ...FULL }, 0, '+50'))).toEqual({
      ...FULL,
      conv: 0,
      userKey: '+50',
    })
    expect(changed((store) => store.setTold({ ...FULL }, 'sending'))).toEqual({ ...FULL, told: 'sending' })
  })

  it('to an end that its profile told takes its text', () => {
    const end = { state: 'ended', conv: 0, told: 'read', endedAt: 99, content: '' }
    expect(changed((store) => store.endTold({ ...FULL }, 'read', 99))).toEqual({ ...FULL, ...end })
  })

  it('stands in the given row too: its caller goes on with that', () => {
    const { store } = fresh([FULL])
    const row = { ...FULL }
    store.setConversation(row, 0, '+50')
    expect(row).toEqual({ ...FULL, conv: 0, userKey: '+50' })
    store.setConversation(row, 1, '+49')
    store.setTold(row, 'sending')
    expect(row).toEqual({ ...FULL, told: 'sending' })
    store.endTold(row, 'read', 99)
    expect(row).toEqual({ ...FULL, state: 'ended', told: 'read', conv: 0 })
  })

  it('to an end by the package`s own word keeps the text until that is projected', () => {
    const row: FullRow = { ...FULL, state: 'ended', status: 'cancelled', profileId: null }
    const { store } = fresh([FULL, KEPT, messageRow(3, { state: 'ended' })])
    store.endHere(row, 99)
    expect(store.bySeq(1)).toEqual({ ...row, conv: 0, endedAt: 99 })
    store.erase([1, 2])
    expect(store.bySeq(1)).toEqual({ ...row, conv: 0, endedAt: 99, content: '' })
    expect([store.bySeq(2), store.bySeq(3)?.content]).toEqual([KEPT, 'text 3'])
  })

  it('costs nothing where the text is gone already', () => {
    const { host, store } = fresh([messageRow(1, { state: 'ended' })])
    store.erase([1])
    const before = host.sql.rowsWritten
    store.erase([1])
    expect(host.sql.rowsWritten).toBe(before)
  })

  it('of its content is all that depends on it', () => {
    const edit = {
      content: 'new',
      bytes: 3,
      movable: false,
      sendAt: 33,
      bodyHash: 'h',
      facts: { ...FULL.facts, digest: 4 },
    }
    expect(changed((store) => store.setContent({ ...MOVED, ...edit }))).toEqual({ ...FULL, ...edit })
    expect(changed((store) => store.setContent({ ...FULL, movable: true }), { ...FULL, movable: false })).toEqual(FULL)
  })

  it('for the sake of an erased user leaves id and status', () => {
    const facts = { ...FULL.facts, to: 'hash:ff', digest: 0 }
    expect(changed((store) => store.anonymise([1, 7], 'hash:ff'))).toEqual({ ...FULL, content: '', userKey: '', facts })
  })
})

describe('an address where nobody waits', () => {
  it('is asked of the table once, until somebody waits there', () => {
    const { host, store } = fresh([messageRow(1, { state: 'bound' })])
    expect(store.head('*', 1, 1)).toEqual([])
    store.insert(messageRow(2, { state: 'timed' }))
    expect(readsOf(host, () => expect(store.head('*', 1, 1)).toEqual([]))).toBe(0)
    store.insert(messageRow(3))
    expect(seqs(store.head('*', 1, 9))).toEqual([3])
  })

  it('is not one where none were asked for', () => {
    const { store } = fresh([messageRow(1)])
    expect([store.head('*', 1, 0), seqs(store.head('*', 1, 1))]).toEqual([[], [1]])
  })

  it('is none any more when what emptied it was undone', () => {
    const { host, store } = fresh([messageRow(1)])
    undo(host, () => {
      store.move(messageRow(1, { state: 'bound', profileId: '1' }))
      expect(store.head('*', 1, 1)).toEqual([])
    })
    store.forget()
    expect(seqs(store.head('*', 1, 1))).toEqual([1])
  })
})

describe('a conversation in memory', () => {
  function kept() {
    const { host, store } = fresh([FULL])
    const queue = new QueueStore(host, store)
    const told = () => queue.conversation('+49', 9).map(({ seq, policy }) => [seq, policy])
    expect(told()).toEqual([[1, 'reconcile']])
    return { host, store, told }
  }

  it('loses what was undone', () => {
    const { host, store, told } = kept()
    undo(host, () => {
      store.insert(messageRow(2))
      expect(told()).toEqual([
        [2, 'reconcile'],
        [1, 'reconcile'],
      ])
    })
    store.forget()
    expect(told()).toEqual([[1, 'reconcile']])
  })

  it('has the facts of an edit', () => {
    const { store, told } = kept()
    store.setContent({ ...FULL, facts: { ...FULL.facts, policy: 'at_most_once' } })
    expect(told()).toEqual([[1, 'at_most_once']])
  })

  it('is nobody`s once its user is erased', () => {
    const { store, told } = kept()
    store.anonymise([1], 'hash:ff')
    expect(told()).toEqual([])
  })
})

describe('forgetting messages', () => {
  const ended = (seq: number, endedAt: number) => messageRow(seq, { state: 'ended', endedAt })

  it('takes those that ended before the given time, in portions, and never the newest', () => {
    const open = messageRow(3, { endedAt: 10 })
    const { store, all } = fresh([ended(1, 10), ended(2, 20), open, ended(4, 19), ended(5, 10), ended(6, 10)])
    expect(store.prune(1, 3, 20)).toBe(4)
    expect(all()).toEqual([1, 2, 3, 5, 6])
    expect(store.prune(4, 2, 20)).toBe(6)
    expect(all()).toEqual([1, 2, 3, 6])
    expect(store.prune(0, 5, 20)).toBeNull()
    expect(all()).toEqual([2, 3, 6])
    expect(store.prune(6, 5, 20)).toBeNull()
    expect(fresh().store.prune(0, 5, 20)).toBeNull()
  })
})

describe('a walk over messages', () => {
  it('finds the ended ones to some addresses, portion by portion', () => {
    const to = (seq: number, address: string, state: FullRow['state']) =>
      messageRow(seq, { state, facts: { ...FULL.facts, to: address } })
    const { store } = fresh([
      to(1, '+491', 'ended'),
      to(2, '+492', 'ended'),
      to(3, '+491', 'bound'),
      to(4, '491', 'ended'),
      to(5, '+491', 'ended'),
    ])
    const own = ['+491', '491']
    expect(store.endedTo(own, 0, 4)).toEqual({ seqs: [1, 4], next: 4 })
    expect(store.endedTo(own, 4, 4)).toEqual({ seqs: [5], next: null })
    expect(store.endedTo(own, 1, 4)).toEqual({ seqs: [4, 5], next: 5 })
    expect(store.endedTo(own, 5, 4)).toEqual({ seqs: [], next: null })
    expect(store.endedTo(own, 0, 0)).toEqual({ seqs: [], next: null })
  })

  it('finds the scheduled ones of some users in order of their time, portion by portion', () => {
    const timed = (seq: number, dueAt: number, userKey: string) => messageRow(seq, { state: 'timed', dueAt, userKey })
    const { store } = fresh([
      timed(1, 30, 'a'),
      timed(2, 10, 'a'),
      timed(3, 10, 'b'),
      timed(4, 20, 'c'),
      messageRow(5, { dueAt: 20, userKey: 'a' }),
    ])
    const id = (seq: number) => messageRow(seq).id
    const start = { dueAt: -1, seq: -1 }
    expect(store.timedOf(['a', 'b'], start, 2)).toEqual({ ids: [id(2), id(3)], next: { dueAt: 10, seq: 3 } })
    expect(store.timedOf(['a', 'b'], { dueAt: 10, seq: 3 }, 2)).toEqual({ ids: [id(1)], next: { dueAt: 30, seq: 1 } })
    expect(store.timedOf(['c'], start, 3)).toEqual({ ids: [id(4)], next: { dueAt: 20, seq: 4 } })
    expect(store.timedOf(['a'], { dueAt: 10, seq: 2 }, 5)).toEqual({ ids: [id(1)], next: null })
    expect(store.timedOf(['a'], { dueAt: 30, seq: 1 }, 5)).toEqual({ ids: [], next: null })
    expect(store.timedOf(['a'], start, 0)).toEqual({ ids: [], next: null })
  })

  it('back from a place tells whose texts came last', () => {
    const { store } = fresh([1, 2, 3, 4].map((seq) => messageRow(seq, { userKey: `u${seq}` })))
    const found = (seq: number) => ({ seq, userKey: `u${seq}`, digest: 7_000 + seq, acceptedAt: 1_000 + seq })
    expect(store.recent(4, 2)).toEqual([found(3), found(2)])
    expect(store.recent(9, 9)).toEqual([found(4), found(3), found(2), found(1)])
    expect(store.recent(1, 9)).toEqual([])
  })
})
