import { describe, expect, it } from 'vitest'
import { Generator, type Published } from './request.ts'
import { tamed } from './safe.ts'
import type { World } from './world.ts'

const group = (name: string) => ({
  packageId: `pkg_${name}`,
  numbers: [`1${name}`, `2${name}`],
  wabaId: `waba_${name}`,
})
const world: World = {
  calm: group('calm'),
  loose: [group('loose')],
  doomed: [group('doomed')],
  doomedKeys: ['doomed-key'],
  tokens: { admin: 'a', viewer: 'v', operator: 'o', sender: 's', limited: 'l', limitedAdmin: 'm', revoked: 'r' },
  cookies: ['wg_session=wgs_1'],
  doomedCookies: ['wg_session=wgs_2'],
  keyIds: ['key'],
  messageIds: ['message'],
  heldIds: ['held'],
  soon: '2026-11-21T12:00:00.000Z',
  alertIds: ['alert', 'other'],
  scheduledIds: ['scheduled'],
  wamids: ['wamid.1'],
  mediaIds: ['11'],
  doomedMedia: ['12'],
  cursors: { '/api/v1/packages': ['WzEsIjEiXQ'] },
  adminToken: 'admin',
  appSecret: 'secret',
  verifyToken: 'verify',
}
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }
const json = (schema: object) => ({ content: { 'application/json': { schema } } })
const published: Published = {
  paths: {
    '/api/v1/packages': {
      get: { parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 200 } }] },
      post: { requestBody: json({ $ref: '#/components/schemas/PackageInput' }) },
    },
    '/api/v1/packages/{id}': {
      patch: { parameters: [id], requestBody: json({ type: 'object' }) },
      delete: { parameters: [id] },
    },
    '/api/v1/packages/{id}/messages': { post: { parameters: [id], requestBody: json({}) } },
    '/api/v1/settings': {
      put: {
        requestBody: json({
          type: 'object',
          properties: {
            throttle: {
              type: 'object',
              properties: { requestsPerMinute: { type: 'integer', minimum: 1, maximum: 1_000_000 } },
              required: ['requestsPerMinute'],
            },
          },
        }),
      },
    },
  },
  components: {
    schemas: {
      PackageInput: {
        type: 'object',
        properties: { name: { type: 'string', minLength: 1, maxLength: 200 } },
        required: ['name'],
      },
    },
  },
}
const many = Array.from({ length: 4000 }, (_, i) => i)
const shots = (seed: number) => {
  const generator = new Generator(seed, world, published)
  return many.map((i) => generator.shot(i))
}

describe('requests', () => {
  it('are the same for the same seed and index, in any order, and others for another seed', () => {
    const whole = shots(1)
    const generator = new Generator(1, world, published)
    for (const i of [3999, 7, 0, 1234]) expect(generator.shot(i)).toEqual(whole[i])
    expect(shots(2).slice(0, 50)).not.toEqual(whole.slice(0, 50))
  })

  it('reach every route, the door of Meta signed and not, and what no route takes', () => {
    const lanes = new Set(shots(1).map((one) => one.lane))
    for (const [path, methods] of Object.entries(published.paths))
      for (const method of Object.keys(methods)) expect(lanes).toContain(`${method.toUpperCase()} ${path}`)
    for (const lane of [
      'POST /webhooks/meta signed',
      'POST /webhooks/meta unsigned',
      'GET /webhooks/meta',
      'stray path',
      'stray method',
    ])
      expect(lanes).toContain(lane)
  })

  it('delete and configure nothing that the ledger judges', () => {
    for (const one of shots(3)) {
      if (!/^(DELETE|PATCH) /.test(one.lane)) continue
      expect(decodeURIComponent(one.path.replaceAll(/%(?![0-9a-f]{2})|%[89a-f][0-9a-f]/gi, ''))).not.toContain(
        'pkg_calm',
      )
    }
  })

  it('hold bodies right, nearly right, and of no JSON at all', () => {
    const bodies = shots(4).flatMap((one) =>
      one.lane.startsWith('POST /api/v1/packages') && one.body !== null ? [one.body] : [],
    )
    const valid = bodies.filter((body) => isJson(body.toString()))
    expect(valid.length).toBeGreaterThan(bodies.length / 3)
    expect(valid.length).toBeLessThan(bodies.length)
    expect(bodies.some((body) => !isUtf8(body))).toBe(true)
    expect(bodies.some((body) => body.includes('"__proto__":'))).toBe(true)
    expect(bodies.some((body) => body.includes('1e999'))).toBe(true)
  })

  it('never set a throttle that would refuse all after it', () => {
    const low = '{"throttle":null,"throttle":{"requestsPerMinute":3}}'
    expect(JSON.parse(tamed('PUT /api/v1/settings', low))).toMatchObject({ throttle: { requestsPerMinute: 1_000_000 } })
    for (const text of ['{"throttle":null}', '{"throttle":{"requestsPerMinute":0}}', '{', '[]', 'null'])
      expect(tamed('PUT /api/v1/settings', text)).toBe(text)
  })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function isUtf8(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString('utf8')).equals(bytes)
}
