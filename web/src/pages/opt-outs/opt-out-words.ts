import type * as z from 'zod'
import type { OptOutView } from '../../../../worker/contract/admin.ts'
import { phone } from '../../words/phone.ts'
import { plain } from '../../words/plain.ts'

export type OptOut = z.infer<typeof OptOutView>
export type Scope = OptOut['scope']

/** What somebody who opted out is not sent. */
export const SCOPE_WORDS: Readonly<Record<Scope, string>> = { all: 'Everything', marketing: 'Marketing' }

export const SCOPE_RULES: Readonly<Record<Scope, string>> = {
  all: 'Nothing is sent to them, answers in an open service window included.',
  marketing: 'No marketing templates, and none whose category is not known. Everything else goes out.',
}

const SOURCES: Readonly<Record<string, string>> = {
  operator: 'Set here or by the API',
  word: 'Wrote a stop word',
  preference: 'Chose it in WhatsApp',
  'meta-131050': 'Refused by Meta (131050)',
  joined: 'Known by another address too',
}

/** How the guard came to know of it. */
export const sourceOf = (source: string): string => SOURCES[source] ?? plain(source)

/** An erased recipient is known by a print of the address alone. */
export const isErased = (recipient: string): boolean => recipient.startsWith('hash:')

/** `+57 300 123 4567`, a user id of Meta, or `an erased recipient`. */
export const recipientOf = (recipient: string): string =>
  isErased(recipient) ? 'an erased recipient' : phone(plain(recipient))

/** What makes a row one: the same person is listed once in each portfolio. */
export const keyOf = ({ portfolioId, recipient }: Pick<OptOut, 'portfolioId' | 'recipient'>): string =>
  `${portfolioId}/${recipient}`

/** What was changed here and the list may not know yet: a row, or `null` for one that was lifted. */
export type Changes = Readonly<Record<string, OptOut | null>>

/** A list with what was changed meanwhile: new ones on top, changed ones in their place, lifted ones gone. */
export const withChanges = (items: readonly OptOut[], changes: Changes): readonly OptOut[] => {
  const listed = new Set(items.map(keyOf))
  const fresh = Object.entries(changes).flatMap(([key, row]) => (row === null || listed.has(key) ? [] : [row]))
  const kept = items.flatMap((item) => {
    const change = changes[keyOf(item)]
    return change === undefined ? [item] : change === null ? [] : [change]
  })
  return [...fresh, ...kept]
}
