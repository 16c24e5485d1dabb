import type * as z from 'zod'
import { fetchAnswer } from '../../durable/kit/read-answer.ts'
import type { ConnectionView } from '../contract/admin.ts'
import type { Env } from '../env.ts'

/** One request without a token: any answer of the Graph, a refusal too, shows that it can be reached. */
export async function probeGraph(
  env: Pick<Env, 'META_GRAPH_URL' | 'META_GRAPH_VERSION'>,
): Promise<z.input<typeof ConnectionView>> {
  const started = Date.now()
  const about = { graphUrl: env.META_GRAPH_URL, graphVersion: env.META_GRAPH_VERSION }
  try {
    const url = `${env.META_GRAPH_URL.replace(/\/+$/, '')}/${env.META_GRAPH_VERSION}/me`
    const { status, body } = await fetchAnswer(url, { method: 'GET', headers: {}, timeoutMs: 10_000 })
    const ok = speaksGraph(body)
    const detail = ok ? 'the Graph answers' : 'something answers that does not speak like the Graph'
    return { ...about, ok, httpStatus: status, latencyMs: Date.now() - started, detail }
  } catch {
    const detail = 'no answer within 10 seconds, or the connection failed'
    return { ...about, ok: false, httpStatus: null, latencyMs: Date.now() - started, detail }
  }
}

function speaksGraph(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && ('error' in value || 'id' in value)
  } catch {
    return false
  }
}
