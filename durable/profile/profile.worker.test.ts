import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ProfileConfig } from '../domain/policy.ts'
import { SYSTEM } from '../domain/reason.ts'
import { vaultOf } from '../kit/do-host.ts'
import type { ActorEnv } from '../kit/env.ts'
import { migrateD1 } from '../kit/testing/migrate-d1.ts'
import { until } from '../kit/testing/until.ts'
import type { OfferedMessage } from '../package/rpc.ts'
import type { ProfileActor } from './profile.ts'
import type { ProfileRpc } from './rpc.ts'

const actorEnv = env as ActorEnv
const namespace = (env as { PROFILE: DurableObjectNamespace<ProfileActor> }).PROFILE
const stub = (name: string) => namespace.get(namespace.idFromName(name))
const profile = (name: string): ProfileRpc => actorEnv.PROFILE.get(actorEnv.PROFILE.idFromName(name))
const PACKAGE = 'pkg_workertest'
const FAR = 4_000_000_000_000

/** Meta: requests as they came, and the answer to a send. */
const meta = { sends: [] as string[], wamids: [] as string[], answer: (): Promise<Response> | Response => taken() }
let wamids = 0

function taken(): Response {
  const wamid = `wamid.${++wamids}`
  meta.wamids.push(wamid)
  return Response.json({ messages: [{ id: wamid }], contacts: [] })
}

beforeAll(() => migrateD1(actorEnv.DB))
afterEach(() => {
  vi.restoreAllMocks()
  meta.sends = []
  meta.wamids = []
  meta.answer = taken
})

function mockMeta(): void {
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    if (url.includes('/subscribed_apps')) return Response.json({ success: true })
    if (!url.endsWith('/messages'))
      return Response.json({ id: '1', status: 'CONNECTED', quality_rating: 'GREEN', throughput: { level: 'HIGH' } })
    meta.sends.push(typeof init?.body === 'string' ? init.body : '')
    return meta.answer()
  })
}

async function open(name: string): Promise<ProfileRpc> {
  mockMeta()
  const config: ProfileConfig = {
    version: 1,
    profileId: name,
    packageId: PACKAGE,
    displayName: name,
    wabaId: 'W',
    portfolioId: `folio-${name}`,
    token: await vaultOf(actorEnv.MASTER_KEY).seal('secret'),
    tokenId: 'T',
    graphUrl: 'https://meta.test',
    graphVersion: 'v26.0',
    policy: {
      preset: 'high_throughput',
      limits: {
        perSecond: null,
        hourly: null,
        threeHourly: null,
        daily: null,
        perRecipientGapSeconds: 0,
        maxInFlight: 4,
        queue: 100,
      },
      cooldown: { min: 0, max: 0, rush: [], quiet: null },
      blackout: { windows: [], exemptAuthentication: true, exemptReplies: true },
      timezone: 'UTC',
      priority: 0,
      reconcileWindowMs: 600_000,
    },
    createdAt: Date.now(),
    deletedAt: null,
  }
  await profile(name).configure(config, SYSTEM)
  await profile(name).check(SYSTEM)
  // a window, so that no lease of reach stands between the offer and the send
  await profile(name).observe([inbound('491511')])
  return profile(name)
}

function inbound(from: string) {
  return {
    kind: 'inbound' as const,
    wamid: `wamid.in.${from}.${++wamids}`,
    at: Date.now(),
    from,
    userId: null,
    name: null,
    type: 'text',
    words: null,
    contextId: null,
    raw: '{}',
  }
}

let seq = 0
function message(change: Partial<OfferedMessage> = {}): OfferedMessage {
  seq += 1
  return {
    id: `wgworkertest${String(seq).padStart(16, '0')}`,
    packageId: PACKAGE,
    seq,
    epoch: 1,
    to: '+491511',
    userKey: '+491511',
    type: 'text',
    category: 'service',
    template: null,
    kind: 'reply',
    priority: 'normal',
    policy: 'reconcile',
    order: 'free',
    tiedTo: null,
    reference: null,
    content: JSON.stringify({ to: '+491511', type: 'text', text: { body: 'hello' } }),
    acceptedAt: Date.now(),
    sendAt: null,
    expiresAt: Date.now() + 3_600_000,
    attempts: 0,
    timeline: [],
    notBefore: null,
    ...change,
  }
}

const offer = (name: string, messages: OfferedMessage[]) =>
  profile(name).offer({ packageId: PACKAGE, usersRev: 0, messages })

async function statusIs(name: string, id: string, status: string): Promise<void> {
  await until(async () => expect((await profile(name).message(id))?.status).toBe(status))
}

describe('ProfileActor in workerd', () => {
  it('sends an offered message and shows it in D1', async () => {
    await open('w-send')
    const one = message()
    expect((await offer('w-send', [one])).taken).toHaveLength(1)
    await statusIs('w-send', one.id, 'sent')
    expect(JSON.parse(meta.sends[0] ?? '{}')).toMatchObject({ to: '+491511', text: { body: 'hello' } })
    await until(async () => {
      const row = await actorEnv.DB.prepare('SELECT status FROM messages WHERE id = ?').bind(one.id).first()
      expect(row).toEqual({ status: 'sent' })
    })
  })

  it('answers a repeated offer, and refuses what it gave back, over an eviction', async () => {
    await open('w-offer')
    const [kept, back] = [message({ notBefore: FAR }), message({ notBefore: FAR })]
    await offer('w-offer', [kept, back])
    await profile('w-offer').release(PACKAGE, [{ id: back.id, epoch: 1 }], { code: 'test', detail: 'test' })
    await abortAllDurableObjects()
    const again = await offer('w-offer', [kept, back])
    expect(again.taken).toEqual([{ id: kept.id, epoch: 1 }])
    expect(again.refused).toMatchObject([{ id: back.id, epoch: 1 }])
    expect((await profile('w-offer').diagnostics()).name).toBe('w-offer')
  })

  it('sends by its alarm when the time comes, once though the alarm runs twice', async () => {
    const name = 'w-alarm'
    await open(name)
    const one = message({ notBefore: Date.now() + 60_000 })
    await offer(name, [one])
    expect(meta.sends).toEqual([])
    await runInDurableObject(stub(name), async (_actor, state) => {
      // the message's time comes: what the virtual clock does on Node
      state.storage.sql.exec("UPDATE message SET body = json_set(body, '$.notBefore', 1) WHERE id = ?", one.id)
    })
    await abortAllDurableObjects()
    expect(await runDurableObjectAlarm(stub(name))).toBe(true)
    await statusIs(name, one.id, 'sent')
    await runInDurableObject(stub(name), async (actor) => {
      await actor.alarm()
      await actor.alarm()
    })
    expect(meta.sends).toHaveLength(1)
  })

  it('holds a send as unknown when it was evicted before the answer, and takes the status by its opaque string', async () => {
    const name = 'w-evict'
    await open(name)
    meta.answer = () => new Promise<Response>(() => {})
    const one = message()
    await offer(name, [one])
    await until(() => expect(meta.sends).toHaveLength(1))
    await abortAllDurableObjects()
    await statusIs(name, one.id, 'unknown')
    expect(meta.sends).toHaveLength(1)
    const opaque: string = JSON.parse(meta.sends[0] ?? '{}').biz_opaque_callback_data
    const status = {
      kind: 'status' as const,
      wamid: 'wamid.lost',
      status: 'delivered',
      at: Date.now(),
      recipient: null,
      userId: null,
      opaque,
      errors: [],
      pricing: null,
    }
    await profile(name).observe([status])
    await statusIs(name, one.id, 'delivered')
  })

  it('undoes a take whose transaction fails in the middle, memory included', async () => {
    const name = 'w-undo'
    await open(name)
    const [good, bad] = [message({ notBefore: FAR }), message({ notBefore: FAR })]
    await runInDurableObject(stub(name), async (actor, state) => {
      state.storage.sql.exec(
        `CREATE TRIGGER no_bad BEFORE INSERT ON message WHEN new.id = '${bad.id}' BEGIN SELECT RAISE(ABORT, 'no'); END`,
      )
      await expect(actor.offer({ packageId: PACKAGE, usersRev: 0, messages: [good, bad] })).rejects.toThrow()
      expect((await actor.diagnostics()).counts).toMatchObject({ open: 0, messages: 0 })
    })
    expect((await offer(name, [good])).taken).toHaveLength(1)
  })

  it('writes few rows for a message of a batch, from the offer to read, indexes included', async () => {
    const name = 'w-rows'
    await open(name)
    const before = (await profile(name).diagnostics()).rowsWritten
    const batch = Array.from({ length: 40 }, () => message())
    await offer(name, batch)
    await until(() => expect(meta.sends).toHaveLength(40))
    for (const one of batch) await statusIs(name, one.id, 'sent')
    const events = (status: string) =>
      meta.sends.map((body, i) => ({
        kind: 'status' as const,
        wamid: meta.wamids[i] ?? '',
        status,
        at: Date.now(),
        recipient: null,
        userId: null,
        opaque: String(JSON.parse(body).biz_opaque_callback_data),
        errors: [],
        pricing: null,
      }))
    await profile(name).observe(events('delivered'))
    await profile(name).observe(events('read'))
    for (const one of batch) await statusIs(name, one.id, 'read')
    const rows = ((await profile(name).diagnostics()).rowsWritten - before) / 40
    expect(rows).toBeLessThan(12)
  })
})
