import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blocksConversation, type InConversation, nextInConversation } from './order.ts'
import { MESSAGE_STATUSES, type MessageStatus } from './status.ts'

const one = (seq: number, over: Partial<InConversation> = {}): InConversation => ({
  id: `m${seq}`,
  seq,
  status: 'queued',
  policy: 'reconcile',
  order: 'kept',
  ...over,
})
const ids = (messages: InConversation[]): string[] => nextInConversation(messages).map(({ id }) => id)

describe('blocksConversation', () => {
  it.each([
    ['accepted', true, true],
    ['queued', true, true],
    ['sending', true, true],
    ['unknown', true, false],
    ['sent', false, false],
    ['delivered', false, false],
    ['read', false, false],
    ['failed', false, false],
    ['unresolved', false, false],
    ['cancelled', false, false],
    ['expired', false, false],
    ['held', false, false],
  ] as [MessageStatus, boolean, boolean][])('%s: reconcile %s, at_most_once %s', (status, reconcile, once) => {
    expect(blocksConversation(status, 'reconcile')).toBe(reconcile)
    expect(blocksConversation(status, 'at_most_once')).toBe(once)
  })
})

describe('nextInConversation', () => {
  it('lets the first go and nobody pass it', () => {
    expect(ids([one(2), one(1), one(3)])).toEqual(['m1'])
    expect(ids([one(1, { status: 'sending' }), one(2)])).toEqual([])
    expect(ids([one(1, { status: 'accepted' }), one(2)])).toEqual(['m1'])
  })

  it('waits behind an unknown under reconcile, not under at_most_once', () => {
    expect(ids([one(1, { status: 'unknown' }), one(2)])).toEqual([])
    expect(ids([one(1, { status: 'unknown', policy: 'at_most_once' }), one(2)])).toEqual(['m2'])
  })

  it('lets held and final ones step out', () => {
    expect(ids([one(1, { status: 'held' }), one(2, { status: 'failed' }), one(3)])).toEqual(['m3'])
  })

  it('lets free ones neither wait nor be waited for', () => {
    expect(ids([one(1, { status: 'sending' }), one(2, { order: 'free' }), one(3)])).toEqual(['m2'])
    expect(ids([one(1, { order: 'free', status: 'sending' }), one(2)])).toEqual(['m2'])
    expect(ids([one(1, { order: 'free' }), one(2)])).toEqual(['m1', 'm2'])
  })

  it('a message waits behind an earlier one exactly when that one blocks', () => {
    const message = fc.record({
      status: fc.constantFrom(...MESSAGE_STATUSES),
      policy: fc.constantFrom('reconcile', 'at_most_once'),
      order: fc.constantFrom('kept', 'kept', 'free'),
    })
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), (list) => {
        const messages = list.map((each, index) => one(index, { ...each }))
        const next = nextInConversation(messages)
        for (const each of messages) {
          const waiting = each.status === 'queued' || each.status === 'accepted'
          const behind = messages.some(
            (other) => other.seq < each.seq && other.order === 'kept' && blocksConversation(other.status, other.policy),
          )
          expect(next.includes(each)).toBe(waiting && (each.order === 'free' || !behind))
        }
        expect(next.filter(({ order }) => order === 'kept').length).toBeLessThanOrEqual(1)
        expect(nextInConversation([...messages].reverse())).toEqual(next)
      }),
      { numRuns: 500 },
    )
  })
})
