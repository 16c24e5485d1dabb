import { runDurableObjectAlarm, runInDurableObject, SELF } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import type { Env } from './env.ts'
import { ledgerOf } from './env.ts'
import type { Ledger } from './ledger.ts'

/** Helpers of the tests in workerd; nothing of the sandbox imports this. */

/** The test runner's own type of `env` is open; what is in it says wrangler.toml. */
function isOurs(value: object): value is Env {
  return 'LEDGER' in value && 'APP_SECRET' in value && 'WEBHOOK_URL' in value && 'VERIFY_TOKEN' in value
}
const bindings: object = env
if (!isOurs(bindings)) throw new Error('not the bindings of sandbox/wrangler.toml')

export const APP_SECRET = bindings.APP_SECRET
/** Each time anew: one from before a reset() is broken for good, and files share this module. */
export const ledger = () => ledgerOf(bindings)

type Json = Record<string, unknown>

/** Calls control and returns its answer. */
export async function control<T = Json>(path: string, body?: object, method = body === undefined ? 'GET' : 'POST') {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
  const response = await SELF.fetch(`http://sandbox/sandbox/${path}`, init)
  return (await response.json()) as T
}

/** A Graph call with a token. */
export function graph(path: string, init: RequestInit = {}, token: string | null = 'token-1'): Promise<Response> {
  const headers = new Headers(init.headers)
  if (token !== null) headers.set('authorization', `Bearer ${token}`)
  return SELF.fetch(`http://sandbox/v26.0/${path}`, { ...init, headers })
}

/** A send; the body is `hello_world` with the changes. */
export function post(number: string, changes: object = {}, token: string | null = 'token-1'): Promise<Response> {
  const body = {
    messaging_product: 'whatsapp',
    to: '+16505551234',
    type: 'template',
    template: { name: 'hello_world', language: { code: 'en_US' } },
    ...changes,
  }
  return graph(`${number}/messages`, { method: 'POST', body: JSON.stringify(body) }, token)
}

/** The Graph error code of an answer, or null. */
export async function codeOf(response: Response): Promise<number | null> {
  const body = (await response.json()) as { error?: { code?: number } }
  return body.error?.code ?? null
}

export const NO_DELAYS = { sent: [0, 0], delivered: [0, 0], read: [0, 0] }

type Health = { now: number; plannedMessages: number; pendingWebhooks: number }

/** Fires the alarm, whenever it is due, until everything has left and was answered. */
export async function flush(): Promise<void> {
  for (;;) {
    await runDurableObjectAlarm(ledger())
    await runInDurableObject(ledger(), (instance: Ledger) => instance.settled())
    const { plannedMessages, pendingWebhooks } = await control<Health>('health')
    if (plannedMessages === 0 && pendingWebhooks === 0) return
  }
}

/** Returns in a later millisecond than it was called in, by the sandbox's clock. */
export async function tick(): Promise<void> {
  const from = (await control<Health>('health')).now
  while ((await control<Health>('health')).now === from);
}

export type Received = { signature: string | null; bytes: Uint8Array; body: Json }

/**
 * Stands at the other end of the wire: the sandbox's only outgoing request is `fetch` to WEBHOOK_URL, and here it ends.
 * @param status what to answer to each POST in turn, 200 once the list is over; 0 = the connection fails
 */
export function receiver(...status: number[]): Received[] {
  const received: Received[] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init)
    const bytes = new Uint8Array(await request.arrayBuffer())
    const body = bytes.length === 0 ? {} : (JSON.parse(new TextDecoder().decode(bytes)) as Json)
    received.push({ signature: request.headers.get('x-hub-signature-256'), bytes, body })
    const answer = status.shift() ?? 200
    if (answer === 0) throw new TypeError('connection refused')
    return new Response('ok', { status: answer })
  })
  return received
}

export type Status = { id: string; status: string; biz_opaque_callback_data?: string; pricing?: Json; errors?: Json[] }

/** All statuses of the received POSTs, in order. */
export function statusesOf(received: Received[]): Status[] {
  return received.flatMap(({ body }) => {
    const { entry } = body as { entry: { changes: { value: { statuses?: Status[] } }[] }[] }
    return entry.flatMap((one) => one.changes.flatMap((change) => change.value.statuses ?? []))
  })
}
