import { createServer, type IncomingMessage } from 'node:http'

export interface EchoGraph {
  origin: string
  sends: number
  close(): void
}

/**
 * A Graph that knows every number and refuses every send, and that repeats in its words whatever it was given: the token,
 * the address, the text. Meta does so ("Malformed access token EAA…"), only not in so many places.
 */
export async function echoGraph(): Promise<EchoGraph> {
  const graph: EchoGraph = { origin: '', sends: 0, close: () => server.close() }
  const server = createServer(async (request, response) => {
    const given = `${request.headers.authorization ?? ''} ${request.url} ${await textOf(request)}`
    const isSend = request.method === 'POST' && request.url?.endsWith('/messages') === true
    if (!isSend) {
      response.setHeader('x-echo', encodeURIComponent(given).slice(0, 4000))
      response.end(
        JSON.stringify({
          id: request.url?.split('/')[2]?.split('?')[0],
          status: 'CONNECTED',
          success: true,
          data: [],
          verified_name: given,
          quality_rating: 'GREEN',
        }),
      )
      return
    }
    graph.sends += 1
    const error = { type: 'OAuthException', fbtrace_id: 'A', message: `Invalid: ${given}`, error_user_msg: given }
    const details = { error_data: { messaging_product: 'whatsapp', details: `Could not read ${given}` } }
    // in turn: a refusal in Meta's form, a page of HTML, an answer that is cut off
    if (graph.sends % 3 === 1)
      response.writeHead(400).end(JSON.stringify({ error: { ...error, ...details, code: 131009 } }))
    else if (graph.sends % 3 === 2) response.writeHead(502).end(`<html><body>${given}</body></html>`)
    else response.writeHead(200).end(JSON.stringify({ messages: [{ echo: given }] }).slice(0, -3))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address === 'object' && address !== null) graph.origin = `http://127.0.0.1:${address.port}`
  return graph
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
