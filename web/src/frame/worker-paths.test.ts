import { expect, it } from 'vitest'
import { onRequest } from '../../functions/[[path]].ts'

const answeredBy = async (path: string): Promise<string> => {
  const answer = await onRequest({
    request: new Request(`https://guard.test${path}`),
    env: { API: { fetch: async () => new Response('worker') } },
    next: async () => new Response('page'),
  })
  return await answer.text()
}

it.each([
  '/api',
  '/api/v1/packages',
  '/healthz',
  '/metrics',
  '/webhooks/meta',
  '/v26.0',
  '/v26.0/',
  '/v26.0/1/messages',
])('%s is the Worker’s to answer', async (path) => {
  expect(await answeredBy(path)).toBe('worker')
})

it.each(['/', '/apis', '/v26', '/v26.0x', '/numbers/1'])('%s is the page', async (path) => {
  expect(await answeredBy(path)).toBe('page')
})
