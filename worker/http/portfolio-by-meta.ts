import { fetchAnswer } from '../../durable/kit/read-answer.ts'
import type { Env } from '../env.ts'

/**
 * The business portfolio that owns a WABA, as Meta names it (`owner_business_info`); null when it does not say, refuses
 * or cannot be reached: the number is then of the portfolio `default`.
 */
export async function portfolioNamedByMeta(
  env: Pick<Env, 'META_GRAPH_VERSION'>,
  graphUrl: string,
  input: { wabaId: string; accessToken: string },
): Promise<string | null> {
  const url = `${graphUrl}/${env.META_GRAPH_VERSION}/${encodeURIComponent(input.wabaId)}?fields=owner_business_info`
  try {
    const answer = await fetchAnswer(url, {
      method: 'GET',
      headers: { authorization: `Bearer ${input.accessToken}` },
      timeoutMs: 10_000,
    })
    if (answer.status !== 200) return null
    const body: { owner_business_info?: { id?: unknown } } = JSON.parse(answer.body)
    const id = body.owner_business_info?.id
    return typeof id === 'string' && /^[A-Za-z0-9_.-]{1,64}$/.test(id) ? id : null
  } catch {
    return null
  }
}
