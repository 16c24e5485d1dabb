import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { Hono } from 'hono'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Json } from '../../durable/domain/reason.ts'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
import { rooms } from '../../durable/kit/testing/rooms.ts'
import type { PortfolioRpc } from '../../durable/portfolio/rpc.ts'
import type { ProfileEvent, ProfileRpc } from '../../durable/profile/rpc.ts'
import { numberOfMedia } from '../db/media.ts'
import type { Env } from '../env.ts'
import { WEBHOOK_BYTES } from './receive.ts'
import { webhookRoutes } from './routes.ts'

const real = env as Env

const observed: { profile: string; events: ProfileEvent[] }[] = []
const updates: string[] = []
const refused: string[] = []
let deaf = new Set<string>()
/** A number whose actor knows itself, and of which this isolate has never heard. */
const OURS = '10590'

const guard: Env = {
  ...real,
  META_APP_SECRET: 'old-secret, new-secret',
  META_VERIFY_TOKEN: 'verify-me',
  PROFILE: rooms<ProfileRpc>((profile) => ({
    observe: async (events) => {
      if (deaf.has(profile)) throw new Error('silent')
      observed.push({ profile, events })
    },
    isConfigured: async () => profile === OURS,
  })),
  PORTFOLIO: rooms<PortfolioRpc>((portfolio) => ({
    observe: async (wabaId, field) => void updates.push(`${portfolio}/${wabaId}/${field}`),
    signatureRefused: async (wabaId) => void refused.push(`${portfolio}/${wabaId}`),
  })),
}

/** The deployment while D1 is away. */
function away(): Env {
  const DB: D1Database = Object.assign(Object.create(real.DB), {
    prepare() {
      throw new Error('away')
    },
  })
  return { ...guard, DB }
}

const door = new Hono<{ Bindings: Env; Variables: { requestId: string } }>()
door.use(async (context, next) => {
  context.set('requestId', 'r-1')
  await next()
})
door.route('/webhooks/meta', webhookRoutes())

async function call(request: Request, bindings = guard): Promise<Response> {
  const ctx = createExecutionContext()
  const answer = await door.fetch(request, bindings, ctx)
  await waitOnExecutionContext(ctx)
  return answer
}

async function sign(body: Uint8Array<ArrayBuffer>, secret: string): Promise<string> {
  const key = await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  )
  const mac = await crypto.subtle.sign('HMAC', key, body)
  return `sha256=${[...new Uint8Array(mac)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

async function post(
  text: string,
  options: { secret?: string; signature?: string | null; bindings?: Env } = {},
): Promise<Response> {
  const body = new Uint8Array(new TextEncoder().encode(text))
  const signature =
    options.signature === undefined ? await sign(body, options.secret ?? 'new-secret') : options.signature
  const headers = {
    'content-type': 'application/json',
    ...(signature === null ? {} : { 'x-hub-signature-256': signature }),
  }
  return await call(
    new Request('https://guard.example/webhooks/meta', { method: 'POST', body, headers }),
    options.bindings,
  )
}

const webhook = (phone: string, waba = '900', text = 'héllo \u00fc ✓') =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: waba,
        changes: [
          {
            field: 'messages',
            value: {
              metadata: { phone_number_id: phone, display_phone_number: `+1 ${phone}` },
              messages: [
                { from: '4917012345', id: 'wamid.1', timestamp: '1700000000', type: 'text', text: { body: text } },
              ],
            },
          },
        ],
      },
    ],
  })

const rows = async () =>
  (
    await real.DB.prepare('SELECT field, reason, body FROM raw_webhooks ORDER BY id').all<{
      field: string
      reason: string
      body: string
    }>()
  ).results

beforeAll(async () => {
  await migrateD1(real.DB)
  await real.DB.batch([
    real.DB.prepare(
      `INSERT OR REPLACE INTO profiles (id, package_id, portfolio_id, waba_id, display_name, config, token, token_id, graph_url, version, created_at, updated_at)
       VALUES ('10550', 'pkg_a', 'P', '90000', 'd', '{}', '{}', 't', 'g', 1, 1, 1), ('10560', 'pkg_a', 'P', '90000', 'd', '{}', '{}', 't', 'g', 1, 1, 1)`,
    ),
    real.DB.prepare(
      `INSERT OR REPLACE INTO wabas (id, portfolio_id, created_at) VALUES ('90000', 'P', 1), ('90001', 'Q', 1)`,
    ),
  ])
})

beforeEach(async () => {
  observed.length = 0
  updates.length = 0
  refused.length = 0
  deaf = new Set()
  await real.DB.prepare('DELETE FROM raw_webhooks').run()
})

describe('handshake', () => {
  const ask = (query: string, bindings = guard) =>
    call(new Request(`https://guard.example/webhooks/meta?${query}`), bindings)

  it('answers the bare challenge to who knows the token', async () => {
    const answer = await ask('hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=verify-me')
    expect([answer.status, await answer.text()]).toEqual([200, '1158201444'])
    expect(answer.headers.get('content-type')).toContain('text/plain')
  })

  it.each([
    'hub.mode=subscribe&hub.challenge=1&hub.verify_token=verify-you',
    'hub.mode=subscribe&hub.challenge=1&hub.verify_token=',
    'hub.mode=subscribe&hub.challenge=1',
    'hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=verify-me',
    'hub.mode=subscribe&hub.verify_token=verify-me',
    '',
  ])('refuses %j', async (query) => {
    const answer = await ask(query)
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ type: 'forbidden', requestId: 'r-1' })
  })

  it('lets nobody in where no token is set', async () => {
    const open = { ...guard, META_VERIFY_TOKEN: '' }
    expect((await ask('hub.mode=subscribe&hub.challenge=1&hub.verify_token=', open)).status).toBe(403)
  })
})

describe('signature', () => {
  it('is taken under each of the secrets, over the raw bytes', async () => {
    for (const secret of ['old-secret', 'new-secret'])
      expect((await post(webhook('10550'), { secret })).status).toBe(200)
    expect(observed.map((one) => one.profile)).toEqual(['10550', '10550'])
    expect(observed[0]?.events).toMatchObject([{ kind: 'inbound', words: 'héllo \u00fc ✓', from: '4917012345' }])
  })

  it.each([null, '', 'sha256=', 'sha1=00', `sha256=${'0'.repeat(64)}`, `sha256=${'g'.repeat(64)}`])(
    '%j is refused and nothing is stored',
    async (signature) => {
      const answer = await post(webhook('77777', '77778'), { signature })
      expect(answer.status).toBe(401)
      expect(await answer.json()).toMatchObject({ type: 'unauthenticated' })
      expect([observed, updates, refused, await rows()]).toEqual([[], [], [], []])
    },
  )

  it('of another body is refused, and of no secret at all', async () => {
    const other = await sign(new Uint8Array(new TextEncoder().encode(webhook('10560'))), 'new-secret')
    expect((await post(webhook('77777', '77778'), { signature: other })).status).toBe(401)
    expect((await post('{}', { secret: 'x', bindings: { ...guard, META_APP_SECRET: '' } })).status).toBe(401)
  })

  it('refused for an account or number of ours is told to its portfolio, seldom', async () => {
    for (let i = 0; i < 5; i++) expect((await post(webhook('10550', '1'), { secret: 'wrong' })).status).toBe(401)
    expect(refused).toEqual(['P/90000'])
    expect((await post(webhook('1', '90001'), { secret: 'wrong' })).status).toBe(401)
    expect(refused).toEqual(['P/90000', 'Q/90001'])
    expect(observed).toEqual([])
  })
})

describe('the files of a webhook', () => {
  const picture = (phone: string, id: string) => {
    const whole = JSON.parse(webhook(phone))
    Object.assign(whole.entry[0].changes[0].value.messages[0], { type: 'image', image: { id } })
    return JSON.stringify(whole)
  }
  const tied = async (id: string) =>
    await real.DB.prepare('SELECT profile_id AS profileId FROM media WHERE id = ?1').bind(id).first('profileId')

  it('are tied to the number that they came to, once, and a webhook without any asks D1 for nothing more', async () => {
    const asked: string[] = []
    const DB: D1Database = Object.assign(Object.create(real.DB), {
      prepare(query: string) {
        asked.push(query)
        return real.DB.prepare(query)
      },
    })
    await post(webhook('10560'), { bindings: { ...guard, DB } })
    asked.length = 0
    await post(webhook('10560'), { bindings: { ...guard, DB } })
    expect(asked).toEqual([])
    for (let i = 0; i < 2; i++)
      expect((await post(picture('10560', '8801'), { bindings: { ...guard, DB } })).status).toBe(200)
    expect(await tied('8801')).toBe('10560')
    expect(asked).toHaveLength(2)
  })

  it('are tied after the answer: a slow D1 does not keep Meta waiting', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>()
    const DB: D1Database = Object.assign(Object.create(real.DB), {
      prepare: (query: string) => ({
        bind: (...values: unknown[]) => ({
          run: async () => {
            await gate
            return await real.DB.prepare(query)
              .bind(...values)
              .run()
          },
        }),
      }),
    })
    await post(webhook('10560'))
    const body = new Uint8Array(new TextEncoder().encode(picture('10560', '8803')))
    const headers = { 'x-hub-signature-256': await sign(body, 'new-secret') }
    const ctx = createExecutionContext()
    const request = new Request('https://guard.example/webhooks/meta', { method: 'POST', body, headers })
    expect((await door.fetch(request, { ...guard, DB }, ctx)).status).toBe(200)
    expect(await tied('8803')).toBeNull()
    open()
    await waitOnExecutionContext(ctx)
    expect(await tied('8803')).toBe('10560')
  })

  it('are known here while D1 is away, and the answer is as good', async () => {
    const error = vi.spyOn(console, 'error').mockReturnValue()
    expect((await post(picture('10550', '8802'), { bindings: away() })).status).toBe(200)
    error.mockRestore()
    expect(await tied('8802')).toBeNull()
    expect(await numberOfMedia(real, '8802', Date.now())).toBe('10550')
  })
})

describe('delivery', () => {
  it('answers 503 while one receiver is silent, and the repetition brings all', async () => {
    deaf.add('10560')
    const both: Json = { entry: [...JSON.parse(webhook('10550')).entry, ...JSON.parse(webhook('10560')).entry] }
    const answer = await post(JSON.stringify(both))
    expect(answer.status).toBe(503)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    deaf.clear()
    expect((await post(JSON.stringify(both))).status).toBe(200)
    expect(new Set(observed.map((one) => one.profile))).toEqual(new Set(['10550', '10560']))
  })

  it('answers 503 when D1 cannot take what nobody else takes', async () => {
    expect((await post(webhook('55555', '55556'), { bindings: away() })).status).toBe(503)
    expect(
      (await post('{"entry":[{"id":"1","changes":[{"field":"flows","value":{}}]}]}', { bindings: away() })).status,
    ).toBe(503)
  })

  it('goes on for known numbers while D1 is away', async () => {
    expect((await post(webhook('10550'))).status).toBe(200)
    expect((await post(webhook('10550'), { bindings: away() })).status).toBe(200)
    expect(observed).toHaveLength(2)
  })

  it('goes on for a number of ours of which this isolate learns only while D1 is away; a stranger is repeated', async () => {
    expect((await post(webhook(OURS), { bindings: away() })).status).toBe(200)
    expect(observed.map((one) => one.profile)).toEqual([OURS])
    expect((await post(webhook('10591'), { bindings: away() })).status).toBe(503)
  })

  it('keeps unknown numbers, fields and unreadable bodies in D1', async () => {
    expect((await post(webhook('99999'))).status).toBe(200)
    expect((await post('{"entry":[{"id":"90000","changes":[{"field":"flows","value":{"event":"X"}}]}]}')).status).toBe(
      200,
    )
    expect((await post('{"no":"webhook"}')).status).toBe(200)
    expect((await post('')).status).toBe(200)
    expect((await rows()).map((row) => [row.field, row.reason])).toEqual([
      ['messages', 'unknown-number'],
      ['flows', 'unknown-field'],
      ['', 'unreadable'],
      ['', 'unreadable'],
    ])
    expect((await rows())[2]?.body).toBe('{"no":"webhook"}')
  })

  it('brings an account update to its portfolio, and learns which number a display number is', async () => {
    const update = (value: Json, field: string) =>
      JSON.stringify({ entry: [{ id: '90000', changes: [{ field, value }] }] })
    expect((await post(update({ event: 'ACCOUNT_DELETED' }, 'account_update'))).status).toBe(200)
    expect(updates).toEqual(['P/90000/account_update'])
    await post(webhook('10560'))
    observed.length = 0
    await post(update({ display_phone_number: '110560', event: 'ONBOARDING' }, 'phone_number_quality_update'))
    expect(observed.map((one) => [one.profile, one.events[0]?.kind])).toEqual([['10560', 'quality']])
  })

  it('takes a body of 1,000 updates in one call per number, and keeps one of nearly 3 MB in pieces', async () => {
    const statuses = Array.from({ length: 1000 }, (_, i) => ({
      id: `w${i}`,
      status: 'sent',
      timestamp: '1700000000',
      recipient_id: '49170',
    }))
    const value = { metadata: { phone_number_id: '10550' }, statuses }
    expect(
      (await post(JSON.stringify({ entry: [{ id: '90000', changes: [{ field: 'messages', value }] }] }))).status,
    ).toBe(200)
    expect(observed.map((one) => one.events.length)).toEqual([1000])
    const large = `{"x":"${'é'.repeat(1_400_000)}"}`
    expect((await post(large)).status).toBe(200)
    expect((await rows()).map((row) => row.body).join('')).toBe(large)
  })

  it('refuses more than 3 MB, announced or not', async () => {
    const big = 'x'.repeat(WEBHOOK_BYTES + 1)
    expect((await post(big)).status).toBe(413)
    const stream = new Response(big).body
    const unannounced = new Request('https://guard.example/webhooks/meta', { method: 'POST', body: stream })
    expect((await call(unannounced)).status).toBe(413)
  })
})
