import { beforeAll, describe, expect, it, vi } from 'vitest'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
import { rooms } from '../../durable/kit/testing/rooms.ts'
import { until } from '../../durable/kit/testing/until.ts'
import type { ProfileRpc } from '../../durable/profile/rpc.ts'
import { sealWithFirstKey } from '../cron/seal-anew.ts'
import type { Env } from '../env.ts'
import { admin, caller, testEnv } from '../http/testing/api.ts'
import { fakeGraph } from '../http/testing/fake-graph.ts'
import { pepperedHash } from './pepper.ts'
import { sealAnew, sealedCensus } from './sealed.ts'

const former = testEnv.MASTER_KEY
const next = btoa(String.fromCharCode(...new Uint8Array(32).fill(9)))
const other = btoa(String.fromCharCode(...new Uint8Array(32).fill(11)))
const withKeys = (...keys: string[]): Env => ({ ...testEnv, MASTER_KEY: keys.join(', ') })
const NOW = Date.now()

let packageId = ''
const number = (n: number) => ({
  ...{ phoneNumberId: `10888000${n}`, displayName: `${n}`, wabaId: '208880001', accessToken: `EAA-${n}` },
})
const template = (to: string) => ({
  ...{ to, type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
})

beforeAll(async () => {
  await migrateD1(testEnv.DB)
  fakeGraph()
  packageId = (await admin('POST', '/api/v1/packages', { name: 'Keys' })).body.id
  for (const n of [1, 2, 3]) await admin('POST', `/api/v1/packages/${packageId}/profiles`, number(n))
})

describe('with a MASTER_KEY that opens nothing', () => {
  it('what needs it says so, what does not goes on', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {})
    const wrong = caller('admin', withKeys(other))
    const path = `/api/v1/packages/${packageId}`
    const refused = [
      await wrong('POST', `${path}/profiles`, { ...number(4) }),
      await wrong('PATCH', `/api/v1/profiles/${number(1).phoneNumberId}`, { accessToken: 'EAA-new' }),
      await wrong('DELETE', '/api/v1/recipients/+16505550177'),
    ]
    for (const { status, body } of refused) {
      expect(status).toBe(503)
      expect(body.detail).toContain('MASTER_KEY')
    }
    expect((await wrong('POST', `${path}/messages`, template('+16505550178'))).status).toBe(202)
    expect((await wrong('GET', `${path}/profiles`)).status).toBe(200)
    expect((await wrong('POST', '/api/v1/opt-outs', { recipient: '+16505550179' })).status).toBe(201)
    expect((await wrong('GET', '/api/v1/diagnostics')).body.sealed).toEqual({ current: 0, older: 0, unknown: 4 })
    // one line a minute, whatever asks
    const lines = said.mock.calls.filter(([where]) => where === 'pepper')
    expect(lines).toHaveLength(1)
    expect(String(lines[0]?.[1])).toContain('wrong-master-key')
    vi.restoreAllMocks()
  })
})

describe('a rotation', () => {
  it('seals tokens and pepper with the first key, so that the former one may go, and changes nothing else', async () => {
    expect(await sealedCensus(testEnv)).toEqual({ current: 4, older: 0, unknown: 0 })
    const hash = await pepperedHash(testEnv, 'address', '+16505550180', NOW)
    const both = withKeys(next, former)
    expect(await sealedCensus(both)).toEqual({ current: 0, older: 4, unknown: 0 })
    expect(await sealAnew(both, 2, NOW)).toHaveLength(2)
    expect(await sealedCensus(both)).toEqual({ current: 3, older: 1, unknown: 0 })

    const heard: string[] = []
    const PROFILE = rooms<ProfileRpc>((id) => ({
      configure: async ({ version, token }) => {
        heard.push(id)
        expect(token.k).not.toBe('')
        return { taken: true, version }
      },
    }))
    await sealWithFirstKey({ ...both, PROFILE }, NOW)
    expect(heard).toHaveLength(1)
    const alone = withKeys(next)
    expect(await sealedCensus(alone)).toEqual({ current: 4, older: 0, unknown: 0 })
    expect(await pepperedHash(alone, 'address', '+16505550180', NOW)).toBe(hash)
    expect(await sealAnew(both, 100, NOW)).toEqual([])
    // what a person entered meanwhile is not undone: nothing that is current is touched
    const { results } = await testEnv.DB.prepare('SELECT token_id FROM profiles').all<{ token_id: string }>()
    expect(new Set(results.map((row) => row.token_id)).size).toBe(3)
  })

  it('passes over what is damaged and over what no key opens', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const before = await testEnv.DB.prepare('SELECT id, token FROM profiles ORDER BY id').all<{ token: string }>()
    const token = JSON.parse(before.results[0]?.token ?? '{}')
    await testEnv.DB.batch([
      testEnv.DB.prepare('UPDATE profiles SET token = ?1 WHERE id = ?2').bind(
        JSON.stringify({ ...token, ct: token.iv }),
        number(1).phoneNumberId,
      ),
      testEnv.DB.prepare('UPDATE profiles SET token = ?1 WHERE id = ?2').bind('{}', number(2).phoneNumberId),
    ])
    const third = withKeys(other, next)
    expect(await sealAnew(third, 100, NOW)).toEqual([number(3).phoneNumberId])
    expect(await sealedCensus(third)).toEqual({ current: 2, older: 1, unknown: 1 })
    vi.restoreAllMocks()
  })
})

describe('a package that keeps the opt-out of an erased recipient', () => {
  it('takes no new message without the key, whoever it is for, and repeats what it took; others go on', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const right = caller('admin', withKeys(other, next, former))
    const keeps = (await right('POST', '/api/v1/packages', { name: 'Keeps' })).body.id
    const account = { wabaId: '208880005', portfolioId: 'keeps' }
    const added = await right('POST', `/api/v1/packages/${keeps}/profiles`, { ...number(5), ...account })
    expect(added.status).toBe(201)
    const path = `/api/v1/packages/${keeps}/messages`
    // not a phone, which every portfolio would hear of
    const erased = 'US.1234567890'
    const gone = { ...template(''), to: undefined, recipient: erased }
    await right('POST', '/api/v1/opt-outs', { recipient: erased, portfolioId: 'keeps' })
    await until(async () => expect((await right('POST', path, gone)).body.type).toBe('opted-out'))
    expect((await right('DELETE', `/api/v1/recipients/${erased}`)).status).toBe(200)

    const known = { 'idempotency-key': 'before' }
    const before = await right('POST', path, template('+16505550182'), known)
    expect(before.status).toBe(202)
    const wrong = caller('admin', withKeys(btoa(String.fromCharCode(...new Uint8Array(32).fill(13)))))
    for (const message of [gone, template('+16505550182'), template('+16505550183')]) {
      const { status, headers, body } = await wrong('POST', path, message)
      expect([status, body.type, headers.get('retry-after')]).toEqual([503, 'unavailable', '5'])
    }
    expect((await wrong('POST', path, template('+16505550182'), known)).body).toEqual(before.body)
    expect((await wrong('POST', `/api/v1/packages/${packageId}/messages`, gone)).status).toBe(202)

    expect((await right('POST', path, gone)).body.type).toBe('opted-out')
    expect((await right('POST', path, template('+16505550183'))).status).toBe(202)
    vi.restoreAllMocks()
  })
})
