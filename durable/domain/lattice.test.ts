import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMetaStatus, type MetaStatus, mergeStatus } from './lattice.ts'
import { MESSAGE_STATUSES, type MessageStatus } from './status.ts'

const WORDS: MetaStatus[] = ['sent', 'delivered', 'read', 'failed', 'played']
/** what a set of words ends in, written out: the strongest of read (or played) > delivered > failed > sent */
function expected(words: Iterable<MetaStatus>): MessageStatus {
  const set = new Set(words)
  if (set.has('read') || set.has('played')) return 'read'
  if (set.has('delivered')) return 'delivered'
  return set.has('failed') ? 'failed' : 'sent'
}

function* sequences(length: number): Generator<MetaStatus[]> {
  if (length === 0) return yield []
  for (const rest of sequences(length - 1)) for (const word of WORDS) yield [...rest, word]
}

const BELOW = MESSAGE_STATUSES.filter((status) => !['sent', 'delivered', 'read', 'failed'].includes(status))

describe('mergeStatus', () => {
  it('ends the same for every order of up to five statuses, from every state before them', () => {
    let checked = 0
    for (let length = 1; length <= 5; length++)
      for (const words of sequences(length))
        for (const start of BELOW) {
          const end = words.reduce<MessageStatus>((status, word) => mergeStatus(status, word).status, start)
          if (end !== expected(words)) expect({ start, words, end }).toEqual({ start, words, end: expected(words) })
          checked++
        }
    expect(checked).toBe((5 + 25 + 125 + 625 + 3125) * 8)
  })

  it.each([
    ['sent', 'sent', 'sent', false],
    ['sent', 'failed', 'failed', true],
    ['sent', 'delivered', 'delivered', true],
    ['sent', 'read', 'read', true],
    ['failed', 'sent', 'failed', false],
    ['failed', 'failed', 'failed', false],
    ['failed', 'delivered', 'delivered', true],
    ['failed', 'played', 'read', true],
    ['delivered', 'sent', 'delivered', false],
    ['delivered', 'failed', 'delivered', false],
    ['delivered', 'delivered', 'delivered', false],
    ['delivered', 'read', 'read', true],
    ['read', 'sent', 'read', false],
    ['read', 'failed', 'read', false],
    ['read', 'delivered', 'read', false],
    ['read', 'played', 'read', false],
    ['unknown', 'sent', 'sent', true],
    ['unknown', 'failed', 'failed', true],
    ['unresolved', 'delivered', 'delivered', true],
    ['sending', 'read', 'read', true],
    ['cancelled', 'sent', 'sent', true],
    ['expired', 'failed', 'failed', true],
  ] as const)('%s + %s = %s, changed %s', (current, incoming, status, changed) => {
    expect(mergeStatus(current, incoming)).toEqual({ status, changed })
  })

  it('says changed exactly when the state differs, and a repetition never changes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...MESSAGE_STATUSES), fc.constantFrom(...WORDS), (current, word) => {
        const once = mergeStatus(current, word)
        expect(once.changed).toBe(once.status !== current)
        expect(mergeStatus(once.status, word)).toEqual({ status: once.status, changed: false })
      }),
      { numRuns: 300 },
    )
  })
})

describe('isMetaStatus', () => {
  it('knows the five words and no other', () => {
    expect(WORDS.every(isMetaStatus)).toBe(true)
    for (const word of ['deleted', 'warning', 'SENT', '', 'accepted']) expect(isMetaStatus(word)).toBe(false)
  })
})
