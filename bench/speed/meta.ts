import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/**
 * Meta's place in the bench, a process of its own: answers look-ups as a number of throughput level HIGH without a
 * messaging limit, takes every send, answers it after a while, and keeps a ledger of arrivals. As light as it can be: what it
 * needs of the cores the product does not have. `node meta.ts`, told of its delays (ms) by messages `{ delay: [least, most] }`,
 * says `{ port }` when it listens.
 *
 * `GET /__ledger?since=n` -> `[{ phoneId, to, at, opaque, wamid }]`, `at` in ms at the start of the request's handling.
 */
let delay: readonly [number, number] = [5, 5]
const ledger: { phoneId: string; to: string; at: number; opaque: string; wamid: string }[] = []

const TEMPLATES = JSON.stringify({
  data: [
    {
      ...{ id: '1', name: 'hello_world', language: 'en_US', category: 'UTILITY', status: 'APPROVED' },
      components: [{ type: 'BODY', text: 'Hello World' }],
    },
  ],
})

const server = createServer((request, response) => {
  const at = performance.timeOrigin + performance.now()
  const url = request.url ?? ''
  if (request.method === 'POST' && url.endsWith('/messages')) take(request, response, at, url.split('/').at(-2) ?? '')
  else if (url.startsWith('/__ledger')) answer(response, JSON.stringify(ledger.slice(sinceOf(url))))
  else if (url.includes('/message_templates')) answer(response, TEMPLATES)
  else if (url.includes('/message_history')) answer(response, '{"data":[]}')
  else if (request.method === 'POST') answer(response, '{"success":true}')
  else answer(response, JSON.stringify(numberOf(url.split('?')[0]?.split('/').at(-1) ?? '')))
})

function take(request: IncomingMessage, response: ServerResponse, at: number, phoneId: string): void {
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (chunk) => {
    text += chunk
  })
  request.on('end', () => {
    const body: { to: string; biz_opaque_callback_data?: string } = JSON.parse(text)
    const wamid = `wamid.bench${ledger.length}`
    ledger.push({ phoneId, to: body.to, at, opaque: body.biz_opaque_callback_data ?? '', wamid })
    const contact = { input: body.to, wa_id: body.to.replace('+', '') }
    const text200 = JSON.stringify({ messaging_product: 'whatsapp', contacts: [contact], messages: [{ id: wamid }] })
    const wait = delay[0] + Math.random() * (delay[1] - delay[0])
    setTimeout(answer, wait, response, text200)
  })
}

function numberOf(id: string): object {
  return {
    ...{ id, display_phone_number: `+${id}`, verified_name: 'Bench', status: 'CONNECTED', quality_rating: 'GREEN' },
    ...{ throughput: { level: 'HIGH' }, whatsapp_business_manager_messaging_limit: 'TIER_UNLIMITED' },
    ...{ name_status: 'APPROVED', health_status: { can_send_message: 'AVAILABLE', entities: [] } },
  }
}

function sinceOf(url: string): number {
  return Number(/[?&]since=(\d+)/.exec(url)?.[1] ?? '0')
}

function answer(response: ServerResponse, text: string): void {
  response.setHeader('content-type', 'application/json')
  response.end(text)
}

// the product's connections stay open between the runs of one process
server.keepAliveTimeout = 120_000
process.on('message', (told: { delay: readonly [number, number] }) => {
  delay = told.delay
})
process.once('disconnect', () => process.exit(0))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) process.send?.({ port: address.port })
})
