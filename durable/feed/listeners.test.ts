import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Listeners } from './listeners.ts'
import type { LiveEvent } from './rpc.ts'

const event = (id: string, status: string): LiveEvent => ({
  type: 'message',
  id,
  rev: 1,
  packageId: 'p',
  data: { status },
})
const SENT = new Set(['sent', 'failed'])

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('listeners', () => {
  it('hear the first event of their message that says what they wait for, all of them', async () => {
    const listeners = new Listeners()
    const both = Promise.all([listeners.wait('wg1', SENT, 1000), listeners.wait('wg1', new Set(['failed']), 1000)])
    listeners.tell([event('wg2', 'sent'), event('wg1', 'sending'), event('wg1', 'sent'), event('wg1', 'failed')])
    expect((await both).map((one) => one?.data['status'])).toEqual(['sent', 'failed'])
    expect(listeners.size).toBe(0)
  })

  it('hear nothing of another kind of event', async () => {
    const listeners = new Listeners()
    const waiting = listeners.wait('1', SENT, 1000)
    listeners.tell([{ ...event('1', 'sent'), type: 'profile' }])
    vi.advanceTimersByTime(1000)
    expect(await waiting).toBeNull()
  })

  it('go when their time is over, and leave the others', async () => {
    const listeners = new Listeners()
    const short = listeners.wait('wg1', SENT, 10)
    const long = listeners.wait('wg1', SENT, 1000)
    vi.advanceTimersByTime(10)
    expect(await short).toBeNull()
    expect(listeners.size).toBe(1)
    listeners.tell([event('wg1', 'failed')])
    expect((await long)?.data['status']).toBe('failed')
  })
})
