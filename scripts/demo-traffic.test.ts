import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { effectivePolicy } from '../worker/contract/effective-policy.ts'
import { type DemoPlace, demoTraffic, restBefore, stepOf } from './demo-traffic.ts'

const HOUR = 3_600_000

/** Product and sandbox in one: what came, and what to answer. */
let came: { path: string; body: { to?: string; from?: string; type?: string } }[]
let summary: { globalPaused: boolean; queue: { backlog: number; profiles: number } }
let status: number
let server: Server
let place: DemoPlace

beforeEach(async () => {
  came = []
  summary = { globalPaused: false, queue: { backlog: 0, profiles: 0 } }
  status = 202
  server = createServer(async (request, response) => {
    const text = (await request.toArray()).join('')
    if (request.url === '/api/v1/status/summary') return response.end(JSON.stringify(summary))
    came.push({ path: request.url ?? '', body: JSON.parse(text) })
    return response.writeHead(request.url === '/sandbox/inbound' ? 200 : status).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  place = { api: origin, sandbox: origin, token: 'token', packageId: 'pkg_demo' }
})
afterEach(() => void server.close())

/** Runs through so many pauses, then the signal says that it is over. */
async function run(pauses: number): Promise<number[]> {
  const over = new AbortController()
  const waited: number[] = []
  await demoTraffic(place, over.signal, async (ms) => {
    if (waited.length === pauses) over.abort()
    over.signal.throwIfAborted()
    waited.push(ms)
  })
  return waited
}

describe('the demo', () => {
  it('lets a customer write, answers the same customer, and sends a template to another', async () => {
    await run(3)
    expect(came.map(({ path }) => path)).toEqual([
      '/sandbox/inbound',
      '/api/v1/packages/pkg_demo/messages',
      '/api/v1/packages/pkg_demo/messages',
    ])
    const [wrote, answered, template] = came.map(({ body }) => body)
    expect(answered).toMatchObject({ to: wrote?.from, type: 'text' })
    expect(template?.type).toBe('template')
    expect(template?.to).not.toBe(wrote?.from)
  })

  it('writes to nobody: all customers are numbers kept for fiction, few enough for a new portfolio', () => {
    const customers = new Set(Array.from({ length: 10_000 }, (_, n) => stepOf(n).customer))
    for (const one of customers) expect(one).toMatch(/^\+121255501\d\d$/)
    expect(customers.size).toBeLessThan(100)
  })

  it('begins quickly and sends less in any hour, three hours and day than four new numbers may, for ever', async () => {
    const rests = Array.from({ length: 2_500 }, (_, n) => restBefore(n))
    const waited = await run(20)
    expect(waited).toEqual(rests.slice(0, 20))
    expect(waited[0]).toBeLessThan(5_000)
    let now = 0
    const sentAt = rests.flatMap((ms, n) => {
      now += ms
      return stepOf(n).kind === 'write' ? [] : [now]
    })
    expect(now).toBeGreaterThan(25 * HOUR)
    // the most of any window begins at a message; the fifth number may be paused
    const { hourly, threeHourly, daily } = effectivePolicy({}, {}, 0).limits
    for (const [ms, cap] of [
      [HOUR, hourly],
      [3 * HOUR, threeHourly],
      [24 * HOUR, daily],
    ] as const) {
      let first = 0
      let most = 0
      sentAt.forEach((at, n) => {
        while ((sentAt[first] ?? at) <= at - ms) first++
        most = Math.max(most, n - first + 1)
      })
      expect(most).toBeLessThan(4 * (cap ?? 0))
    }
  })

  it.each([
    { globalPaused: true, queue: { backlog: 0, profiles: 0 } },
    { globalPaused: false, queue: { backlog: 4, profiles: 6 } },
  ])('rests while things wait or all is stopped', async (busy) => {
    summary = busy
    await run(5)
    expect(came).toEqual([])
  })

  it('ends when its package is deleted, and not when it is refused otherwise', async () => {
    status = 409
    expect(await run(6)).toHaveLength(6)
    status = 404
    // the second step is the first that asks the package
    expect(await run(6)).toHaveLength(2)
  })

  it('goes on after a restart of the product', async () => {
    const { api } = place
    place = { ...place, api: 'http://127.0.0.1:9' }
    expect(await run(4)).toHaveLength(4)
    expect(came).toEqual([])
    place = { ...place, api }
    await run(1)
    expect(came).toHaveLength(1)
  })
})
