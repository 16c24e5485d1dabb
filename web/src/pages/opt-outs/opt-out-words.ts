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

/** Something that was changed here and that the list may not know yet. */
export type OwnChange = {
  /** `null`: it was lifted */
  readonly row: OptOut | null
  /** when, by the guard's clock, ms: what is listed with a later time came after it */
  readonly at: number
  /** a list that was read from here on knows of it, ms by this clock */
  readonly known: number
}

export type Changes = Readonly<Record<string, OwnChange>>

/**
 * A list with what was changed meanwhile: new ones on top, changed ones in their place, lifted ones gone. What came later
 * than the change is told by the list: who was lifted here may write a stop word a moment after.
 */
export const withChanges = (items: readonly OptOut[], changes: Changes): readonly OptOut[] => {
  const listed = new Set(items.map(keyOf))
  const fresh = Object.entries(changes).flatMap(([key, { row }]) => (row === null || listed.has(key) ? [] : [row]))
  const kept = items.flatMap((item) => {
    const change = changes[keyOf(item)]
    if (change === undefined || Date.parse(item.at) > change.at) return [item]
    return change.row === null ? [] : [change.row]
  })
  return [...fresh, ...kept]
}

/** The changes that a list read at `at` (ms) may not know yet. */
export const stillOwn = (changes: Changes, at: number): Changes => {
  const left = Object.entries(changes).filter(([, { known }]) => at < known)
  return left.length === Object.keys(changes).length ? changes : Object.fromEntries(left)
}
