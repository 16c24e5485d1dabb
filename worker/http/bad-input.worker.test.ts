import { beforeAll, describe, expect, it } from 'vitest'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
import { admin, caller, raw, testEnv } from './testing/api.ts'

let packageId = ''
let messages = ''

beforeAll(async () => {
  await migrateD1(testEnv.DB)
  packageId = (await admin('POST', '/api/v1/packages', { name: 'Target' })).body.id
  messages = `/api/v1/packages/${packageId}/messages`
})

const json = { 'content-type': 'application/json' }
const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

describe('bodies that are none', () => {
  it.each([
    ['no body', '', 400],
    ['no JSON', '{"to":', 400],
    ['two documents', '{}{}', 400],
    ['deep nesting', deep(5000), 400],
    ['deep nesting in arrays', '['.repeat(20_000), 400],
    ['a comment', '/* */ {}', 400],
  ])('%s', async (_, body, status) => {
    const answer = await admin('POST', messages, body, json)
    expect(answer.status).toBe(status)
    expect(answer.body).toMatchObject({ type: 'invalid-request', status, errors: [{ path: '' }] })
    expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'))
  })

  it('0 bytes and another media type', async () => {
    const answer = await raw('POST', messages, {
      headers: { authorization: 'Bearer admin', 'content-type': 'text/plain' },
      body: '{"to":"+16505551234","text":{"body":"a"}}',
    })
    expect(answer.status).toBe(415)
    expect(await answer.json()).toMatchObject({ type: 'unsupported-media-type' })
  })

  it('bytes that are no UTF-8', async () => {
    const answer = await raw('POST', messages, {
      headers: { authorization: 'Bearer admin', ...json },
      body: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    })
    expect(answer.status).toBe(400)
  })

  it.each([
    ['65,537 bytes for a message', () => messages, 65_537],
    ['10 MB for a message', () => messages, 10_000_000],
    ['10 MB for a batch', () => `${messages}/batch`, 10_000_000],
  ])('%s are too large', async (_, path, size) => {
    const answer = await admin('POST', path(), `"${'x'.repeat(size - 2)}"`, json)
    expect(answer.status).toBe(413)
    expect(answer.body.type).toBe('too-large')
  })

  it('10 MB without an announced length are too large all the same', async () => {
    const chunk = new TextEncoder().encode('x'.repeat(100_000))
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent++ < 100) controller.enqueue(chunk)
        else controller.close()
      },
    })
    const answer = await raw('POST', messages, { headers: { authorization: 'Bearer admin', ...json }, body })
    expect(answer.status).toBe(413)
    // read to the limit, not to the end
    expect(sent).toBeLessThan(10)
  })

  it('odd unicode is refused by the field, and nothing of it is stored', async () => {
    for (const [text, path] of [
      ['{"name":"\\ud800"}', 'name'],
      ['{"name":"a\\u0000b"}', 'name'],
      ['{"name":"ok","weights":{"\\udfff":1}}', 'weights'],
    ] as const) {
      const answer = await admin('POST', '/api/v1/packages', text, json)
      expect(answer.status).toBe(400)
      expect(answer.body.errors[0].path).toBe(path)
    }
    const emoji = await admin('POST', '/api/v1/packages', { name: 'Ünïcode 👩‍👩‍👧 ‮ ✓' })
    expect(emoji.status).toBe(201)
    expect(emoji.body.name).toBe('Ünïcode 👩‍👩‍👧 ‮ ✓')
  })
})

describe('fields', () => {
  it.each([
    ['/api/v1/packages', {}, 'name'],
    ['/api/v1/packages', { name: 5 }, 'name'],
    ['/api/v1/packages', { name: ' ' }, 'name'],
    ['/api/v1/packages', { name: 'a', distribution: 'best' }, 'distribution'],
    ['/api/v1/packages', { name: 'a', colour: 'red' }, 'colour'],
    ['/api/v1/packages', { name: 'a', limits: { hourly: -1 } }, 'limits.hourly'],
    ['/api/v1/packages', { name: 'a', limits: { weekly: 1 } }, 'limits.weekly'],
    ['/api/v1/packages', { name: 'a', cooldown: { min: 5, max: 4 } }, 'cooldown.max'],
    ['/api/v1/packages', { name: 'a', cooldown: { quiet: { from: '25:00', to: '07:00' } } }, 'cooldown.quiet.from'],
    ['/api/v1/packages', { name: 'a', timezone: 'Mars/Olympus' }, 'timezone'],
    ['/api/v1/packages', { name: 'a', timezone: '+05:00' }, 'timezone'],
    ['/api/v1/api-keys', { name: 'a', role: 'root' }, 'role'],
    ['/api/v1/api-keys', { name: 'a', role: 'viewer', packageIds: [] }, 'packageIds'],
    ['/api/v1/stop', { scope: 'campaign' }, 'scope'],
    ['/api/v1/stop', { scope: 'package' }, 'id'],
    ['/api/v1/stop', { scope: 'all', id: 'x' }, 'id'],
    ['/api/v1/opt-outs', {}, 'recipient'],
    ['/api/v1/opt-outs', { recipient: '12' }, 'recipient'],
    ['/api/v1/opt-outs', { recipients: ['+16505551234', 'x'] }, 'recipients.1'],
    ['/api/v1/opt-outs', { recipient: '+16505551234', portfolioId: 'nobody' }, 'portfolioId'],
  ])('POST %s %j is refused at %s', async (path, body, field) => {
    const answer = await admin('POST', path, body)
    expect(answer.status).toBe(400)
    expect(answer.body.type).toBe('invalid-request')
    expect(answer.body.errors[0].path).toBe(field)
    expect(answer.body.detail).toContain(field)
  })

  it.each([
    ['/api/v1/packages?limit=0', 'limit'],
    ['/api/v1/packages?limit=201', 'limit'],
    ['/api/v1/packages?limit=ten', 'limit'],
    ['/api/v1/packages?cursor=x', 'cursor'],
    ['/api/v1/packages?cursor=WyJhIiwiYiJd', 'cursor'],
    ['/api/v1/profiles?cursor=%00', 'cursor'],
    ['/api/v1/messages?cursor=bnVsbA', 'cursor'],
    ['/api/v1/messages?status=sent,lost', 'status'],
    ['/api/v1/messages?from=yesterday', 'from'],
    ['/api/v1/messages?direction=sideways', 'direction'],
    ['/api/v1/alerts?cursor=WzEsMl0', 'cursor'],
    ['/api/v1/alerts?severity=loud', 'severity'],
    ['/api/v1/audit?cursor=e30', 'cursor'],
    ['/api/v1/opt-outs?cursor=WzEsImIiXQ', 'cursor'],
    ['/api/v1/scheduled?cursor=WyJzY2hlZHVsZWQiLCJub2JvZHl8Il0', 'cursor'],
    ['/api/v1/scheduled?cursor=WyJvdGhlciIsIngiXQ', 'cursor'],
    ['/api/v1/stats?step=1m', 'step'],
    ['/api/v1/stats?from=2020-01-01T00:00:00Z', 'from'],
    ['/api/v1/stats?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'from'],
    ['/api/v1/stats?to=0000-01-01T00:00:00Z', 'to'],
    ['/api/v1/stats?from=1969-12-31T00:00:00Z&to=1970-01-02T00:00:00Z', 'from'],
    ['/api/v1/stats?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&step=5m', 'step'],
    ['/api/v1/live', 'Upgrade'],
  ])('GET %s is refused at %s', async (path, field) => {
    const answer = await admin('GET', path)
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0].path).toBe(field)
  })
})

describe('what is not there', () => {
  it.each([
    '/',
    '/api',
    '/api/v1',
    '/api/v2/packages',
    '/api/v1/campaigns',
    '/api/v1/schedules',
    '/api/v1/schedules/preview',
    '/api/v1/webhook-endpoints',
    '/api/v1/forwarding',
    '/api/v1/dead-letters',
    '/api/v1/recoveries',
    '/api/v1/recoveries/summary',
    '/api/v1/profiles/1/warmup',
    '/api/v1/packages/pkg_1/forecast',
    '/api/v1/analytics/packages/pkg_1',
    '/api/v1/messages/export/csv',
    '/webhooks',
  ])('%s is 404, never a stub', async (path) => {
    for (const method of ['GET', 'POST', 'PUT']) {
      const answer = await admin(method, path, method === 'GET' ? undefined : {})
      expect(answer.status, method).toBe(404)
      expect(answer.body.type).toBe('not-found')
    }
  })

  it.each([
    ['GET', '/api/v1/packages/pkg_0000000000'],
    ['GET', '/api/v1/packages/%F0%9F%98%80'],
    ['PATCH', '/api/v1/packages/pkg_0000000000'],
    ['DELETE', '/api/v1/packages/pkg_0000000000'],
    ['POST', '/api/v1/packages/pkg_0000000000/pause'],
    ['GET', '/api/v1/packages/pkg_0000000000/queue'],
    ['GET', '/api/v1/packages/pkg_0000000000/profiles'],
    ['GET', '/api/v1/profiles/1'],
    ['PATCH', '/api/v1/profiles/1'],
    ['DELETE', '/api/v1/profiles/1'],
    ['GET', '/api/v1/profiles/1/health'],
    ['POST', '/api/v1/profiles/1/quarantine'],
    ['GET', '/api/v1/status/1'],
    ['GET', '/api/v1/messages/wg000000000000000000000000000'],
    ['GET', "/api/v1/messages/';DROP TABLE messages;--"],
    ['POST', '/api/v1/messages/x/cancel'],
    ['POST', '/api/v1/messages/x/release'],
    ['POST', '/api/v1/alerts/x/read'],
    ['DELETE', '/api/v1/alerts/x'],
  ])('%s %s is 404', async (method, path) => {
    const answer = await admin(method, path, method === 'GET' || method === 'DELETE' ? undefined : {})
    expect(answer.status).toBe(404)
  })

  it('makes no actor for a name that nobody configured', async () => {
    const answer = await admin('POST', '/api/v1/packages/pkg_9999999999/messages', {
      to: '+16505551234',
      text: { body: 'a' },
    })
    expect(answer.status).toBe(404)
  })
})

describe('every answer', () => {
  it('has a request id and the security headers', async () => {
    for (const path of ['/healthz', '/api/v1/packages', '/nowhere']) {
      const answer = await raw('GET', path, {})
      await answer.text()
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000')
    }
  })

  it('to a stranger says nothing but that a token is needed', async () => {
    const answer = await caller(null)('GET', `/api/v1/packages/${packageId}`)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    expect(JSON.stringify(answer.body)).not.toContain(packageId)
  })

  it('is refused as a whole while a variable is wrong, without naming it', async () => {
    const answer = await caller('admin', { ...testEnv, MASTER_KEY: 'short' })('GET', '/api/v1/packages')
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(JSON.stringify(answer.body)).not.toContain('MASTER_KEY')
  })
})
