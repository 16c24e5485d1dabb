import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { vaultOf } from '../kit/do-host.ts'
import type { ActorEnv } from '../kit/env.ts'
import { callTag, TAG_HEADER } from './calls.ts'
import { SWITCHBOARD_NAME, switchboard } from './door.ts'

const actorEnv = env as ActorEnv
const stub = () => actorEnv.SWITCHBOARD.get(actorEnv.SWITCHBOARD.idFromName(SWITCHBOARD_NAME))
const tagged = async (call: 'read' | 'set', content: string) => ({
  'do-content': content,
  [TAG_HEADER]: await vaultOf(actorEnv.MASTER_KEY).mac(callTag(call, content)),
})

describe('switchboard', () => {
  it('keeps what was set, in any language, over eviction, and counts only real changes', async () => {
    const door = switchboard(actorEnv)
    const start = await door.read()
    const set = await door.set({ paused: true, note: 'Wartung ✓ "jetzt"\n再開', maintenance: 'später' })
    expect(set).toEqual({ rev: start.rev + 1, paused: true, note: 'Wartung ✓ "jetzt"\n再開', maintenance: 'später' })
    expect((await door.set({ paused: true })).rev).toBe(start.rev + 1)
    await evictDurableObject(stub())
    expect(await door.read()).toEqual(set)
    expect(await door.set({ paused: false, note: null, maintenance: null })).toEqual({
      rev: start.rev + 2,
      paused: false,
      note: null,
      maintenance: null,
    })
  })

  it('writes its bag when something changed, and for no read', async () => {
    const door = switchboard(actorEnv)
    await door.set({ note: 'written' })
    const forgotten = await runInDurableObject(stub(), async (_, { storage }) => {
      await storage.delete('data')
      return await storage.get('data')
    })
    expect(forgotten).toBeUndefined()
    await door.read()
    await door.set({ note: 'written' })
    const stored = () => runInDurableObject(stub(), (_, { storage }) => storage.get('data'))
    expect(await stored()).toBeUndefined()
    await door.set({ note: 'changed' })
    expect(await stored()).toMatchObject({ note: 'changed' })
  })

  it.each([
    ['a forwarded destroy', 'https://itty-durable/do/call/destroy', 'GET'],
    ['a property', 'https://itty-durable/do/get-prop/paused', 'GET'],
    ['an assignment', 'https://itty-durable/do/set/paused', 'GET'],
    ['its own parts', 'https://itty-durable/do/call/persist', 'GET'],
    ['another method', 'https://itty-durable/do/call/set', 'POST'],
    ['a forwarded request', 'https://guard.example/do/call/set', 'GET'],
    ['a query', 'https://itty-durable/do/call/set?x=1', 'GET'],
  ])('refuses %s, even with a tag of a good call', async (_, url, method) => {
    const before = await switchboard(actorEnv).set({ note: 'kept' })
    const headers = await tagged('set', '["%7B%22paused%22%3Atrue%7D"]')
    const answer = await stub().fetch(new Request(url, { method, headers }))
    expect(answer.status).toBe(404)
    expect(await answer.text()).toBe('')
    expect(await switchboard(actorEnv).read()).toEqual(before)
  })

  it('refuses its own call without a tag, with a foreign one, and with other arguments', async () => {
    const before = await switchboard(actorEnv).set({ paused: false })
    const content = '["%7B%22paused%22%3Atrue%7D"]'
    const good = await tagged('set', content)
    const url = 'https://itty-durable/do/call/set'
    const refused = [
      { 'do-content': content },
      { ...good, [TAG_HEADER]: 'AAAAAAAAAAAAAAAA' },
      { ...good, 'do-content': '["%7B%22rev%22%3A9%7D"]' },
      await tagged('read', content),
    ]
    for (const headers of refused) expect((await stub().fetch(url, { headers })).status).toBe(404)
    expect(await switchboard(actorEnv).read()).toEqual(before)
    expect((await stub().fetch(url, { headers: good })).status).toBe(200)
    expect((await switchboard(actorEnv).read()).paused).toBe(true)
  })
})
