import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { heldChanged, heldTurn } from './held-turn.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', globalThis)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('heldTurn', () => {
  it('moves on once the history knows of a release, not before', () => {
    const before = heldTurn()
    heldChanged()
    vi.advanceTimersByTime(2_000)
    expect(heldTurn()).toBe(before)
    vi.advanceTimersByTime(1_000)
    expect(heldTurn()).toBe(before + 1)
  })
})
