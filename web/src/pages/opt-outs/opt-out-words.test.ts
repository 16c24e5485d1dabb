import { describe, expect, it } from 'vitest'
import { type OptOut, recipientOf, sourceOf, stillOwn, withChanges } from './opt-out-words.ts'

const row = (recipient: string, more: Partial<OptOut> = {}): OptOut => ({
  recipient,
  portfolioId: 'default',
  scope: 'all',
  source: 'operator',
  at: '2026-11-20T12:00:00.000Z',
  ...more,
})

describe('opt-outs in words', () => {
  it('names a number, a user id, and nobody who was erased', () => {
    expect(recipientOf('+573001234567')).toBe('+57 300 123 4567')
    expect(recipientOf('CO.abc123')).toBe('CO.abc123')
    expect(recipientOf(`hash:${'0'.repeat(64)}`)).toBe('an erased recipient')
  })

  it('takes a source that it does not know as it is', () => {
    expect(sourceOf('word')).toBe('Wrote a stop word')
    expect(sourceOf('new\u202esource')).toBe('newsource')
  })
})

describe('changes that the list does not know yet', () => {
  const MADE = Date.parse('2026-11-20T12:05:00.000Z')
  const own = (changed: OptOut | null, known = 0) => ({ row: changed, at: MADE, known })
  const items = [row('+1'), row('+2'), row('+2', { portfolioId: 'other' })]

  it('puts new ones on top, once', () => {
    const fresh = row('+3')
    expect(withChanges(items, { 'default/+3': own(fresh) })).toEqual([fresh, ...items])
    expect(withChanges([fresh, ...items], { 'default/+3': own(fresh) })).toEqual([fresh, ...items])
  })

  it('changes one in its place and takes lifted ones away, in their portfolio alone', () => {
    const less = row('+1', { scope: 'marketing' })
    expect(withChanges(items, { 'default/+1': own(less), 'default/+2': own(null) })).toEqual([less, items[2]])
  })

  it('leaves the word to the list where it tells of something later', () => {
    const word = row('+1', { source: 'word', at: '2026-11-20T12:05:00.001Z' })
    expect(withChanges([word], { 'default/+1': own(null) })).toEqual([word])
    expect(withChanges([word], { 'default/+1': own(row('+1', { scope: 'marketing' })) })).toEqual([word])
  })

  it('are forgotten once the list was read late enough to know of them', () => {
    const changes = { 'default/+1': own(null, 5_000), 'default/+2': own(null, 9_000) }
    expect(stillOwn(changes, 4_999)).toBe(changes)
    expect(Object.keys(stillOwn(changes, 5_000))).toEqual(['default/+2'])
    expect(stillOwn(changes, 9_000)).toEqual({})
  })
})
