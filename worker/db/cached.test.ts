import { describe, expect, it } from 'vitest'
import { ASK_AGAIN_MS, Cached, FRESH_MS, STALE_MS } from './cached.ts'

const answer = (value: string | null) => async () => value
const fails = async () => {
  throw new Error('away')
}

describe('Cached', () => {
  it('asks once in 60 s', async () => {
    const cache = new Cached<string>()
    expect(await cache.get('k', 0, answer('a'))).toBe('a')
    expect(await cache.get('k', ASK_AGAIN_MS - 1, answer('b'))).toBe('a')
    expect(await cache.get('k', FRESH_MS, answer('b'))).toBe('b')
  })

  it('asks again from 45 s on by one request, while the others take what is known', async () => {
    const cache = new Cached<string>()
    cache.set('k', 'a', 0)
    const source = Promise.withResolvers<string>()
    const first = cache.get('k', ASK_AGAIN_MS, () => source.promise)
    expect(await cache.get('k', ASK_AGAIN_MS, fails)).toBe('a')
    expect(await cache.get('k', FRESH_MS - 1, fails)).toBe('a')
    source.resolve('b')
    expect(await first).toBe('b')
    expect(await cache.get('k', ASK_AGAIN_MS + ASK_AGAIN_MS - 1, fails)).toBe('b')
  })

  it('is not held up where the one that asked again never hears: at 60 s each asks for itself', async () => {
    const cache = new Cached<string>()
    cache.set('k', 'a', 0)
    void cache.get('k', ASK_AGAIN_MS, () => new Promise<string>(() => {}))
    expect(await cache.get('k', FRESH_MS - 1, answer('b'))).toBe('a')
    expect(await cache.get('k', FRESH_MS, answer('b'))).toBe('b')
    cache.set('k', 'a', 0)
    expect(await cache.get('k', ASK_AGAIN_MS, fails)).toBe('a')
    expect(await cache.get('k', FRESH_MS, answer('c'))).toBe('c')
  })

  it('keeps what was set, and drops what was dropped, while an older answer was on its way', async () => {
    const cache = new Cached<string>()
    for (const at of [ASK_AGAIN_MS, FRESH_MS]) {
      const source = Promise.withResolvers<string>()
      cache.set('k', 'a', 0)
      const asked = cache.get('k', at, () => source.promise)
      cache.set('k', 'new', at)
      source.resolve('old')
      expect(await asked).toBe('old')
      expect(await cache.get('k', at, fails)).toBe('new')
    }
    const source = Promise.withResolvers<string>()
    const asked = cache.get('k', FRESH_MS + ASK_AGAIN_MS, () => source.promise)
    cache.drop('k')
    source.resolve('old')
    await asked
    await expect(cache.get('k', FRESH_MS + ASK_AGAIN_MS, fails)).rejects.toThrow('away')
  })

  it('serves 15 minutes longer while the source fails, and not a moment more', async () => {
    const cache = new Cached<string>()
    cache.set('k', 'a', 0)
    expect(await cache.get('k', FRESH_MS + STALE_MS - 1, fails)).toBe('a')
    await expect(cache.get('k', FRESH_MS + STALE_MS, fails)).rejects.toThrow('away')
    await expect(cache.get('other', 0, fails)).rejects.toThrow('away')
  })

  it('does not remember what is not there', async () => {
    const cache = new Cached<string>()
    expect(await cache.get('k', 0, answer(null))).toBeNull()
    expect(await cache.get('k', 1, answer('now'))).toBe('now')
  })

  it('forgets at once what is gone, also for the time of a failure', async () => {
    const cache = new Cached<string>()
    cache.set('k', 'a', 0)
    expect(await cache.get('k', FRESH_MS, answer(null))).toBeNull()
    await expect(cache.get('k', FRESH_MS + 1, fails)).rejects.toThrow('away')
    cache.set('k', 'a', 0)
    cache.drop('k')
    await expect(cache.get('k', 1, fails)).rejects.toThrow('away')
  })

  it('asks again after a clock that went back', async () => {
    const cache = new Cached<string>()
    cache.set('k', 'a', 1_000_000)
    expect(await cache.get('k', 0, answer('b'))).toBe('b')
  })

  it('holds 10,000 entries: the oldest goes', async () => {
    const cache = new Cached<string>()
    for (let i = 0; i <= 10_000; i++) cache.set(`k${i}`, 'a', 0)
    await expect(cache.get('k0', 1, fails)).rejects.toThrow('away')
    expect(await cache.get('k1', 1, fails)).toBe('a')
  })
})
