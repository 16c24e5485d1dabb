import { sentence } from './sentence.ts'

/** A number's reason comes as `code: detail`; the code is the guard's, or Meta's when it is a figure. */
export type NumberReason = { readonly code: string; readonly text: string }

/** Codes whose detail does not say on its own what has stopped the number. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  person: 'Stopped by a person',
  retired: 'Taken out of its package',
}

/** `131048: Meta limits this number` -> that sentence, with Meta's code where it is one of Meta's. */
export const reasonOf = (reason: string): NumberReason => {
  const [, code = '', detail = reason] = /^([\w.-]{1,40}): ([\s\S]*)$/.exec(reason) ?? []
  const meta = /^(?:hold-)?(\d{1,7})$/.exec(code)?.[1]
  const begun = BEGINNINGS[code]
  if (begun !== undefined)
    return { code, text: sentence(detail === '' || detail === begun ? begun : `${begun}: ${detail}`) }
  const text = sentence(detail)
  return { code, text: meta === undefined ? text : `${text} (Meta ${meta})` }
}

/** Codes that say that Meta does not take the number's access token: asking Meta again changes nothing, a new one does. */
const OF_TOKEN = new Set(['token-dead', 'hold-190', 'meta-190'])

export const isTokenRefused = (reason: string | null): boolean => reason !== null && OF_TOKEN.has(reasonOf(reason).code)
