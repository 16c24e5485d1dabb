import { createHmac, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../scripts/ports.ts'
import { type Answer, Client } from './client.ts'
import { echoGraph } from './echo-graph.ts'
import type { FleetNumber } from './fleet.ts'
import { type Product, startProduct } from './product.ts'

/** Letters and digits alone, so that no escape can hide one. */
const mark = (name: string): string => `${name}${randomBytes(18).toString('hex')}`
const masterKey = (): string => randomBytes(32).toString('base64')

export const SECRETS = {
  accessToken: mark('EAAGa'),
  secondToken: mark('EAAGb'),
  thirdToken: mark('EAAGc'),
  echoedToken: mark('EAAGd'),
  refusedToken: mark('EAAGe'),
  mistypedToken: mark('EAAGf'),
  appSecret: mark('appsecret'),
  nextAppSecret: mark('nextsecret'),
  verifyToken: mark('verify'),
  adminToken: mark('admin'),
  masterKey: masterKey(),
  nextMasterKey: masterKey(),
}
export const TEXTS = {
  sent: mark('textout'),
  received: mark('textin'),
  param: mark('param'),
  error: mark('metasays'),
  broken: mark('broken'),
}

export const NUMBERS: FleetNumber[] = [
  { id: '10556000001', wabaId: '206', portfolioId: 'secrets', token: SECRETS.accessToken, fast: true },
  { id: '10556000002', wabaId: '206', portfolioId: 'secrets', token: SECRETS.secondToken, fast: true },
]
export const THIRD: FleetNumber = {
  id: '10556000003',
  wabaId: '207',
  portfolioId: 'third',
  token: SECRETS.thirdToken,
  fast: true,
}
export const ECHO = { id: '10556000009', wabaId: '209', portfolioId: 'echo' }
const FINAL = new Set(['sent', 'delivered', 'read', 'failed', 'unresolved', 'cancelled', 'expired'])

export const stateDir = mkdtempSync(join(tmpdir(), 'whats-guard-secrets-'))

/** What a run of the product is reached by; another product after each restart, at the same addresses. */
interface Here {
  product: Product
  api: Client
  sandbox: Client
}

/** Filled by begin(). */
export const here = {} as Here

const port = await freePort()
export const echo = await echoGraph()
writeFileSync(join(stateDir, 'ports.json'), JSON.stringify({ sandbox: await freePort() }))

/** every answer and every frame of the live feed that a caller got */
export const heard: string[] = []
export const printed: string[] = []
export const keysMade: string[] = []

const secretsFile = (keys: readonly string[], appSecrets: readonly string[]): void =>
  writeFileSync(
    join(stateDir, 'secrets.json'),
    JSON.stringify({
      META_APP_SECRET: appSecrets.join(','),
      META_VERIFY_TOKEN: SECRETS.verifyToken,
      MASTER_KEY: keys.join(','),
      ADMIN_TOKEN: SECRETS.adminToken,
    }),
    { mode: 0o600 },
  )

/** A client whose every answer, headers included, is kept to be searched. */
export function listening(token: string | null): Client {
  const client = new Client(here.product.api, token)
  const call = client.call.bind(client)
  client.call = async (...asking): Promise<Answer> => {
    const answer = await call(...asking)
    heard.push(JSON.stringify([asking[1], answer.body, [...answer.headers]]))
    return answer
  }
  return client
}

/** Starts the product with these keys and app secrets, the first of each in force. */
export async function begin(
  keys: readonly string[],
  appSecrets: readonly string[],
  { dashboard = false } = {},
): Promise<void> {
  secretsFile(keys, appSecrets)
  const ports: { sandbox: number } = JSON.parse(readFileSync(join(stateDir, 'ports.json'), 'utf8'))
  const allowed = `${echo.origin},http://127.0.0.1:${ports.sandbox}`
  here.product = await startProduct({
    ...{ stateDir, port, dashboard },
    vars: { RECONCILE_WINDOW_MS: '2000', GRAPH_URL_ALLOW: allowed },
  })
  here.api = listening(SECRETS.adminToken)
  here.sandbox = new Client(here.product.sandbox, null)
}

/** A deployment of new secrets, as this machine does it: stop, start. */
export async function restart(keys: readonly string[], appSecrets: readonly string[]): Promise<void> {
  await here.product.end()
  printed.push(here.product.output())
  await begin(keys, appSecrets)
}

/** The door itself, with a signature of our own making. */
export async function webhook(body: string, secret: string): Promise<number> {
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` }
  const answer = await fetch(`${here.product.api}/webhooks/meta`, { method: 'POST', body, headers })
  heard.push(await answer.text())
  return answer.status
}

/** `number` null: of one that nobody has, since a refused webhook of ours would put every resend off. */
export const inbound = (text: string, wamid: string, number: string | null = NUMBERS[0]?.id ?? ''): string =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: number === null ? '999206' : '206',
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { phone_number_id: number ?? '99910556', display_phone_number: '15550100' },
              messages: [
                {
                  from: '573006000077',
                  id: wamid,
                  timestamp: String(Math.floor(Date.now() / 1000)),
                  type: 'text',
                  text: { body: text },
                },
              ],
            },
          },
        ],
      },
    ],
  })

export const finals = async (ids: readonly string[]): Promise<Map<string, string> | undefined> => {
  const all = await here.api.list<{ id: string; status: string }>('/api/v1/messages?direction=out')
  const known = new Map(all.map((one) => [one.id, one.status]))
  return ids.every((id) => FINAL.has(known.get(id) ?? '')) ? known : undefined
}

/** Without these values no mark would be looked for at all. */
export const stored = (): Record<string, string> => ({
  ...SECRETS,
  ...Object.fromEntries(keysMade.map((key, n) => [`key${n}`, key])),
})
export const besideSecrets = (name: string): boolean => name !== 'secrets.json'
export const isLog = (name: string): boolean => name.startsWith('logs')

/** Collects the frames of the live feed. */
export async function live(): Promise<string[]> {
  const frames: string[] = []
  const options: object = { headers: { authorization: `Bearer ${SECRETS.adminToken}` } }
  const socket: WebSocket = Reflect.construct(WebSocket, [
    `${here.product.api.replace('http', 'ws')}/api/v1/live`,
    options,
  ])
  socket.addEventListener('message', ({ data }) => void frames.push(String(data)))
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => reject(new Error('the live feed did not open')))
  })
  return frames
}

/** Every GET of the published document, with ids that are there. */
export async function everyGet(packageId: string, messageId: string): Promise<void> {
  const document = (await here.api.expect(200, 'GET', '/api/openapi.json')) as {
    paths: Record<string, Record<string, unknown>>
  }
  const paths = Object.entries(document.paths).filter(([path, methods]) => 'get' in methods && !path.endsWith('/live'))
  for (const [path] of paths)
    for (const profileId of [ECHO.id, NUMBERS[0]?.id ?? ''])
      for (const id of [packageId, profileId, messageId]) {
        const filled = path
          .replace('{profileId}', profileId)
          .replace('{id}', id)
          .replace('{version}', 'v26.0')
          .replace('{mediaId}', id)
        heard.push(
          await (
            await fetch(here.product.api + filled, { headers: { authorization: `Bearer ${SECRETS.adminToken}` } })
          ).text(),
        )
      }
  for (const path of ['/metrics', '/api/v1/messages?direction=in', '/api/v1/alerts?limit=200'])
    heard.push(
      await (
        await fetch(here.product.api + path, { headers: { authorization: `Bearer ${SECRETS.adminToken}` } })
      ).text(),
    )
}
