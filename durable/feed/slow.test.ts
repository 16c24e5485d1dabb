import { describe, expect, it } from 'vitest'
import { isSlow, newReader, SILENT_MS, seen, sent, UNSEEN_BYTES, UNSEEN_FRAMES } from './slow.ts'
import { wireTimes } from './wire-times.ts'

describe('isSlow', () => {
  const loaded = sent(newReader(0), UNSEEN_BYTES + 1)

  it('lets go of a reader that was sent much and has been silent for long, and only then', () => {
    expect(isSlow(loaded, SILENT_MS + 1)).toBe(true)
    expect(isSlow(loaded, SILENT_MS)).toBe(false)
    expect(isSlow(sent(newReader(0), UNSEEN_BYTES), SILENT_MS * 100)).toBe(false)
    let many = newReader(0)
    for (let i = 0; i <= UNSEEN_FRAMES; i++) many = sent(many, 1)
    expect(isSlow(many, SILENT_MS + 1)).toBe(true)
  })

  it('begins anew with each sign of life', () => {
    expect(isSlow(sent(seen(loaded, 10), 1), SILENT_MS * 9)).toBe(false)
    expect(seen(loaded, 0)).toBe(loaded)
  })
})

describe('wireTimes', () => {
  it('writes times as RFC 3339 and leaves every other figure alone', () => {
    const at = 1_700_000_000_000
    const text = '2023-11-14T22:13:20.000Z'
    expect(
      wireTimes({ at, readAt: null, until: at, windowUntil: at, rev: at, format: 3, list: [{ notBefore: at }] }),
    ).toEqual({
      at: text,
      readAt: null,
      until: text,
      windowUntil: text,
      rev: at,
      format: 3,
      list: [{ notBefore: text }],
    })
    const holds = [{ since: at, said: at, until: null }]
    expect(wireTimes({ nextWake: at, holds, sinceMs: 3, wakes: at, lastSaid: 2 })).toEqual({
      nextWake: text,
      holds: [{ since: text, said: text, until: null }],
      sinceMs: 3,
      wakes: at,
      lastSaid: 2,
    })
  })
})
