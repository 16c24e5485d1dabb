import type { Query } from '../../data/api.ts'
import { instant } from '../../words/local-time.ts'
import { startOfDay } from '../../words/time.ts'

/** Which entries are shown, as it lies in the address, so that a view can be sent to somebody else. */

export const WHO = ['people', 'keys', 'guard', 'meta'] as const
export type Who = (typeof WHO)[number]

/** The kinds of actor behind each: a rule of the guard is the guard too. */
const KINDS: Readonly<Record<Who, string>> = { people: 'session', keys: 'key', guard: 'rule,system', meta: 'meta' }

export const WITHIN = ['hour', 'today', 'week', 'month'] as const
export type Within = (typeof WITHIN)[number]

export const SUBJECTS = [
  'deployment',
  'package',
  'profile',
  'waba',
  'token',
  'template',
  'portfolio',
  'route',
  'recipient',
  'api-key',
  'session',
] as const

export type Filter = {
  readonly who: Who | undefined
  readonly actorId: string | undefined
  readonly action: string | undefined
  readonly subjectKind: string | undefined
  readonly subjectId: string | undefined
  readonly packageId: string | undefined
  readonly within: Within | undefined
  /** RFC 3339; only without `within` */
  readonly from: string | undefined
  readonly to: string | undefined
}

export const NO_FILTER: Filter = {
  who: undefined,
  actorId: undefined,
  action: undefined,
  subjectKind: undefined,
  subjectId: undefined,
  packageId: undefined,
  within: undefined,
  from: undefined,
  to: undefined,
}

type Search = Readonly<Record<string, string | string[] | undefined>>

/** Longer than any id or action: an address that somebody made up is not sent on. */
const MOST = 200

const one = (value: string | string[] | undefined): string | undefined => {
  const text = Array.isArray(value) ? value[0] : value
  return text === undefined || text === '' || text.length > MOST ? undefined : text
}

export const filterOf = (search: Search): Filter => {
  const within = WITHIN.find((known) => known === one(search['within']))
  return {
    who: WHO.find((known) => known === one(search['who'])),
    actorId: one(search['actorId']),
    action: one(search['action'])?.slice(0, 64),
    subjectKind: one(search['subjectKind'])?.slice(0, 64),
    subjectId: one(search['subjectId']),
    packageId: one(search['packageId']),
    within,
    from: within === undefined ? instant(one(search['from'])) : undefined,
    to: within === undefined ? instant(one(search['to'])) : undefined,
  }
}

/** The filter's members for the address; null takes one away. */
export const searchOf = (filter: Filter): Record<string, string | null> =>
  Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, value ?? null]))

export const isFiltered = (filter: Filter): boolean => Object.values(filter).some((value) => value !== undefined)

const HOUR = 3_600_000

const START: Readonly<Record<Within, (now: number) => number>> = {
  hour: (now) => now - HOUR,
  today: (now) => startOfDay(now),
  week: (now) => startOfDay(now, 6),
  month: (now) => startOfDay(now, 29),
}

/** What is asked of the API; a span that ends now begins where it begins when it is asked. */
export const queryOf = (filter: Filter, now: number): Query => ({
  actorKind: filter.who === undefined ? undefined : KINDS[filter.who],
  actorId: filter.actorId,
  action: filter.action,
  subjectKind: filter.subjectKind,
  subjectId: filter.subjectId,
  packageId: filter.packageId,
  from: filter.within === undefined ? filter.from : new Date(START[filter.within](now)).toISOString(),
  to: filter.to,
})
