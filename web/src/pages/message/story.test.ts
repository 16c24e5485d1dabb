import { describe, expect, it } from 'vitest'
import { actorText, chargeOf, type Entry, storyOf, withNames } from './story.ts'

const META = { kind: 'meta', id: 'meta', name: 'Meta' } as const
const RULE = { kind: 'rule', id: 'give-back', name: 'give-back' } as const
const at = (ms: number): string => new Date(1_795_000_000_000 + ms).toISOString()
const entry = (ms: number, event: string, more: Partial<Entry> = {}): Entry => ({
  at: at(ms),
  event,
  actor: META,
  reasons: [],
  data: null,
  ...more,
})
const story = (timeline: Entry[]) => storyOf({ timeline }, names, 0)
const names = (id: string): string | undefined => (id === '100000000000001' ? 'Paris' : undefined)

describe('the story of a message', () => {
  it('names the number, the attempt, and how long Meta took', () => {
    const told = story([
      entry(0, 'bound', { data: { profileId: '100000000000001' } }),
      entry(10, 'sending', { data: { attempt: 2, cooldownMs: 4_000, mode: 'quiet' } }),
      entry(244, 'failed', {
        data: { attempt: 2 },
        reasons: [{ code: 'meta-131026', detail: 'not on WhatsApp' }],
      }),
    ])
    expect(told.map(({ event, actor }) => [event, actor])).toEqual([
      ['Given to Paris', 'Meta'],
      ['Sending, attempt 2', 'Paris'],
      ['Refused by Meta: 131026', 'Meta, after 234 ms'],
    ])
    expect(told[1]?.reasons).toEqual([{ code: 'cooldown', detail: 'The number then rests 4.0 s, quiet hours.' }])
    expect(told[2]?.reasons).toEqual([{ code: 'meta-131026', detail: 'Not on WhatsApp.' }])
  })

  it('tells what a webhook said apart from what an answer said', () => {
    const webhook = { wamid: 'wamid.1', at: 5 }
    const [sent, failed] = story([entry(0, 'sent', { data: webhook }), entry(1, 'failed', { data: webhook })])
    expect([sent?.event, sent?.actor]).toEqual(['Sent', "Meta's webhook"])
    expect(failed?.event).toBe('Failed at Meta')
    expect(sent?.data).toEqual(webhook)
  })

  it('tells a release by a person apart from a number that gave it back', () => {
    const person = { kind: 'session', id: 's', name: 'Ana' } as const
    const [given, freed] = story([entry(0, 'released', { actor: RULE }), entry(1, 'released', { actor: person })])
    expect([given?.event, given?.actor]).toEqual(['Given back by its number', 'the number'])
    expect([freed?.event, freed?.actor]).toEqual(['Released', 'Ana, in the dashboard'])
  })

  it('shows an event that it does not know by its own name, as text', () => {
    expect(story([entry(0, '<b>new</b>')])[0]?.event).toBe('<b>new</b>')
  })
})

describe('the words of it', () => {
  it('put names where the guard wrote ids of numbers', () => {
    expect(withNames('only 100000000000001 may send, not 100000000000009', names)).toBe(
      'only Paris may send, not 100000000000009',
    )
  })

  it('name who did it', () => {
    expect(actorText({ kind: 'key', id: 'k', name: 'orders' })).toBe('key orders')
    expect(actorText({ kind: 'system', id: 'guard', name: 'Whats Guard' })).toBe('the guard')
  })

  it('say what Meta charges, as far as it told', () => {
    const pricing = { billable: true, category: 'utility', type: 'regular' }
    expect(chargeOf({ timeline: [entry(0, 'sent', { data: { pricing } })] })).toBe('Billable, utility')
    const free = { billable: false, category: 'service', type: 'free_customer_service' }
    expect(chargeOf({ timeline: [entry(0, 'sent', { data: { pricing: free } })] })).toBe(
      'Free, service, free customer service',
    )
    expect(chargeOf({ timeline: [entry(0, 'accepted')] })).toBeUndefined()
  })
})
