import { peersOf } from '../../durable/kit/do-host.ts'
import { Cached } from '../db/cached.ts'
import { findProfile } from '../db/directory.ts'
import { fromD1 } from '../db/unavailable.ts'
import { portfolioOfWaba } from '../db/wabas.ts'
import type { Env } from '../env.ts'
import type { Directory } from './routing.ts'

const wabasKnown = new Cached<string>()
const displaysKnown = new Cached<string>()
const wabaNumbers = new Cached<string[]>()

export async function cachedPortfolio(env: Env, wabaId: string, now: number): Promise<string | null> {
  return await wabasKnown.get(wabaId, now, () => portfolioOfWaba(env, wabaId))
}

/** The directory as this isolate knows it: at most 60 s old, 15 minutes longer while D1 fails. */
export function directoryOf(env: Env, now: number): Directory {
  return {
    isNumber: (phoneNumberId) => isNumber(env, phoneNumberId, now),
    numbersBehind: async (display, wabaId) => {
      const known =
        display === null ? null : await displaysKnown.get(digits(display), now, () => readDisplay(env, display))
      if (known !== null) return (await findProfile(env, known, now)) === null ? [] : [known]
      // account fields name a number by its display form only; until that is known, all of the account are meant
      return wabaId === null ? [] : ((await wabaNumbers.get(wabaId, now, () => readNumbers(env, wabaId))) ?? [])
    },
    portfolioOf: (wabaId) => cachedPortfolio(env, wabaId, now),
  }
}

/** A deleted number too: its statuses come for weeks, and its actor still knows them. */
async function isNumber(env: Env, phoneNumberId: string, now: number): Promise<boolean> {
  try {
    return (await findProfile(env, phoneNumberId, now)) !== null
  } catch (error) {
    // D1 is away, and this isolate began meanwhile: the number's own actor knows itself. Only its yes counts, for
    // what is to be kept raw for a stranger needs D1.
    const isOurs = await peersOf(env)
      .profile(phoneNumberId)
      .isConfigured()
      .catch(() => false)
    if (isOurs) return true
    throw error
  }
}

/** Learns which phone number id a display number has, for the account fields that carry nothing else. */
export async function learnDisplays(env: Env, seen: ReadonlyMap<string, string>, now: number): Promise<void> {
  for (const [display, phoneNumberId] of seen) {
    const known = await displaysKnown.get(digits(display), now, () => readDisplay(env, display))
    if (known === phoneNumberId) continue
    await fromD1('learn number', () =>
      env.DB.prepare(
        `INSERT INTO settings (key, value, version, updated_at) VALUES (?1, ?2, 1, ?3)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = version + 1, updated_at = excluded.updated_at`,
      )
        .bind(keyOf(display), JSON.stringify(phoneNumberId), now)
        .run(),
    )
    displaysKnown.set(digits(display), phoneNumberId, now)
  }
}

async function readDisplay(env: Env, display: string): Promise<string | null> {
  const row = await fromD1('number by display', () =>
    env.DB.prepare('SELECT value FROM settings WHERE key = ?1').bind(keyOf(display)).first<{ value: string }>(),
  )
  return row === null ? null : JSON.parse(row.value)
}

async function readNumbers(env: Env, wabaId: string): Promise<string[] | null> {
  const found = await fromD1('numbers of waba', () =>
    env.DB.prepare('SELECT id FROM profiles WHERE waba_id = ?1 AND deleted_at IS NULL')
      .bind(wabaId)
      .all<{ id: string }>(),
  )
  return found.results.length === 0 ? null : found.results.map((row) => row.id)
}

/** Meta writes `15550783881` here and `+1 555-078-3881` there. */
function digits(display: string): string {
  return display.replace(/\D/g, '')
}

function keyOf(display: string): string {
  return `number/${digits(display)}`
}
