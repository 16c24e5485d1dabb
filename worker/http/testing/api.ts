import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { Env } from '../../env.ts'
import { app } from '../app.ts'
import { expectOpenApi, type OpenApiDocument } from './expect-openapi.ts'

export const testEnv = env as Env

export interface Answer {
  status: number
  headers: Headers
  /** untyped: a test reads what it expects, and the published schema was checked already */
  body: ReturnType<typeof JSON.parse>
}

const http = app()
let document: OpenApiDocument | undefined

/** The published document, asked for as a caller does. */
export async function published(): Promise<OpenApiDocument> {
  document ??= await (await raw('GET', '/api/openapi.json', {})).json<OpenApiDocument>()
  return document
}

/** One request through the app as it is deployed, background work finished. */
export async function raw(method: string, path: string, init: RequestInit, withEnv: Env = testEnv): Promise<Response> {
  const context = createExecutionContext()
  const response = await http.fetch(new Request(`https://guard.test${path}`, { method, ...init }), withEnv, context)
  if (response.webSocket === null) await waitOnExecutionContext(context)
  return response
}

function bodyOf(response: Response, text: string): unknown {
  if (text === '') return null
  return response.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : text
}

/** A caller with a token; every answer is checked against the published OpenAPI document. */
export function caller(token: string | null, withEnv: Env = testEnv) {
  return async (method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Answer> => {
    const headers = new Headers(more)
    if (token !== null) headers.set('authorization', `Bearer ${token}`)
    if (body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json')
    const response = await raw(
      method,
      path,
      { headers, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }) },
      withEnv,
    )
    const text = await response.text()
    const answer = { status: response.status, headers: response.headers, body: bodyOf(response, text) }
    expectOpenApi(await published(), {
      method,
      path: path.split('?')[0] ?? path,
      status: answer.status,
      contentType: response.headers.get('content-type'),
      body: answer.body,
    })
    return answer
  }
}

export const admin = caller('admin')
