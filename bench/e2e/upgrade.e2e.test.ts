import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Client, until } from './client.ts'
import type { Fixture } from './fixture-messages.ts'
import { template } from './fleet.ts'
import { type Product, startProduct } from './product.ts'

const FIXTURES = join(import.meta.dirname, '..', 'fixtures')
const read = (folder: string): Fixture => JSON.parse(readFileSync(join(FIXTURES, folder, 'fixture.json'), 'utf8'))

/** What each kind may have become when it is opened, however much later that is. */
const MAY_BE: Record<string, readonly string[]> = {
  ended: ['delivered', 'read'],
  queued: ['queued', 'accepted'],
  scheduled: ['scheduled', 'accepted', 'queued'],
  // 24 h without a word, and nothing is known for good
  unknown: ['unknown', 'unresolved'],
  held: ['held'],
}

/** A deployed actor outlives every version: the state of each release, stopped in mid-queue, goes on under today's code. */
describe.each(readdirSync(FIXTURES))('the state of a release: %s', (folder) => {
  const fixture = read(folder)
  const stateDir = mkdtempSync(join(tmpdir(), 'whats-guard-upgrade-'))
  const { packageId, numbers } = fixture
  let product: Product
  let api: Client
  let sandbox: Client
  const statusOf = async (id: string) => (await api.expect(200, 'GET', `/api/v1/messages/${id}`))['status']

  beforeAll(async () => {
    cpSync(join(FIXTURES, folder), stateDir, { recursive: true })
    product = await startProduct({ stateDir })
    api = new Client(product.api, product.adminToken)
    sandbox = new Client(product.sandbox, null)
    await api.readDocument()
    // Meta's stand-in begins anew, at its old port where that is free
    for (const id of Object.values(numbers)) {
      await sandbox.expect(200, 'POST', `/sandbox/numbers/${id}`, { wabaId: '201', businessId: 'pf1', tier: 'TIER_2K' })
      // the fixture's own port may be taken here
      const { graphUrl } = await api.expect(200, 'GET', `/api/v1/profiles/${id}`)
      if (graphUrl !== product.sandbox)
        await api.expect(200, 'PATCH', `/api/v1/profiles/${id}`, { graphUrl: product.sandbox, accessToken: 'EAAG-new' })
    }
    for (const name of ['promo', 'code'])
      await sandbox.expect(200, 'POST', '/sandbox/templates', {
        wabaId: '201',
        name,
        language: 'en_US',
        category: name === 'promo' ? 'MARKETING' : 'AUTHENTICATION',
      })
  }, 180_000)

  afterAll(async () => {
    await product.stop()
    rmSync(stateDir, { recursive: true, force: true })
  })

  it('knows every message, and tells its story', async () => {
    expect(fixture.messages.length).toBeGreaterThan(10)
    for (const { id, what, to } of fixture.messages) {
      const view = await api.expect(200, 'GET', `/api/v1/messages/${id}`)
      expect(MAY_BE[what], `${what} ${id}`).toContain(view['status'])
      expect(view).toMatchObject({ recipient: to, packageId })
      expect((view['timeline'] as unknown[]).length).toBeGreaterThan(0)
    }
    const listed = await api.list<{ id: string }>(`/api/v1/messages?packageId=${packageId}&direction=out`)
    expect(listed.map(({ id }) => id).sort()).toEqual(fixture.messages.map(({ id }) => id).sort())
  })

  it('keeps the pause, the opt-out and the routes', async () => {
    const { items } = (await api.expect(200, 'GET', `/api/v1/packages/${packageId}/profiles`)) as {
      items: { id: string }[]
    }
    expect(items.map(({ id }) => id).sort()).toEqual(Object.values(numbers).sort())
    expect(await api.expect(200, 'GET', `/api/v1/profiles/${numbers.paused}`)).toMatchObject({ state: 'paused' })
    const routes = await api.list<{ recipient: string }>(`/api/v1/packages/${packageId}/routes`)
    expect(routes.length).toBeGreaterThanOrEqual(7)
    const refused = await api.call('POST', `/api/v1/packages/${packageId}/messages`, {
      ...template(fixture.optedOut, 'hello_world'),
    })
    expect(refused.status).toBe(422)
    expect(refused.body['type']).toContain('opted-out')
  })

  it('sends what waited when the number is resumed, and nothing else', async () => {
    const waiting = fixture.messages.filter(({ what }) => what === 'queued')
    await api.expect(200, 'POST', `/api/v1/profiles/${numbers.paused}/resume`, {})
    await until('what waited is delivered', 120_000, async () => {
      const found = await Promise.all(waiting.map(({ id }) => statusOf(id)))
      return found.every((status) => status === 'delivered' || status === 'read') ? true : undefined
    })
    for (const { id, what } of fixture.messages)
      if (what === 'scheduled' || what === 'held') expect(MAY_BE[what]).toContain(await statusOf(id))
    const { items } = await sandbox.expect(200, 'GET', '/sandbox/ledger?since=0&limit=1000')
    const sent = (items as { edge: string; messageId: string }[]).filter(({ edge }) => edge === 'messages')
    expect(sent.map(({ messageId }) => messageId).sort()).toEqual(waiting.map(({ id }) => id).sort())
    const fresh = await api.expect(202, 'POST', `/api/v1/packages/${packageId}/messages`, {
      ...template('+573005000000', 'hello_world'),
      guard: { profileId: numbers.sending },
    })
    await until('a new message is delivered', 120_000, async () =>
      ['delivered', 'read'].includes(String(await statusOf(String(fresh['id'])))) ? true : undefined,
    )
  })
})
