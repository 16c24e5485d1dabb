import { createRoot } from 'solid-js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Pages } from './pages.ts'
import { pollHead } from './poll-head.ts'

const page = { visibilityState: 'visible', addEventListener: () => undefined, removeEventListener: () => undefined }

beforeEach(() => {
  vi.useFakeTimers()
  page.visibilityState = 'visible'
  vi.stubGlobal('window', globalThis)
  vi.stubGlobal('document', page)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('pollHead', () => {
  it('asks for the list again every so often while the tab is seen, and no more once its component is gone', () => {
    const refreshHead = vi.fn()
    const close = createRoot((dispose) => {
      pollHead({ refreshHead } as Partial<Pages<object>> as Pages<object>, 15_000, undefined, true)
      return dispose
    })
    vi.advanceTimersByTime(30_000)
    expect(refreshHead.mock.calls).toEqual([[true], [true]])
    page.visibilityState = 'hidden'
    vi.advanceTimersByTime(60_000)
    page.visibilityState = 'visible'
    close()
    vi.advanceTimersByTime(60_000)
    expect(refreshHead).toHaveBeenCalledTimes(2)
  })
})
