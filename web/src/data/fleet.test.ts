import { createRoot } from 'solid-js'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

/** The questions that were asked, and how each is answered; a page is what a root of its own stands for. */
const asked: { readonly path: string; answer(): void }[] = []
let fleet: typeof import('./fleet.ts')

const answers: Readonly<Record<string, unknown>> = { '/api/v1/status': { items: [], silent: [] } }

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

const answerAll = async (): Promise<void> => {
  for (const one of asked.splice(0)) one.answer()
  await vi.advanceTimersByTimeAsync(0)
  await settled()
}

const open = (): (() => void) =>
  createRoot((close) => {
    fleet.useFleet()
    return close
  })

describe('refreshFleet', () => {
  beforeAll(async () => {
    vi.useFakeTimers()
    const listeners = { addEventListener: () => undefined, removeEventListener: () => undefined }
    vi.stubGlobal('window', globalThis)
    vi.stubGlobal('document', { ...listeners, visibilityState: 'visible' })
    vi.stubGlobal('fetch', (url: string, { signal }: { signal: AbortSignal }) => {
      const path = String(url).split('?')[0] ?? ''
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        signal.addEventListener('abort', () => reject(signal.reason))
        const body = JSON.stringify(answers[path] ?? { items: [], nextCursor: null })
        asked.push({ path, answer: () => resolve(new Response(body)) })
      })
    })
    fleet = await import('./fleet.ts')
  })
  afterAll(() => {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })
  beforeEach(() => {
    asked.length = 0
  })

  it('leaves the next page able to ask when it was called while no page was open', async () => {
    const close = open()
    await answerAll()
    close()
    await fleet.refreshFleet()
    const again = open()
    expect(asked.map(({ path }) => path)).toEqual(['/api/v1/status', '/api/v1/packages'])
    await answerAll()
    again()
  })

  it('asks once more when an answer is on its way', async () => {
    const close = open()
    expect(asked).toHaveLength(2)
    await fleet.refreshFleet()
    expect(asked).toHaveLength(2)
    await answerAll()
    expect(asked.map(({ path }) => path)).toEqual(['/api/v1/status', '/api/v1/packages'])
    await answerAll()
    expect(asked).toEqual([])
    close()
  })

  it('asks for the packages once a minute, whatever the events say', async () => {
    const close = open()
    await answerAll()
    let packages = 0
    for (let second = 0; second < 130; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000)
      packages += asked.filter(({ path }) => path === '/api/v1/packages').length
      await answerAll()
    }
    expect(packages).toBe(2)
    close()
  })
})
