import { describe, expect, it } from 'vitest'
import type { MessageSummary } from '../../data/wire.ts'
import { lineOf, noteOf } from './row-words.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const message = (more: Partial<MessageSummary> = {}): MessageSummary => ({
  id: 'wg1',
  packageId: 'pkg_1',
  profileId: null,
  direction: 'out',
  status: 'queued',
  recipient: '+573001234567',
  type: 'text',
  category: 'service',
  reference: null,
  wamid: null,
  notBefore: null,
  acceptedAt: new Date(NOW).toISOString(),
  updatedAt: new Date(NOW).toISOString(),
  expiresAt: null,
  attempts: 0,
  duplicateConfirmed: false,
  error: null,
  content: { type: 'text', text: { body: 'Hello\n  there' } },
  rev: 1,
  ...more,
})

describe('what a row says', () => {
  it('is the reason first, else the words of the message on one line', () => {
    const error = { code: 131026, title: 'Message undeliverable', detail: null }
    expect(lineOf(message({ status: 'failed', error }), 'failed', NOW)).toBe('Text · 131026: Message undeliverable')
    expect(lineOf(message(), 'queued', NOW)).toBe('Text · Hello there')
    expect(lineOf(message({ content: null }), 'queued', NOW)).toBe('Text')
  })

  it('tells when it may leave, while that lies ahead', () => {
    const later = message({ notBefore: new Date(NOW + 60_000).toISOString() })
    expect(noteOf(later, 'queued', NOW)).toMatch(/^not before /)
    expect(noteOf(later, 'queued', NOW + 120_000)).toBeUndefined()
    expect(noteOf(later, 'cancelled', NOW)).toBeUndefined()
  })

  it('does not tell the error of an attempt that another has made good', () => {
    const error = { code: 190, title: 'Access token', detail: null }
    expect(noteOf(message({ error, attempts: 2 }), 'sent', NOW)).toBe('2 attempts')
  })

  it('names what a person has to do', () => {
    expect(noteOf(message({ status: 'held' }), 'held', NOW)).toBe('release or cancel it')
    expect(noteOf(message({ duplicateConfirmed: true }), 'read', NOW)).toBe('went out twice')
  })
})
