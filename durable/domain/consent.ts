import type { OptOutScope } from './user.ts'

/** The last word on one scope. */
export interface Register {
  out: boolean
  /** ms: when it was said, by Meta's clock where Meta told it */
  at: number
  source: string
}

/** What one user has said. `marketing` and `all` are separate: START lifts the first and never the second. */
export interface Consent {
  marketing: Register | null
  all: Register | null
}

export const NO_CONSENT: Consent = { marketing: null, all: null }

/** The scope in force: null = not opted out. */
export function scopeOf(consent: Consent): OptOutScope | null {
  if (consent.all?.out === true) return 'all'
  return consent.marketing?.out === true ? 'marketing' : null
}

/** When and from where the scope in force (or the last lift) came. */
export function wordInForce(consent: Consent): { at: number; source: string } {
  const { all, marketing } = consent
  if (all?.out === true) return all
  if (marketing?.out === true) return marketing
  const later = later2(all, marketing)
  return later ?? { at: 0, source: 'none' }
}

/** An opt-out said at `at`. An older word than the one held changes nothing; at the same instant the opt-out wins. */
export function optOut(consent: Consent, scope: OptOutScope, at: number, source: string): Consent {
  return { ...consent, [scope]: said(consent[scope], { out: true, at, source }) }
}

/** A lift said at `at`: `marketing` lifts that alone, `all` lifts both. */
export function optIn(consent: Consent, scope: OptOutScope, at: number, source: string): Consent {
  const lift = (current: Register | null) => (current === null ? null : said(current, { out: false, at, source }))
  const marketing = lift(consent.marketing)
  return scope === 'all' ? { marketing, all: lift(consent.all) } : { ...consent, marketing }
}

/** Two users turn out to be one: the stricter side of each scope. Associative, commutative, idempotent. */
export function joinConsent(a: Consent, b: Consent): Consent {
  return { marketing: stricter(a.marketing, b.marketing), all: stricter(a.all, b.all) }
}

function said(current: Register | null, word: Register): Register {
  if (current === null || word.at > current.at) return word
  return word.at === current.at && word.out && !current.out ? word : current
}

function stricter(a: Register | null, b: Register | null): Register | null {
  if (a === null || b === null) return a ?? b
  if (a.out !== b.out) return a.out ? a : b
  if (a.at !== b.at) return a.at > b.at ? a : b
  return a.source <= b.source ? a : b
}

function later2(a: Register | null, b: Register | null): Register | null {
  if (a === null || b === null) return a ?? b
  return a.at >= b.at ? a : b
}
