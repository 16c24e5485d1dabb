import { api } from '../../data/api.ts'
import type { Health, Profile } from '../../data/wire.ts'
import { numberPath } from './number-data.ts'

/** What is wrong with a text as an access token; undefined = it may be one. */
export const tokenWrong = (text: string): string | undefined => {
  if (text === '') return 'Enter the access token.'
  return /^[\x21-\x7e]+$/.test(text) ? undefined : 'A token has no spaces and no letters beyond a to z.'
}

/** What Meta makes of a token: `unknown` = it has not answered since the token is there. */
export type Verdict = 'accepted' | 'refused' | 'unknown'

/** When Meta last answered for a number, ms; 0 = never, undefined = the number does not say. */
const lastAnswer = async (id: string): Promise<number | undefined> => {
  try {
    const { meta } = await api.get<Health>(`${numberPath(id)}/health`)
    return meta.checkedAt === null ? 0 : Date.parse(meta.checkedAt)
  } catch {
    return undefined
  }
}

/**
 * Stores another token; the guard asks Meta with it. A number that was well stays so while Meta is silent, so only a newer
 * answer of Meta's is taken for a yes.
 *
 * @throws ApiError
 */
export const putToken = async (id: string, accessToken: string): Promise<{ now: Profile; verdict: Verdict }> => {
  const before = await lastAnswer(id)
  const now = await api.patch<Profile>(numberPath(id), { accessToken })
  if (now.state === 'disconnected') return { now, verdict: 'refused' }
  const after = await lastAnswer(id)
  const answered = before !== undefined && after !== undefined && after > before
  return { now, verdict: answered ? 'accepted' : 'unknown' }
}
