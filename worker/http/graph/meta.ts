import { outgoing, vaultOf } from '../../../durable/kit/do-host.ts'
import { withoutToken } from '../../../durable/meta/without-token.ts'
import type { ProfileEntry } from '../../db/directory.ts'
import { sealedOf } from '../../db/pepper.ts'
import type { Env } from '../../env.ts'
import { type Refusal, refuse } from '../reply.ts'

/** Until an answer begins; a file may take longer to come. */
const ANSWER_MS = 20_000
/** A file on its way up: as long as a caller's line may need for 100 MB. */
const UPLOAD_MS = 300_000
/** Meta's JSON answers are small. */
const TEXT_LIMIT = 1_000_000

const NO_ANSWER = refuse('unavailable', 'Meta did not answer')

interface Asked {
  method: string
  body?: BodyInit | null
  headers?: Record<string, string>
}

/** Something that is no message, asked of Meta in a number's name. Never rejects for what the network or Meta does. */
export async function askMeta(
  env: Env,
  number: ProfileEntry,
  path: readonly string[],
  query: URLSearchParams | null,
  asked: Asked,
): Promise<Response | Refusal> {
  const base = [number.graphUrl.replace(/\/+$/, ''), env.META_GRAPH_VERSION, ...path.map(encodeURIComponent)].join('/')
  const search = query === null || query.size === 0 ? '' : `?${query}`
  return await fetched(env, number, base + search, asked)
}

/** A file at the URL that a look-up named. The number's token goes to Meta's own hosts, or to its Graph's, and nowhere else. */
export async function fetchMedia(env: Env, number: ProfileEntry, url: string): Promise<Response | Refusal> {
  if (!isMetas(url, number.graphUrl)) return refuse('unavailable', 'Meta named a place that is none of its own')
  // without a User-Agent Meta's file host answers with a page
  return await fetched(env, number, url, { method: 'GET', headers: { 'user-agent': 'whats-guard' } })
}

/** The answer as text without the number's token, which Meta repeats in some of its words; cut where it is no answer of Meta's. */
export async function textOfMeta(env: Env, number: ProfileEntry, answer: Response): Promise<string> {
  const text = (await answer.text()).slice(0, TEXT_LIMIT)
  return withoutToken(text, await tokenOf(env, number))
}

async function tokenOf(env: Env, number: ProfileEntry): Promise<string> {
  return await vaultOf(env.MASTER_KEY).open(sealedOf(number.token))
}

async function fetched(env: Env, number: ProfileEntry, url: string, asked: Asked): Promise<Response | Refusal> {
  const token = await tokenOf(env, number)
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), asked.body instanceof ReadableStream ? UPLOAD_MS : ANSWER_MS)
  const request = () => {
    // the pacing of sends counts connections; where a body streams, its end is not seen here
    outgoing.forget()
    return fetch(url, {
      method: asked.method,
      headers: { ...asked.headers, authorization: `Bearer ${token}` },
      ...(asked.body === undefined ? {} : { body: asked.body }),
      redirect: 'manual',
      signal: patience.signal,
    })
  }
  try {
    try {
      return await request()
    } catch (error) {
      // a kept connection may end at the very moment at which it is used again; what changes nothing twice is asked again
      if (!REPEATABLE.has(asked.method) || patience.signal.aborted) throw error
      return await request()
    }
  } catch (error) {
    // no fault of ours: said without a place in the code, and without the message, which may quote what was sent
    console.warn('no answer from Meta:', error instanceof Error ? error.name : typeof error)
    return NO_ANSWER
  } finally {
    clearTimeout(timer)
  }
}

const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'DELETE'])

const META_HOSTS = /(^|\.)(fbsbx\.com|facebook\.com|fbcdn\.net|whatsapp\.net|whatsapp\.com)$/

function isMetas(text: string, graphUrl: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return url.origin === new URL(graphUrl).origin || (url.protocol === 'https:' && META_HOSTS.test(url.hostname))
}
