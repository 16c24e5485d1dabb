import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
import { until } from '../../durable/kit/testing/until.ts'
import { DEPLOYMENT } from '../../durable/portfolio/rpc.ts'
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

  it('takes an opt-out that was still on its way between the owners', async () => {
    const phone = '+16505550933'
    const { id } = (await admin('POST', '/api/v1/packages', { name: 'Other portfolio' })).body
    for (const [n, portfolioId] of ['near', 'far'].entries()) {
      const of = n === 0 ? id : (await admin('POST', '/api/v1/packages', { name: 'Far' })).body.id
      const number = { phoneNumberId: `107770094${n}`, displayName: 'Two', wabaId: `207770094${n}`, accessToken: 'EAA' }
      const added = await admin('POST', `/api/v1/packages/${of}/profiles`, { ...number, portfolioId })
      expect(added.status).toBe(201)
    }
    const known = () => actors.portfolio(testEnv, DEPLOYMENT).members()
    await until(async () => expect((await known()).portfolios).toEqual(expect.arrayContaining(['near', 'far'])))
    const out = { recipient: phone, scope: 'all', portfolioId: 'far' }
    expect((await admin('POST', '/api/v1/opt-outs', out)).status).toBe(201)
    expect((await admin('DELETE', `/api/v1/recipients/${encodeURIComponent(phone)}`)).status).toBe(200)
    const { PACKAGE } = env as unknown as { PACKAGE: DurableObjectNamespace }
    const stub = PACKAGE.get(PACKAGE.idFromName(id))
    const keys = () =>
      runInDurableObject(stub, (_, { storage }) =>
        storage.sql
          .exec<{ user_key: string }>('SELECT user_key FROM opt_outs')
          .toArray()
          .map((row) => row.user_key),
      )
    await until(async () => expect(await keys()).toEqual([expect.stringMatching(/^hash:/)]))
  })

  it('takes the address from the audit of routes, and the reference from the history', async () => {
    await migrateD1(testEnv.DB)
    const run = (sql: string) => testEnv.DB.prepare(sql).run()
    await run(
      `INSERT INTO audit (id, at, action, actor, subject_kind, subject_id, package_id, detail)
       VALUES ('r1', 1, 'route.set', '{}', 'route', '${ERASED}', 'p', '{}'), ('r2', 1, 'route.set', '{}', 'route', '${OTHER}', 'p', '{}')`,
    )
    for (const [id, to] of [
      ['m1', ERASED],
      ['m2', OTHER],
    ])
      await run(
        `INSERT INTO messages (id, package_id, direction, status, recipient, type, reference, accepted_at, updated_at, attempts, duplicate_confirmed, rev, timeline)
         VALUES ('${id}', 'p', 'out', 'sent', '${to}', 'text', 'for ${to}', 1, 1, 1, 0, 1, '[]')`,
      )
    expect((await admin('DELETE', `/api/v1/recipients/${encodeURIComponent(ERASED)}`)).status).toBe(200)
    const rows = async (sql: string) => (await testEnv.DB.prepare(sql).all()).results
    expect(
      await rows("SELECT id, subject_id LIKE 'hash:%' AS erased FROM audit WHERE id IN ('r1', 'r2') ORDER BY id"),
    ).toEqual([
      { id: 'r1', erased: 1 },
      { id: 'r2', erased: 0 },
    ])
    expect(await rows("SELECT id, reference FROM messages WHERE id IN ('m1', 'm2') ORDER BY id")).toEqual([
      { id: 'm1', reference: null },
      { id: 'm2', reference: `for ${OTHER}` },
    ])
  })
})
