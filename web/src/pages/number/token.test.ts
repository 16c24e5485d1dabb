import { afterEach, describe, expect, it, vi } from 'vitest'
import { putToken } from './token.ts'

afterEach(() => vi.unstubAllGlobals())

/** The guard, by what the number says of Meta's last answer before and after, and its state after. */
const scene = (before: string | null | 'silent', after: string | null | 'silent', state: string | null = 'active') => {
  const answers = [before, after]
  vi.stubGlobal('fetch', async (_: string, { method }: { method: string }) => {
    if (method === 'PATCH') return new Response(JSON.stringify({ id: '1', state }))
    const checkedAt = answers.shift()
    return checkedAt === 'silent'
      ? new Response('{"type":"unavailable"}', { status: 503 })
      : new Response(JSON.stringify({ meta: { checkedAt } }))
  })
}
const verdict = async (): Promise<string> => (await putToken('1', 'new')).verdict

const [EARLIER, LATER] = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:05.000Z']

describe('putToken', () => {
  it('takes only an answer of Meta since for a yes', async () => {
    scene(EARLIER, LATER)
    expect(await verdict()).toBe('accepted')
    scene(null, LATER)
    expect(await verdict()).toBe('accepted')
    scene(EARLIER, EARLIER)
    expect(await verdict()).toBe('unknown')
    scene(null, null)
    expect(await verdict()).toBe('unknown')
  })

  it('knows nothing of a number that does not answer', async () => {
    scene('silent', LATER)
    expect(await verdict()).toBe('unknown')
    scene(EARLIER, 'silent', null)
    expect(await verdict()).toBe('unknown')
  })

  it('is refused where the number is disconnected then', async () => {
    scene(EARLIER, EARLIER, 'disconnected')
    expect(await verdict()).toBe('refused')
  })
})
