import { vaultOf } from '../../durable/kit/do-host.ts'
import { reportFault } from '../../durable/kit/fault.ts'
import type { Env } from '../env.ts'
import { PEPPER, sealedOf } from './pepper.ts'
import { fromD1 } from './unavailable.ts'

type Age = 'current' | 'older' | 'unknown'

/** One value of D1 that MASTER_KEY seals, as it is stored. */
interface Stored {
  id: string
  sealed: string
}

/** Which keys the sealed values of D1 hang on. `older` must be 0 before a former key is taken out of MASTER_KEY. */
export interface SealedCensus {
  current: number
  older: number
  /** no key of MASTER_KEY opens them */
  unknown: number
}

/** Every sealed access token, those of deleted numbers included: their actors keep the configuration for 35 days. */
async function tokens(env: Env): Promise<Stored[]> {
  const found = await fromD1('sealed tokens', () =>
    env.DB.prepare('SELECT id, token AS sealed FROM profiles').all<Stored>(),
  )
  return found.results
}

async function pepperRow(env: Env): Promise<Stored[]> {
  const found = await fromD1('sealed pepper', () =>
    env.DB.prepare('SELECT key AS id, value AS sealed FROM settings WHERE key = ?1').bind(PEPPER).all<Stored>(),
  )
  return found.results
}

const ageOf = (env: Env, one: Stored): Promise<Age> => vaultOf(env.MASTER_KEY).ageOf(sealedOf(one.sealed))

/** Counts the access tokens and the pepper by the age of their key. */
export async function sealedCensus(env: Env): Promise<SealedCensus> {
  const census: SealedCensus = { current: 0, older: 0, unknown: 0 }
  for (const one of [...(await tokens(env)), ...(await pepperRow(env))]) census[await ageOf(env, one)] += 1
  return census
}

/**
 * Seals anew, with the first key, at most `most` access tokens that hang on an older one, and the pepper. What was
 * changed meanwhile is left alone. Answers the numbers whose actors have to hear of it.
 */
export async function sealAnew(env: Env, most: number, now: number): Promise<string[]> {
  const vault = vaultOf(env.MASTER_KEY)
  const anew = async (one: Stored): Promise<string | null> => {
    try {
      return JSON.stringify(await vault.seal(await vault.open(sealedOf(one.sealed))))
    } catch (error) {
      // damaged: the others go on
      reportFault('seal anew', error)
      return null
    }
  }
  const isOlder = async (one: Stored): Promise<boolean> => (await ageOf(env, one)) === 'older'
  for (const one of await pepperRow(env))
    if (await isOlder(one)) {
      const sealed = await anew(one)
      if (sealed === null) continue
      await fromD1('seal pepper', () =>
        env.DB.prepare(
          'UPDATE settings SET value = ?3, version = version + 1, updated_at = ?4 WHERE key = ?1 AND value = ?2',
        )
          .bind(one.id, one.sealed, sealed, now)
          .run(),
      )
    }
  const changed: string[] = []
  for (const one of await tokens(env)) {
    if (changed.length >= most) break
    if (!(await isOlder(one))) continue
    const sealed = await anew(one)
    if (sealed === null) continue
    const { meta } = await fromD1('seal token', () =>
      env.DB.prepare(
        'UPDATE profiles SET token = ?3, version = version + 1, updated_at = ?4 WHERE id = ?1 AND token = ?2',
      )
        .bind(one.id, one.sealed, sealed, now)
        .run(),
    )
    if (meta.changes > 0) changed.push(one.id)
  }
  return changed
}
