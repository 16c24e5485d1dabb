import { MESSAGE_STATUSES, type MessageStatus } from '../../../../durable/domain/status.ts'
import { instant } from '../../words/local-time.ts'
import { STATUS_WORDS } from '../../words/states.ts'

/** Which messages are shown. Every part of it stands in the page's address, so that a link brings the same list. */
export type Filter = {
  /** what was typed: a recipient, a reference or an id */
  readonly q: string
  readonly packageId: string | undefined
  readonly profileId: string | undefined
  readonly direction: 'out' | 'in' | undefined
  readonly statuses: readonly MessageStatus[]
  /** those that wait for their time, soonest first: another list of the API, by package alone */
  readonly scheduled: boolean
  readonly range: Range
  /** RFC 3339; of the range `custom` alone */
  readonly from: string | undefined
  readonly to: string | undefined
}

export const RANGES = ['any', '1h', '24h', '7d', 'custom'] as const
export type Range = (typeof RANGES)[number]

export const RANGE_WORDS: Readonly<Record<Range, string>> = {
  any: 'Any time',
  '1h': 'Last hour',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  custom: 'From … to …',
}

const RANGE_MS: Readonly<Partial<Record<Range, number>>> = { '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000 }

/** Statuses that mean one thing to an operator. */
export const GROUPS = [
  { value: 'waiting', label: 'Waiting', statuses: ['accepted', 'queued', 'sending'] },
  { value: 'held', label: 'Held', statuses: ['held'] },
  { value: 'unknown', label: 'Unknown', statuses: ['unknown', 'unresolved'] },
  { value: 'failed', label: 'Failed', statuses: ['failed'] },
  { value: 'ended', label: 'Not sent', statuses: ['cancelled', 'expired'] },
  { value: 'sent', label: 'Sent', statuses: ['sent'] },
  { value: 'delivered', label: 'Delivered', statuses: ['delivered'] },
  { value: 'read', label: 'Read', statuses: ['read'] },
] as const satisfies readonly { value: string; label: string; statuses: readonly MessageStatus[] }[]

export type Choice = (typeof GROUPS)[number]['value'] | 'all' | 'scheduled' | 'other'

export type Search = Readonly<Record<string, string | string[] | undefined>>

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? (value[0] ?? '') : (value ?? ''))

const isStatus = (text: string): text is MessageStatus => MESSAGE_STATUSES.some((status) => status === text)

/** The filter of an address; what it says wrongly is left out. */
export const filterOf = (search: Search): Filter => {
  const direction = one(search['direction'])
  const range = RANGES.find((name) => name === one(search['range']))
  const [from, to] = [instant(one(search['from'])), instant(one(search['to']))]
  return {
    // links of other pages name what they mean
    q: one(search['q']) || one(search['recipient']) || one(search['reference']),
    packageId: one(search['packageId']) || undefined,
    profileId: one(search['profileId']) || undefined,
    direction: direction === 'in' || direction === 'out' ? direction : undefined,
    statuses: one(search['status']).split(',').filter(isStatus),
    scheduled: one(search['scheduled']) === 'yes',
    range: range ?? (from === undefined && to === undefined ? 'any' : 'custom'),
    from,
    to,
  }
}

/** The address of a filter: null takes a part out of it. */
export const searchOf = (filter: Filter): Record<string, string | null> => ({
  q: filter.q || null,
  recipient: null,
  reference: null,
  packageId: filter.packageId ?? null,
  profileId: filter.profileId ?? null,
  direction: filter.direction ?? null,
  status: filter.statuses.length === 0 ? null : filter.statuses.join(','),
  scheduled: filter.scheduled ? 'yes' : null,
  // named also where its times say it: without them its fields would not stand there to be filled
  range: filter.range === 'any' ? null : filter.range,
  from: filter.range === 'custom' ? (filter.from ?? null) : null,
  to: filter.range === 'custom' ? (filter.to ?? null) : null,
})

export const NO_FILTER: Filter = filterOf({})

/** What was typed, as the API can look for it. */
export type Sought =
  | { readonly kind: 'none' }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'recipient' | 'reference'; readonly text: string }

/** An id of ours, one of Meta, a phone number with its signs or as bare digits, a user id of Meta; anything else is a reference. */
export const soughtOf = (typed: string): Sought => {
  const text = typed.trim()
  if (text === '') return { kind: 'none' }
  if (/^wg[a-z0-9]{24,30}$/.test(text) || text.startsWith('wamid.')) return { kind: 'id', id: text }
  const digits = text.replace(/[\s().-]/g, '')
  if (/^(\+\d{7,15}|\d{10,15})$/.test(digits)) return { kind: 'recipient', text: digits }
  if (/^[A-Z]{2}\.[A-Za-z0-9]+$/.test(text)) return { kind: 'recipient', text }
  return { kind: 'reference', text }
}

/** What the API's list can be asked for; what is sought by an id is no part of it. `now`: ms. */
export const queryOf = (filter: Filter, now: number): Readonly<Record<string, string | undefined>> => {
  const sought = soughtOf(filter.q)
  const back = RANGE_MS[filter.range]
  const custom = filter.range === 'custom'
  return {
    packageId: filter.packageId,
    profileId: filter.profileId,
    direction: filter.direction,
    status: filter.statuses.length === 0 ? undefined : filter.statuses.join(','),
    recipient: sought.kind === 'recipient' ? sought.text : undefined,
    reference: sought.kind === 'reference' ? sought.text : undefined,
    from: back !== undefined ? new Date(now - back).toISOString() : custom ? filter.from : undefined,
    to: custom ? filter.to : undefined,
  }
}

/** Which chip is pressed; `other` for statuses that a link chose and no chip means. */
export const choiceOf = ({ statuses, scheduled }: Pick<Filter, 'statuses' | 'scheduled'>): Choice => {
  if (scheduled) return 'scheduled'
  if (statuses.length === 0) return 'all'
  const key = [...statuses].sort().join()
  return GROUPS.find((group) => [...group.statuses].sort().join() === key)?.value ?? 'other'
}

/** What a chip means; undefined = nothing changes. */
export const ofChoice = (choice: Choice): Pick<Filter, 'statuses' | 'scheduled'> | undefined => {
  if (choice === 'other') return undefined
  if (choice === 'all' || choice === 'scheduled') return { statuses: [], scheduled: choice === 'scheduled' }
  return { statuses: GROUPS.find(({ value }) => value === choice)?.statuses ?? [], scheduled: false }
}

/** `Queued or held` */
export const statusText = (statuses: readonly MessageStatus[]): string =>
  statuses
    .map((status, index) => (index === 0 ? STATUS_WORDS[status] : STATUS_WORDS[status].toLowerCase()))
    .join(' or ')

/** Whether anything is left out of the list. */
export const isNarrowed = (filter: Filter): boolean =>
  JSON.stringify(searchOf(filter)) !== JSON.stringify(searchOf(NO_FILTER))
