import { createRoot } from 'solid-js'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Query } from './query.ts'
import type { LiveEvent } from './wire.ts'

type Said = { events(events: readonly LiveEvent[]): void }

const listeners = new Set<Said>()
vi.mock('./live.ts', () => ({
  onLive: (said: Said) => {
    listeners.add(said)
    return () => listeners.delete(said)
  },
}))

const LAG = 1_000
const GAP = 4_000

/** A question whose answers are given by hand, each by the number of its turn. */
const scene = async () => {
  const { createQuery } = await import('./query.ts')
  const asked: { at: number; answer(told: string): Promise<void> }[] = []
  const begun = Date.now()
  const { query, close } = createRoot((dispose): { query: Query<string>; close: () => void } => ({
    close: dispose,
    query: createQuery(
      () => 'it',
      (_, signal) =>
        new Promise<string>((resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason))
          asked.push({
            at: Date.now() - begun,
            answer: async (told) => {
              resolve(told)
              for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
            },
          })
        }),
      { on: () => true, lag: LAG, gap: GAP },
    ),
  }))
  // effects run in a browser only
  void query.refetch()
  const event = (): void => {
    for (const one of listeners) one.events([{ type: 'message' } as LiveEvent])
  }
  const times = () => asked.map(({ at }) => at)
  return { query, close, asked, event, times, answer: (n: number, told: string) => asked[n]?.answer(told) }
}

describe('createQuery', () => {
  beforeAll(() => {
    vi.useFakeTimers()
    const nothing = { addEventListener: () => undefined, removeEventListener: () => undefined }
    vi.stubGlobal('window', globalThis)
    vi.stubGlobal('document', { ...nothing, visibilityState: 'visible' })
  })
  afterAll(() => {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })
  beforeEach(() => listeners.clear())

  it('asks again for an event of which the last answer could not know yet', async () => {
    const { close, event, times, answer } = await scene()
    void answer(0, 'a')
    await vi.advanceTimersByTimeAsync(GAP - 100)
    event()
    // asked once the first could be known; the second came shortly before that
    await vi.advanceTimersByTimeAsync(LAG - 100)
    event()
    await vi.advanceTimersByTimeAsync(100)
    await answer(1, 'b')
    await vi.advanceTimersByTimeAsync(10 * GAP)
    expect(times()).toEqual([0, GAP + LAG - 100, 2 * GAP + LAG - 100])
    close()
  })

  it('asks nothing once it is closed', async () => {
    const { query, close, times, answer } = await scene()
    await answer(0, 'a')
    close()
    void query.refetch()
    await vi.advanceTimersByTimeAsync(10 * GAP)
    expect(times()).toEqual([0])
  })

  it('puts no answer of before over a change that was confirmed', async () => {
    const { query, close, times, answer } = await scene()
    await answer(0, 'a')
    void query.refetch()
    query.set(() => 'changed')
    await answer(1, 'a')
    expect([query.data(), times().length]).toEqual(['changed', 3])
    await answer(2, 'changed too')
    expect(query.data()).toBe('changed too')
    close()
  })
})
