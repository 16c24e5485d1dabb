import { describe, expect, it } from 'vitest'
import { detailOf, factsOf } from './evidence.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const lines = (rule: string, evidence: unknown): string[] =>
  factsOf({ rule, evidence }, NOW).map(({ name, text }) => `${name}: ${text}`)

describe('evidence in words', () => {
  it('tells what a hold stops, since when and until when', () => {
    const told = lines('hold-template', {
      code: '132015',
      subject: '2001/order_shipped/en_US',
      reach: 'all',
      since: NOW - 3_600_000,
      until: null,
    })
    expect(told).toContain("Meta's code: 132015")
    expect(told).toContain('Template: order_shipped, en_US')
    expect(told).toContain('What it stops: everything')
    expect(told).toContain('Until: Meta or a person lifts it')
    expect(told.find((line) => line.startsWith('Since: '))).toMatch(/\d\d:\d\d$/)
  })

  it('names what a word of Meta is that is no code', () => {
    expect(lines('account-notice', { code: 'ACCOUNT_RESTRICTION' })).toEqual(["Meta's word: ACCOUNT_RESTRICTION"])
  })

  it('links messages and keeps ids whole', () => {
    expect(factsOf({ rule: 'duplicate-confirmed', evidence: { messageId: 'msg_1' } }, NOW)).toEqual([
      { name: 'Message', kind: 'message', text: 'msg_1' },
    ])
    expect(factsOf({ rule: 'hold-waba', evidence: { subject: '2001' } }, NOW)[0]?.kind).toBe('id')
  })

  it('says plainly what is not known', () => {
    expect(lines('webhooks-silent', { since: null, lastAt: null })).toEqual(['Last webhook: none yet'])
    expect(lines('number-disconnected', { status: null })).toEqual(['Status at Meta: not known'])
  })

  it('counts and measures', () => {
    expect(lines('queue-full', { total: 10_000, bytes: 12_340_000 })).toEqual([
      'Messages in the queue: 10,000',
      'Their size: 12.3 MB',
    ])
  })

  it('takes evidence that it does not know as it is, and none at all', () => {
    expect(lines('new-rule', { share: 0.34, deep: { a: 1 }, list: [1] })).toEqual(['share: 0.34'])
    expect(lines('new-rule', null)).toEqual([])
    expect(lines('new-rule', 'text')).toEqual([])
  })

  it('makes a sentence of what Meta says in a word', () => {
    expect(detailOf({ detail: 'NONE' })).toBe('Meta gave no reason.')
    expect(detailOf({ detail: 'SCAM' })).toBe("Meta's word for it: SCAM.")
    expect(detailOf({ detail: 'the queue holds 10,000 messages' })).toBe('The queue holds 10,000 messages.')
  })
})
