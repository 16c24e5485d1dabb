import { afterEach, describe, expect, it, vi } from 'vitest'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
import { until } from '../../durable/kit/testing/until.ts'
import { actors } from './actors.ts'
import { admin, testEnv } from './testing/api.ts'
import { fakeGraph } from './testing/fake-graph.ts'

const PROFILE = '1077700931'
const ERASED = '+16505550931'
const OTHER = '+16505550932'
const template = (to: string) => ({
  ...{ to, type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
})

afterEach(() => void vi.restoreAllMocks())

describe('erasing a recipient', () => {
  it('reaches what waits in the package before the number can be offered it', async () => {
    await migrateD1(testEnv.DB)
    const graph = fakeGraph()
    const { id } = (await admin('POST', '/api/v1/packages', { name: 'Erasing', preset: 'high_throughput' })).body
    const profile = { phoneNumberId: PROFILE, displayName: 'One', wabaId: '2077700931', accessToken: 'EAA' }
    expect((await admin('POST', `/api/v1/packages/${id}/profiles`, profile)).status).toBe(201)
    await admin('POST', `/api/v1/packages/${id}/pause`, { reason: 'test' })
    for (const to of [ERASED, OTHER]) await admin('POST', `/api/v1/packages/${id}/messages`, template(to))

    // as soon as the number was asked, the package offers it all that it still has
    const { profile: real } = actors
    vi.spyOn(actors, 'profile').mockImplementation((env, name) => {
      const stub = real(env, name)
      if (name !== PROFILE) return stub
      const erase = async (address: string, hash: string) => {
        const count = await stub.erase(address, hash)
        await admin('POST', `/api/v1/packages/${id}/resume`, {})
        await until(() => expect(sentTo()).toContain(OTHER))
        return count
      }
      return new Proxy(stub, { get: (target, method) => (method === 'erase' ? erase : Reflect.get(target, method)) })
    })
    const sentTo = () => graph.sent.filter((one) => one.phoneNumberId === PROFILE).map(({ body }) => String(body['to']))
    const erased = await admin('DELETE', `/api/v1/recipients/${encodeURIComponent(ERASED)}`)
    expect(erased.body).toMatchObject({ complete: true })
    expect(sentTo()).toEqual([OTHER])
  }, 20_000)
})
