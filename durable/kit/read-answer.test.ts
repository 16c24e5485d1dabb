import { afterEach, expect, it, vi } from 'vitest'
import { BODY_LIMIT, fetchAnswer } from './read-answer.ts'

afterEach(() => void vi.unstubAllGlobals())

const answerTo = async (body: string, headers: Record<string, string>): Promise<string> => {
  vi.stubGlobal('fetch', async () => new Response(body, { headers }))
  return (await fetchAnswer('https://graph.test/', { method: 'GET', headers: {}, timeoutMs: 1_000 })).body
}

it('reads what was announced in one', async () => {
  expect(await answerTo('{"a":"ä"}', { 'content-length': '10' })).toBe('{"a":"ä"}')
})

it('reads no more than its limit of what was not announced, or announced as it was packed', async () => {
  const large = 'x'.repeat(BODY_LIMIT + 10)
  expect(await answerTo(large, {})).toHaveLength(BODY_LIMIT)
  expect(await answerTo(large, { 'content-length': String(large.length) })).toHaveLength(BODY_LIMIT)
  expect(await answerTo(large, { 'content-length': '99', 'content-encoding': 'gzip' })).toHaveLength(BODY_LIMIT)
})
