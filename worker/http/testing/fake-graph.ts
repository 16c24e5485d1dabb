import { vi } from 'vitest'

/** What the Graph of a test says; a test changes it as it goes. */
export interface FakeGraph {
  /** refuse everything with this code */
  refuse: number | null
  /** nobody answers */
  down: boolean
  /** tokens of which nobody takes notice */
  silent: Set<string>
  /** so many requests lose their connection */
  lost: number
  /** the portfolio that owns each WABA */
  owner: string | null
  /** bodies of sends, oldest first */
  sent: { phoneNumberId: string; body: { [key: string]: unknown } }[]
  /** where a look-up of each file points to, by media id */
  files: Map<string, string>
  /** the number of each file that was uploaded, by media id: a look-up that names another is refused, as at Meta */
  owners: Map<string, string>
  /** requests of other kinds, `METHOD url`, oldest first */
  asked: string[]
  /** bearer tokens seen, by path's first part */
  tokens: Map<string, string>
}

/** Stands in for graph.facebook.com: actors and routes share this isolate's fetch. */
export function fakeGraph(): FakeGraph {
  const graph: FakeGraph = {
    refuse: null,
    down: false,
    silent: new Set(),
    lost: 0,
    owner: null,
    sent: [],
    files: new Map(),
    owners: new Map(),
    asked: [],
    tokens: new Map(),
  }
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => await answer(graph, input, init))
  return graph
}

async function answer(graph: FakeGraph, input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init)
  const [, , subject = '', call = ''] = new URL(request.url).pathname.split('/')
  const token = (request.headers.get('authorization') ?? '').replace(/^Bearer /, '')
  if (graph.down || graph.silent.has(token)) throw new TypeError('connection refused')
  if (graph.lost > 0) {
    graph.lost -= 1
    throw new TypeError('connection lost')
  }
  graph.tokens.set(subject, request.headers.get('authorization') ?? '')
  if (graph.refuse !== null)
    return Response.json({ error: { message: 'no', type: 'OAuthException', code: graph.refuse } }, { status: 400 })
  graph.asked.push(`${request.method} ${request.url}`)
  if (call === 'media') {
    const id = String(5_000_000_000_000_001 + graph.files.size)
    graph.files.set(id, `https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=${id}`)
    graph.owners.set(id, subject)
    await request.arrayBuffer()
    return Response.json({ id })
  }
  const url = graph.files.get(subject)
  const named = new URL(request.url).searchParams.get('phone_number_id')
  if (url !== undefined && named !== null && named !== graph.owners.get(subject))
    return Response.json(
      { error: { message: 'not of this number', type: 'OAuthException', code: 100 } },
      { status: 400 },
    )
  if (url !== undefined && request.method === 'DELETE') return Response.json({ success: graph.files.delete(subject) })
  if (url !== undefined)
    return Response.json({
      ...{ messaging_product: 'whatsapp', url, mime_type: 'text/plain', sha256: 'ab', file_size: 5, id: subject },
    })
  if (request.url.includes('/attachments/'))
    return new Response('bytes', { headers: { 'content-type': 'text/plain', 'set-cookie': 'meta=1' } })
  if (call === 'messages') {
    const body = await request.json<{ [key: string]: unknown }>()
    if (body['status'] === 'read') return Response.json({ success: true })
    graph.sent.push({ phoneNumberId: subject, body })
    return Response.json({ messaging_product: 'whatsapp', messages: [{ id: `wamid.${graph.sent.length}` }] })
  }
  if (call === 'subscribed_apps') return Response.json({ success: true })
  if (call === 'message_templates')
    return Response.json({
      data: [
        { id: '77', name: 'hello_world', language: 'en_US', category: 'UTILITY', status: 'APPROVED', components: [] },
      ],
    })
  return Response.json({
    id: subject,
    display_phone_number: '+1 555 0100',
    verified_name: 'Test',
    status: 'CONNECTED',
    quality_rating: 'GREEN',
    throughput: { level: 'STANDARD' },
    ...(graph.owner === null ? {} : { owner_business_info: { id: graph.owner, name: 'Owner' } }),
  })
}
