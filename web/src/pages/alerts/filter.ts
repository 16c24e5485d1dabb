import type { Severity } from '../../data/wire.ts'

/** Which alerts are shown. It lies in the address, under the API's own names, so that a view can be sent to somebody else. */
export type Filter = {
  readonly severity: Severity | 'all'
  readonly state: AlertState
  readonly packageId: string | undefined
  readonly profileId: string | undefined
}

export type AlertState = 'all' | 'unread' | 'open' | 'over'

/** Worst first, as an operator reads them. */
export const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info']
export const ALERT_STATES: readonly AlertState[] = ['all', 'unread', 'open', 'over']

type Search = Readonly<Record<string, string | readonly string[] | undefined>>

const one = (value: string | readonly string[] | undefined): string =>
  typeof value === 'string' ? value : (value?.[0] ?? '')

/** What an address asks for; words that it does not know are no filter. */
export const filterOf = (search: Search): Filter => ({
  severity: SEVERITIES.find((severity) => severity === one(search['severity'])) ?? 'all',
  state: ALERT_STATES.find((state) => state === one(search['state'])) ?? 'all',
  packageId: one(search['packageId']) || undefined,
  profileId: one(search['profileId']) || undefined,
})

/** The address of a filter; null = not in it. */
export const searchOf = ({ severity, state, packageId, profileId }: Filter): Record<string, string | null> => ({
  severity: severity === 'all' ? null : severity,
  state: state === 'all' ? null : state,
  packageId: packageId ?? null,
  profileId: profileId ?? null,
})

type Query = Readonly<Record<'severity' | 'read' | 'open' | 'packageId' | 'profileId', string | undefined>>

/** What the API is asked for a filter. */
export const queryOf = ({ severity, state, packageId, profileId }: Filter): Query => ({
  severity: severity === 'all' ? undefined : severity,
  read: state === 'unread' ? 'false' : undefined,
  open: state === 'open' ? 'true' : state === 'over' ? 'false' : undefined,
  packageId,
  profileId,
})

export const isFiltered = (filter: Filter): boolean =>
  Object.values(queryOf(filter)).some((value) => value !== undefined)

/** Whether an alert still belongs into a view after a reader has changed it. */
export const fits = (filter: Filter, alert: { readonly readAt: string | null }): boolean =>
  filter.state !== 'unread' || alert.readAt === null
