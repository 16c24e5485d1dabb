import { createExecutionContext, createScheduledController } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { migrateD1 } from '../durable/kit/testing/migrate-d1.ts'
import { SWEEPS } from './cron/scheduled.ts'
import type { Env } from './env.ts'
import worker from './index.ts'

const bindings = env as Env
const ask = async (path: string, init?: RequestInit<IncomingRequestCfProperties>) =>
  await worker.fetch(new Request(`https://guard.example${path}`, init), bindings, createExecutionContext())

beforeAll(() => migrateD1(bindings.DB))

describe('the Worker', () => {
  it('answers health and the handshake', async () => {
    expect((await ask('/healthz')).status).toBe(200)
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.challenge': '77',
      'hub.verify_token': bindings.META_VERIFY_TOKEN,
    })
    const answer = await ask(`/webhooks/meta?${query}`)
    expect([answer.status, await answer.text()]).toEqual([200, '77'])
  })

  it('opens the live feed for who may see it, and for nobody else', async () => {
    const upgrade = { upgrade: 'websocket' }
    expect((await ask('/api/v1/live', { headers: upgrade })).status).toBe(401)
    const answer = await ask('/api/v1/live', {
      headers: { ...upgrade, authorization: `Bearer ${bindings.ADMIN_TOKEN}` },
    })
    expect(answer.status).toBe(101)
    const socket = answer.webSocket
    if (socket === null) throw new Error('no socket')
    const first = new Promise<string>((resolve) =>
      socket.addEventListener('message', ({ data }) => resolve(String(data))),
    )
    socket.accept()
    expect(JSON.parse(await first)).toMatchObject({ type: 'snapshot', packages: [], profiles: [], alerts: [] })
    socket.close(1000)
  })

  it.each(Object.keys(SWEEPS))('runs the sweeps of %j on an empty deployment', async (cron) => {
    const controller = createScheduledController({ cron, scheduledTime: Date.now() })
    await expect(worker.scheduled(controller, bindings)).resolves.toBeUndefined()
  })
})
