import { createRoot } from 'solid-js'
import { describe, expect, it, vi } from 'vitest'
import type { LiveEvent, MessageSummary } from './wire.ts'

const hear = vi.hoisted(() => ({ events: (_: readonly LiveEvent[]): void => undefined }))
vi.mock('./live.ts', () => ({
  onLive: (listener: typeof hear) => {
    hear.events = listener.events
    return () => undefined
  },
}))
const { createStatuses } = await import('./statuses.ts')

const row = (id: string) => ({ id, rev: 1, status: 'queued', profileId: null }) as MessageSummary
const event = (id: string, rev: number, status = 'read'): LiveEvent => ({
  ...{ type: 'message', id, rev, packageId: 'p', data: { status, profileId: '7' } },
})

describe('createStatuses', () => {
  it('tells what was heard where that is newer than the list', () => {
    const { statusOf, profileOf } = createRoot(() => createStatuses(() => []))
    hear.events([event('a', 2), event('b', 1)])
    expect([statusOf(row('a')), profileOf(row('a')), statusOf(row('b'))]).toEqual(['read', '7', 'queued'])
    hear.events([event('a', 1, 'sent')])
    expect(statusOf(row('a'))).toBe('read')
  })

  it('keeps what it heard of rows that are listed, however much happens elsewhere', () => {
    const { statusOf } = createRoot(() => createStatuses(() => [row('a')]))
    hear.events([event('a', 2), event('gone', 2)])
    for (let frame = 0; frame < 40; frame += 1)
      hear.events(Array.from({ length: 100 }, (_, at) => event(`${frame}/${at}`, 2)))
    expect(statusOf(row('a'))).toBe('read')
    expect(statusOf(row('gone'))).toBe('queued')
  })

  it('counts messages, not what is heard of them', () => {
    const { statusOf } = createRoot(() => createStatuses(() => []))
    hear.events([event('a', 2)])
    for (let rev = 2; rev < 4_000; rev += 1) hear.events([event('b', rev)])
    expect(statusOf(row('a'))).toBe('read')
  })
})
