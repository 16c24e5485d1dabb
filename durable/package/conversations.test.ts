import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Conversations } from './conversations.ts'
import type { FullRow } from './row.ts'
import { MessageStore } from './store-messages.ts'
import { QueueStore } from './store-queue.ts'
import { emptyTables, messageRow, seqs } from './testing/stores.ts'

const users = ['a', 'b', 'c'] as const
const row: fc.Arbitrary<Partial<FullRow>> = fc.record({
  userKey: fc.constantFrom(...users),
  state: fc.constantFrom('parked', 'timed', 'bound', 'ended'),
  conv: fc.constantFrom(0, 1),
  told: fc.constantFrom(null, 'held', 'unknown'),
  target: fc.constantFrom('', '1+', '!1+'),
  profileId: fc.constantFrom(null, '1', '2'),
  order: fc.constantFrom('kept', 'free'),
  lane: fc.constantFrom(0, 1),
  expiresAt: fc.constantFrom(10, 20, 30),
  dueAt: fc.constantFrom(null, 5, 15),
})
const write = fc.record({
  kind: fc.constantFrom('insert', 'move', 'told', 'end', 'conversation', 'rekey', 'ask', 'fail', 'sift'),
  at: fc.nat(30),
  row,
})

describe('conversations and first rows kept in memory', () => {
  it('answer as the table does, whatever was written, at any length', () => {
    fc.assert(
      fc.property(fc.array(write, { maxLength: 60 }), fc.constantFrom(3, 50), (writes, longest) => {
        const host = emptyTables()
        const messages = new MessageStore(host, new Conversations(longest))
        const kept = new QueueStore(host, messages)
        // this one keeps nothing: it asks the table each time
        const asked = new QueueStore(host, new MessageStore(host, new Conversations(-1)))
        const ask = () => {
          for (const user of users) {
            for (const seq of [0, 3, 7, 99]) {
              expect(kept.predecessor(user, seq)).toEqual(asked.predecessor(user, seq))
              expect(kept.elsewhere(user, seq, '1')).toEqual(asked.elsewhere(user, seq, '1'))
              expect(kept.ends(user, seq)).toEqual(asked.ends(user, seq))
              expect(kept.parkedBefore(user, seq, 2)).toEqual(asked.parkedBefore(user, seq, 2))
            }
            expect(kept.conversation(user, 4)).toEqual(asked.conversation(user, 4))
          }
          const fresh = new QueueStore(host, new MessageStore(host))
          for (const target of ['', '1+', '!1+'])
            for (const lane of [0, 1]) {
              expect(seqs(kept.head(target, lane, 2))).toEqual(headOf(target, lane))
              expect(kept.ahead(target, lane)).toBe(fresh.ahead(target, lane))
            }
          expect(kept.firstExpiry()).toBe(fresh.firstExpiry())
          expect(kept.firstDue()).toBe(fresh.firstDue())
        }
        const headOf = (target: string, lane: number) => seqs(new MessageStore(host).head(target, lane, 2))
        let count = 0
        for (const { kind, at, row: over } of writes) {
          const { conv: _conv, userKey: _userKey, ...moved } = over
          const known = count === 0 ? undefined : messages.bySeq(1 + (at % count))
          if (kind === 'insert' || known === undefined) messages.insert(messageRow(++count, over))
          else if (kind === 'move') messages.move({ ...known, ...moved, order: known.order, lane: known.lane })
          else if (kind === 'told') messages.setTold(known, over.told ?? 'sending')
          else if (kind === 'end') messages.endTold(known, 'sent', 9)
          else if (kind === 'conversation') messages.setConversation(known, over.conv ?? 0, over.userKey ?? 'a')
          else if (kind === 'rekey') messages.rekey('a', over.userKey ?? 'b')
          else if (kind === 'ask') ask()
          else if (kind === 'sift') kept.sift([...users, ...users, 'nobody'])
          else {
            const failing = () =>
              host.transaction(() => {
                messages.endTold(known, 'failed', 9)
                messages.insert(messageRow(count + 1, over))
                throw new Error('undone')
              })
            expect(failing).toThrow('undone')
            messages.forget()
          }
        }
        ask()
      }),
      { numRuns: 300 },
    )
  })
})
