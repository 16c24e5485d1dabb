import type { Context } from 'hono'
import type { Env } from '../env.ts'
import { ledgerOf } from '../env.ts'
import type { Answer, Call, Edge } from '../types.ts'
import { hex } from '../webhooks/sign.ts'

export type Bound = { Bindings: Env & { arrivedAt: number; lateMs: number } }
export type GraphContext = Context<Bound>

/** Tokens are few and repeat with every call; the digest is kept, bounded, in the memory of this isolate only. */
const hashes = new Map<string, string>()
const MAX_HASHES = 10_000

/** @returns 16 hex digits of SHA-256, enough to tell tokens apart and useless to anybody else */
export async function tokenHash(token: string): Promise<string> {
  const known = hashes.get(token)
  if (known !== undefined) return known
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
  const hash = hex(digest).slice(0, 16)
  if (hashes.size >= MAX_HASHES) hashes.clear()
  hashes.set(token, hash)
  return hash
}

/** Describes the call to the ledger. */
export async function callOf(c: GraphContext, edge: Edge, body: string | null): Promise<Call> {
  const url = new URL(c.req.url)
  const bearer = /^Bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  return {
    at: c.env.arrivedAt,
    lateMs: c.env.lateMs,
    method: c.req.method,
    path: url.pathname,
    edge,
    origin: url.origin,
    // a media URL has none
    id: c.req.param('id') ?? '',
    tokenHash: bearer === undefined ? null : await tokenHash(bearer),
    query: Object.fromEntries(url.searchParams),
    body,
  }
}

/** A management call, answered by the ledger. */
export async function manage(c: GraphContext, edge: Edge): Promise<Response> {
  const body = c.req.method === 'POST' ? await c.req.text() : null
  return respond(await ledgerOf(c.env).manage(await callOf(c, edge, body)))
}

/** Turns an answer into a response after its delay; a reset breaks off after the first half of the body. */
export async function respond(answer: Answer): Promise<Response> {
  if (answer.delayMs > 0) await scheduler.wait(answer.delayMs)
  const headers = { 'content-type': answer.contentType, ...answer.headers }
  if (!answer.reset) return new Response(answer.bytes ?? answer.body, { status: answer.http, headers })
  const bytes = new TextEncoder().encode(answer.body)
  const { readable, writable } = new FixedLengthStream(bytes.length)
  const writer = writable.getWriter()
  writer
    .write(bytes.slice(0, Math.floor(bytes.length / 2)))
    .then(() => writer.abort(new Error('connection reset by the sandbox')))
    .catch(() => {
      // The caller may have gone first.
    })
  return new Response(readable, { status: answer.http, headers })
}
