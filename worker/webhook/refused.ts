import { peersOf } from '../../durable/kit/do-host.ts'
import { reportFault } from '../../durable/kit/fault.ts'
import { findProfile } from '../db/directory.ts'
import type { Env } from '../env.ts'
import { cachedPortfolio } from './directory.ts'

/** A refused body is anybody's: no more of it than this is looked at, and not parsed. */
const LOOK_BYTES = 65_536
const MAX_IDS = 5
/** A portfolio is told at most this often per account: enough to stop resends, too seldom to be a burden. */
const TELL_MS = 2000
/** Look-ups in D1 that refused bodies may cause per minute, for ids that are not known here. */
const LOOKUPS_PER_MINUTE = 60

const told = new Map<string, number>()
let lookups = { minute: 0, count: 0 }

/**
 * A webhook was refused for its signature. When it names an account or number of ours, its portfolio must know: from
 * then on silence proves nothing (invariant 2), and a person should look at the app secret. Never throws.
 */
export async function noteRefused(env: Env, body: Uint8Array, now: number): Promise<void> {
  try {
    const text = new TextDecoder().decode(body.subarray(0, LOOK_BYTES))
    const wabas = new Map<string, string>()
    for (const id of idsIn(text, /"id"\s*:\s*"(\d{5,25})"/g)) {
      const portfolioId = mayLook(now) ? await cachedPortfolio(env, id, now) : null
      if (portfolioId !== null) wabas.set(id, portfolioId)
    }
    for (const id of idsIn(text, /"phone_number_id"\s*:\s*"(\d{5,25})"/g)) {
      const entry = mayLook(now) ? await findProfile(env, id, now) : null
      if (entry !== null) wabas.set(entry.wabaId, entry.portfolioId)
    }
    for (const [wabaId, portfolioId] of wabas) await tell(env, wabaId, portfolioId, now)
  } catch (error) {
    reportFault('refused webhook', error)
  }
}

async function tell(env: Env, wabaId: string, portfolioId: string, now: number): Promise<void> {
  if (now - (told.get(wabaId) ?? Number.NEGATIVE_INFINITY) < TELL_MS) return
  await peersOf(env).portfolio(portfolioId).signatureRefused(wabaId, now)
  if (told.size > 1000) told.clear()
  told.set(wabaId, now)
}

function idsIn(text: string, pattern: RegExp): string[] {
  const ids = new Set<string>()
  for (const match of text.matchAll(pattern)) {
    if (match[1] !== undefined) ids.add(match[1])
    if (ids.size >= MAX_IDS) break
  }
  return [...ids]
}

function mayLook(now: number): boolean {
  const minute = Math.floor(now / 60_000)
  if (lookups.minute !== minute) lookups = { minute, count: 0 }
  lookups.count += 1
  return lookups.count <= LOOKUPS_PER_MINUTE
}
