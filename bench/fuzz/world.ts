import { type Client, until } from '../e2e/client.ts'
import { SECRET } from './hostile.ts'

/** What the run learns before it begins: requests are made of the seed, their index and this. */
export interface World {
  /** the package that the ledger judges: nothing here changes its rules */
  calm: Group
  /** packages and numbers that requests may change, pause and quarantine; their sends are not judged */
  loose: Group[]
  /** packages, numbers and keys that requests may delete */
  doomed: Group[]
  doomedKeys: string[]
  /** tokens by what they may do; `limited` ones know the first loose package only */
  tokens: Record<'admin' | 'viewer' | 'operator' | 'sender' | 'limited' | 'limitedAdmin' | 'revoked', string>
  /** cookies of people who are signed in, and of some who may be signed out */
  cookies: string[]
  doomedCookies: string[]
  keyIds: string[]
  messageIds: string[]
  heldIds: string[]
  /** wait until 2089, and nothing cancels them */
  scheduledIds: string[]
  /** an instant half a day ahead: what is generated must not read the clock itself */
  soon: string
  alertIds: string[]
  wamids: string[]
  /** files at the calm numbers, and some that may be deleted */
  mediaIds: string[]
  doomedMedia: string[]
  /** path of a list -> cursors that it gave */
  cursors: Record<string, string[]>
  adminToken: string
  appSecret: string
  verifyToken: string
}

export interface Group {
  packageId: string
  numbers: string[]
  wabaId: string
}

/** Users with an open window at the calm numbers, by what the sandbox knows too. */
export const TALKERS = Array.from({ length: 6 }, (_, i) => `+491700000${String(i).padStart(3, '0')}`)

const LISTS = [
  '/api/v1/packages',
  '/api/v1/profiles',
  '/api/v1/messages',
  '/api/v1/api-keys',
  '/api/v1/audit',
  '/api/v1/alerts',
  '/api/v1/opt-outs',
  '/api/v1/scheduled',
]

/** Sends of the calm numbers as the sandbox judges them: told here, never read from the guard. */
const CALM = { perSecond: 30, pairGapMs: 2000 }

/** Two of everything that a request may name, so that every list has a second page. */
export async function makeWorld(
  api: Client,
  sandbox: Client,
  secrets: { adminToken: string; appSecret: string; verifyToken: string },
): Promise<World> {
  const calm = await group(api, sandbox, 'calm', 0, 3)
  const loose = [await group(api, sandbox, 'loose a', 1, 2), await group(api, sandbox, 'loose b', 2, 1)]
  const doomed: Group[] = []
  for (let i = 0; i < 6; i++) doomed.push(await group(api, sandbox, `doomed ${i}`, 3 + i, 1))
  await sandbox.expect(200, 'POST', '/sandbox/rules', {
    numbers: Object.fromEntries(calm.numbers.map((id) => [id, CALM])),
    portfolios: { pf0: { limit: 2000, numbers: calm.numbers } },
    wabaOf: Object.fromEntries(calm.numbers.map((id) => [id, calm.wabaId])),
    policyByCategory: { utility: 'reconcile', service: 'reconcile' },
  })

  const keyIds: string[] = []
  const key = async (role: string, packageIds?: string[]): Promise<string> => {
    const made = await api.expect(201, 'POST', '/api/v1/api-keys', {
      name: role,
      role,
      ...(packageIds ? { packageIds } : {}),
    })
    keyIds.push(String(made['id']))
    return String(made['key'])
  }
  const own = [loose[0]?.packageId ?? '']
  const tokens = {
    admin: await key('admin'),
    viewer: await key('viewer'),
    operator: await key('operator'),
    sender: await key('sender'),
    limited: await key('operator', own),
    limitedAdmin: await key('admin', own),
    revoked: await key('admin'),
  }
  await api.expect(200, 'DELETE', `/api/v1/api-keys/${keyIds.pop()}`)
  const doomedKeys: string[] = []
  for (let i = 0; i < 6; i++) {
    await key('viewer')
    doomedKeys.push(keyIds.pop() ?? '')
  }

  const cookies: string[] = []
  for (const token of [tokens.admin, tokens.viewer, tokens.limitedAdmin]) cookies.push(await signedIn(api, token))
  const doomedCookies: string[] = []
  for (let i = 0; i < 16; i++) doomedCookies.push(await signedIn(api, tokens.admin))

  const { messageIds, heldIds, scheduledIds, wamids } = await someMessages(api, sandbox, calm, loose)
  for (const { wabaId } of loose)
    await sandbox.expect(200, 'POST', '/sandbox/replay', {
      body: JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: wabaId, changes: [] }] }),
      signature: 'bad',
    })
  const alertIds = await until('an alert is there', 60_000, async () => {
    const seen = await api.list<{ id: string }>('/api/v1/alerts')
    return seen.length >= 2 ? seen.map((one) => one.id) : undefined
  })
  for (const recipient of ['+491709999001', '+491709999002'])
    await api.expect(201, 'POST', '/api/v1/opt-outs', { recipient, scope: 'all' })

  const mediaIds: string[] = []
  for (const id of [...calm.numbers, ...calm.numbers]) mediaIds.push(await uploaded(api, id))
  const doomedMedia: string[] = []
  for (let i = 0; i < 8; i++) doomedMedia.push(await uploaded(api, calm.numbers[0] ?? ''))

  const cursors: World['cursors'] = {}
  const paths = [
    ...LISTS,
    ...['profiles', 'queue', 'routes'].map(
      (name) => `/api/v1/packages/${(name === 'queue' ? loose[0] : calm)?.packageId}/${name}`,
    ),
  ]
  for (const path of paths) {
    const page = await api.expect(200, 'GET', `${path}?limit=1`)
    if (typeof page['nextCursor'] !== 'string') throw new Error(`${path} has no second page`)
    cursors[path] = [page['nextCursor']]
  }
  const soon = new Date(Date.now() + 12 * 3_600_000).toISOString()
  const known = {
    tokens,
    cookies,
    doomedCookies,
    keyIds,
    doomedKeys,
    messageIds,
    heldIds,
    scheduledIds,
    alertIds,
    wamids,
    mediaIds,
    doomedMedia,
    cursors,
    soon,
  }
  return { calm, loose, doomed, ...known, ...secrets }
}

async function group(api: Client, sandbox: Client, name: string, at: number, size: number): Promise<Group> {
  const wabaId = `30000${at}`
  const numbers = Array.from({ length: size }, (_, i) => `2055500${at}${i}`)
  // the same content twice is held in the loose ones: somebody must be able to release it
  const made = await api.expect(201, 'POST', '/api/v1/packages', { name, holdDuplicates: name.startsWith('loose') })
  for (const id of numbers) {
    await sandbox.expect(200, 'POST', `/sandbox/numbers/${id}`, { wabaId, businessId: `pf${at}`, tier: 'TIER_2K' })
    await api.expect(201, 'POST', `/api/v1/packages/${String(made['id'])}/profiles`, {
      phoneNumberId: id,
      displayName: id,
      wabaId,
      portfolioId: `pf${at}`,
      accessToken: SECRET,
      preset: 'high_throughput',
      limits: { perSecond: CALM.perSecond, perRecipientGapSeconds: CALM.pairGapMs / 1000 },
    })
  }
  return { packageId: String(made['id']), numbers, wabaId }
}

/** A file at the number; its id at Meta. */
async function uploaded(api: Client, phoneNumberId: string): Promise<string> {
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('file', new Blob(['a file'], { type: 'text/plain' }), 'a.txt')
  const answer = await api.upload(`/v26.0/${phoneNumberId}/media`, form)
  return String(answer['id'])
}

let desks = 0

/** The cookie of somebody at a desk of their own: one may try ten times a minute. */
async function signedIn(api: Client, token: string): Promise<string> {
  const from = { 'cf-connecting-ip': `192.0.2.${++desks}` }
  const { status, headers } = await api.call('POST', '/api/v1/session', { token }, from)
  if (status !== 201) throw new Error(`signing in was answered ${status}`)
  // of this machine's own name; by any other the guard wants the name that no other host can give
  return `__Host-${(headers.get('set-cookie') ?? '').split(';')[0]}`
}

/** Some that have ended, some that wait, and some that users wrote. */
async function someMessages(
  api: Client,
  sandbox: Client,
  calm: Group,
  loose: Group[],
): Promise<Pick<World, 'messageIds' | 'heldIds' | 'scheduledIds' | 'wamids'>> {
  for (const [i, from] of TALKERS.entries())
    await sandbox.expect(200, 'POST', '/sandbox/inbound', {
      phoneNumberId: calm.numbers[i % calm.numbers.length],
      from,
      text: 'Hello',
    })
  const template = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }
  const ids: string[] = []
  const heldIds: string[] = []
  const send = async (packageId: string, body: Record<string, unknown>): Promise<void> => {
    const made = await api.expect(202, 'POST', `/api/v1/packages/${packageId}/messages`, body)
    ids.push(String(made['id']))
    if (made['status'] === 'held') heldIds.push(String(made['id']))
  }
  for (const to of TALKERS) await send(calm.packageId, { ...template, to })
  const scheduledIds: string[] = []
  const guard = { sendAt: '2089-01-01T00:00:00Z', expiresAt: '2089-01-02T00:00:00Z' }
  for (const to of [...TALKERS, ...TALKERS]) await send(calm.packageId, { ...template, to, guard })
  scheduledIds.push(...ids.splice(-6))
  for (const one of loose) {
    await api.expect(200, 'POST', `/api/v1/packages/${one.packageId}/pause`, {})
    for (let i = 0; i < 8; i++) await send(one.packageId, { ...template, to: `+49171000000${i % 4}` })
  }
  const wamids = await until('the first messages are sent, and the inbound ones seen', 60_000, async () => {
    const sent = await api.list<{ id: string; wamid: string | null }>(
      `/api/v1/messages?direction=out&packageId=${calm.packageId}`,
    )
    const inbound = await api.list<{ id: string; wamid: string | null }>('/api/v1/messages?direction=in')
    const found = [...sent, ...inbound].flatMap((one) => one.wamid ?? [])
    if (found.length < 2 * TALKERS.length) return undefined
    ids.push(...inbound.map((one) => one.id))
    return found
  })
  await until('all of them have users with a route', 60_000, async () =>
    (await api.list(`/api/v1/packages/${calm.packageId}/routes`)).length >= TALKERS.length ? true : undefined,
  )
  return { messageIds: [...new Set(ids)], heldIds, scheduledIds, wamids }
}
