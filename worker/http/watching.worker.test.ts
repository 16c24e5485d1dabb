import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { createHost } from '../../durable/kit/do-host.ts'
import type { ActorEnv } from '../../durable/kit/env.ts'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
import { project } from '../../durable/projection/project.ts'
import type { AlertRow } from '../../durable/projection/rows.ts'
import manifest from '../../package.json' with { type: 'json' }
import { LiveFrame } from '../contract/live.ts'
import { admin, caller, raw, testEnv } from './testing/api.ts'
import { fakeGraph } from './testing/fake-graph.ts'

let one = ''
let two = ''
let limited = ''
const NOW = Date.now()

const alert = (n: number, more: Partial<AlertRow> = {}): AlertRow => ({
  id: `profile:1:${n}`,
  rule: 'hold-waba',
  severity: 'warning',
  subject: '{"kind":"profile","id":"1"}',
  packageId: one,
  title: 'Held',
  detail: 'why',
  evidence: '{"code":131048}',
  guidance: 'what to do',
  count: 1,
  firstAt: NOW - n * 1000,
  lastAt: NOW,
  closedAt: null,
  rev: 1,
  ...more,
})

beforeAll(async () => {
  await migrateD1(testEnv.DB)
  fakeGraph()
  one = (await admin('POST', '/api/v1/packages', { name: 'One' })).body.id
  two = (await admin('POST', '/api/v1/packages', { name: 'Two' })).body.id
  limited = (await admin('POST', '/api/v1/api-keys', { name: 'x', role: 'operator', packageIds: [one] })).body.key
  await project(testEnv.DB, {
    alerts: [
      alert(1),
      alert(2, { severity: 'critical', rule: 'queue-full' }),
      alert(3, { packageId: two, closedAt: NOW }),
      alert(4, { packageId: null, severity: 'info', subject: '{"kind":"waba","id":"9"}' }),
    ],
    stats: [
      stats('package', 300_000 * 3, { accepted: 5 }),
      stats('profile', 300_000 * 3, { profileId: '1', sent: 4, delivered: 3, read: 1, failed: 1, received: 2 }),
      stats('profile', 0, { profileId: '1', sent: 1 }),
      stats('other', 300_000 * 3, { packageId: two, sent: 100 }),
    ],
  })
})

/** Counts of one owner, so long before the last full hour. */
const HOUR = 3_600_000
const BASE = NOW - (NOW % HOUR) - HOUR
function stats(owner: string, after: number, more: { [key: string]: number | string }) {
  const zero = { accepted: 0, sent: 0, delivered: 0, read: 0, failed: 0, received: 0 }
  return { owner, at: BASE + after, packageId: one, profileId: '', ...zero, rev: 1, ...more }
}

type LiveEvents = Extract<z.infer<typeof LiveFrame>, { type: 'events' }>['events']

const ids = (answer: { body: { items: { id: string }[] } }) => answer.body.items.map((item) => item.id)

describe('alerts', () => {
  it('are listed newest first, filtered, page by page', async () => {
    expect(ids(await admin('GET', '/api/v1/alerts'))).toEqual([1, 2, 3, 4].map((n) => `profile:1:${n}`))
    expect(ids(await admin('GET', '/api/v1/alerts?severity=critical,info'))).toEqual(['profile:1:2', 'profile:1:4'])
    expect(ids(await admin('GET', '/api/v1/alerts?rule=queue-full'))).toEqual(['profile:1:2'])
    expect(ids(await admin('GET', `/api/v1/alerts?packageId=${two}`))).toEqual(['profile:1:3'])
    expect(ids(await admin('GET', '/api/v1/alerts?profileId=1&open=true'))).toEqual(['profile:1:1', 'profile:1:2'])
    expect(ids(await admin('GET', '/api/v1/alerts?open=false'))).toEqual(['profile:1:3'])
    const first = await admin('GET', '/api/v1/alerts?limit=3')
    const second = await admin('GET', `/api/v1/alerts?limit=3&cursor=${first.body.nextCursor}`)
    expect([...ids(first), ...ids(second)]).toHaveLength(4)
    expect(second.body.nextCursor).toBeNull()
    expect(first.body.items[0]).toMatchObject({ subject: { kind: 'profile', id: '1' }, evidence: { code: 131048 } })
  })

  it('of other packages, and of none, are not for a limited key', async () => {
    const holder = caller(limited)
    expect(ids(await holder('GET', '/api/v1/alerts'))).toEqual(['profile:1:1', 'profile:1:2'])
    for (const n of [3, 4]) {
      expect((await holder('POST', `/api/v1/alerts/profile:1:${n}/read`)).status).toBe(404)
      expect((await holder('DELETE', `/api/v1/alerts/profile:1:${n}`)).status).toBe(404)
    }
  })

  it('are counted, read and taken off the list', async () => {
    expect((await admin('GET', '/api/v1/alerts/count')).body).toEqual({
      total: 4,
      unread: 4,
      bySeverity: { info: 1, warning: 2, critical: 1 },
    })
    const read = await admin('POST', '/api/v1/alerts/profile:1:1/read')
    expect(read.body.readAt).not.toBeNull()
    expect((await admin('POST', '/api/v1/alerts/profile:1:1/read')).body.readAt).toBe(read.body.readAt)
    expect(ids(await admin('GET', '/api/v1/alerts?read=false'))).not.toContain('profile:1:1')
    expect((await caller(limited)('POST', '/api/v1/alerts/read-all')).body).toEqual({ read: 1 })
    expect((await admin('POST', '/api/v1/alerts/read-all?severity=info')).body).toEqual({ read: 1 })
    expect((await admin('GET', '/api/v1/alerts/count')).body.unread).toBe(1)
    expect((await admin('DELETE', '/api/v1/alerts/profile:1:3')).status).toBe(204)
    expect((await admin('GET', '/api/v1/alerts/count')).body).toMatchObject({ total: 3, unread: 0 })
    expect((await admin('DELETE', '/api/v1/alerts/profile:1:3')).status).toBe(404)
    // projected again: a reader's doings are D1's own
    await project(testEnv.DB, { alerts: [alert(1, { rev: 2, count: 2 }), alert(3, { rev: 2 })] })
    const after = await admin('GET', '/api/v1/alerts')
    expect(ids(after)).not.toContain('profile:1:3')
    expect(after.body.items[0]).toMatchObject({ count: 2, readAt: read.body.readAt })
  })
})

describe('statistics', () => {
  const range = `from=${new Date(BASE).toISOString()}&to=${new Date(BASE + HOUR).toISOString()}`

  it('are an unbroken series with its sum, by 5 minutes', async () => {
    const { body } = await admin('GET', `/api/v1/packages/${one}/stats?${range}`)
    expect(body.step).toBe('5m')
    expect(body.series).toHaveLength(12)
    expect(body.series[3]).toMatchObject({ accepted: 5, sent: 4, delivered: 3, read: 1, failed: 1, received: 2 })
    expect(body.series[1]).toMatchObject({ accepted: 0, sent: 0 })
    expect(body.totals).toEqual({ accepted: 5, sent: 5, delivered: 3, read: 1, failed: 1, received: 2 })
  })

  it('by the hour, of one number, of all, and of what a key may see', async () => {
    const hourly = await admin('GET', `/api/v1/packages/${one}/stats?${range}&step=1h`)
    expect(hourly.body.series).toHaveLength(1)
    expect(hourly.body.series[0].sent).toBe(5)
    expect((await admin('GET', `/api/v1/stats?${range}&profileId=1`)).body.totals).toMatchObject({
      accepted: 0,
      sent: 5,
    })
    expect((await admin('GET', `/api/v1/stats?${range}`)).body.totals.sent).toBe(105)
    expect((await caller(limited)('GET', `/api/v1/stats?${range}`)).body.totals.sent).toBe(5)
  })
})

describe('audit', () => {
  it('tells who did what, of what a key may see', async () => {
    const all = await admin('GET', '/api/v1/audit?limit=200')
    const actions = all.body.items.map((item: { action: string }) => item.action)
    expect(actions).toEqual(expect.arrayContaining(['api-key.created', 'package.created']))
    const seen = await caller(limited)('GET', '/api/v1/audit')
    expect(seen.body.items.length).toBeGreaterThan(0)
    for (const item of seen.body.items) expect(item.packageId).toBe(one)
    expect(ids(await admin('GET', `/api/v1/audit?action=package.created&subjectId=${two}`))).toHaveLength(1)
    const own = await admin('GET', '/api/v1/audit?actorKind=key,session&actorId=admin-token&limit=200')
    expect(own.body.items.map((item: { actor: { id: string } }) => item.actor.id)).toContain('admin-token')
    for (const item of own.body.items) expect(item.actor).toMatchObject({ kind: 'key', id: 'admin-token' })
    expect(ids(await admin('GET', '/api/v1/audit?actorKind=meta')).length).toBe(0)
    expect(ids(await admin('GET', '/api/v1/audit?actorId=nobody'))).toEqual([])
    expect((await admin('GET', '/api/v1/audit?actorKind=ghost')).status).toBe(400)
    expect(ids(await admin('GET', `/api/v1/audit?to=${new Date(NOW - HOUR).toISOString()}`))).toEqual([])
  })
})

describe('the live feed', () => {
  it('opens with a snapshot of what the holder may see', async () => {
    const answer = await raw('GET', '/api/v1/live', {
      headers: { authorization: `Bearer ${limited}`, upgrade: 'websocket' },
    })
    expect(answer.status).toBe(101)
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    const socket = answer.webSocket
    if (socket === null) throw new Error('no socket')
    const first = new Promise<string>((resolve) =>
      socket.addEventListener('message', ({ data }) => resolve(String(data))),
    )
    socket.accept()
    const frame = LiveFrame.parse(JSON.parse(await first))
    expect(frame).toMatchObject({ type: 'snapshot', seq: expect.stringMatching(/^.+-\d+$/) })
    if (frame.type !== 'snapshot') throw new Error('no snapshot')
    expect(frame.packages).toMatchObject([{ id: one }])
    socket.close()
  })

  it('tells of an alert that an actor brought to D1, and of what readers do to it, whoever may see it', async () => {
    const telling = async (token: string) => {
      const { webSocket } = await raw('GET', '/api/v1/live', {
        headers: { authorization: `Bearer ${token}`, upgrade: 'websocket' },
      })
      if (webSocket === null) throw new Error('no socket')
      const told: LiveEvents = []
      let wake = () => {}
      webSocket.addEventListener('message', ({ data }) => {
        const frame = LiveFrame.parse(JSON.parse(String(data)))
        if (frame.type === 'events') told.push(...frame.events.filter(({ type }) => type === 'alert'))
        wake()
      })
      webSocket.accept()
      const next = async (): Promise<LiveEvents[number]> => {
        const first = told.shift()
        if (first !== undefined) return first
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        return await next()
      }
      return next
    }
    const [all, own] = await Promise.all([telling('admin'), telling(limited)])
    const { FEED } = env as { FEED: DurableObjectNamespace }
    const actor = FEED.get(FEED.idFromName('an actor'))
    const brought = (...alerts: AlertRow[]) =>
      runInDurableObject(actor, (_, state) => createHost(state, env as ActorEnv).project({ alerts }))

    await brought(alert(8, { packageId: two }), alert(9))
    const [other, opened] = [await all(), await all()]
    expect(other).toMatchObject({ type: 'alert', id: 'profile:1:8', packageId: two })
    const held = { rule: 'hold-waba', severity: 'warning', open: true }
    expect(opened).toEqual({ type: 'alert', id: 'profile:1:9', rev: 1, packageId: one, data: held })
    expect(await own()).toEqual(opened)

    await brought(alert(9, { rev: 2, closedAt: NOW }))
    expect(await own()).toMatchObject({ id: 'profile:1:9', rev: 2, data: { open: false } })
    await admin('POST', '/api/v1/alerts/profile:1:9/read')
    expect(await own()).toMatchObject({ id: 'profile:1:9', rev: 2 })
    await brought(alert(10), alert(11))
    expect([(await own()).id, (await own()).id]).toEqual(['profile:1:10', 'profile:1:11'])
    expect((await admin('POST', `/api/v1/alerts/read-all?packageId=${one}`)).body.read).toBeGreaterThan(1)
    expect((await own()).packageId).toBe(one)
    await admin('DELETE', '/api/v1/alerts/profile:1:9')
    expect(await own()).toMatchObject({ id: 'profile:1:9' })
  })

  it('needs a token like everything else', async () => {
    expect((await raw('GET', '/api/v1/live', { headers: { upgrade: 'websocket' } })).status).toBe(401)
  })
})

describe('stop and start', () => {
  it('reach every package and number, and new ones at their birth', async () => {
    const stopped = await admin('POST', '/api/v1/stop', { scope: 'all', reason: 'fire' })
    expect(stopped.body).toEqual({ scope: 'all', id: null, paused: true, note: 'fire' })
    const made = (await admin('POST', '/api/v1/packages', { name: 'Born stopped' })).body
    expect(made.live.globalPaused).toBe(true)
    const { body } = await admin('GET', '/api/v1/status/summary')
    expect(body.globalPaused).toBe(true)
    for (const id of [one, two])
      expect((await admin('GET', `/api/v1/packages/${id}`)).body.live.globalPaused).toBe(true)
    expect((await admin('POST', '/api/v1/start', { scope: 'all' })).body.paused).toBe(false)
    for (const id of [one, made.id])
      expect((await admin('GET', `/api/v1/packages/${id}`)).body.live.globalPaused).toBe(false)
  })
})

describe('diagnostics', () => {
  it('ask the database and every actor', async () => {
    const { body } = await admin('GET', '/api/v1/diagnostics')
    expect(body.version).toBe(manifest.version)
    expect(body.database.ok).toBe(true)
    expect(body.behind).toEqual({ packages: 0, profiles: 0 })
    const found = body.actors.find((actor: { actor: string }) => actor.actor === `package:${one}`)
    expect(found).toMatchObject({ ok: true })
  })
})
