import { byRule } from '../domain/reason.ts'
import type { Place } from './place.ts'
import type { MessageRow } from './row.ts'
import type { PackageRpc, Route } from './rpc.ts'
import type { PackageState } from './state.ts'
import type { RouteRow } from './store-routes.ts'

/** A route is written anew at most once an hour while its profile stays the same: what it is for lasts days. */
const REFRESH_MS = 3_600_000

/** Meta accepted a send: the recipient's route begins with this profile or goes on. Inside a transaction. */
export function touchRoute(state: PackageState, userKey: string, profileId: string, at: number): void {
  const known = state.routes.get(userKey)
  if (known !== undefined && known.profileId === profileId && at - known.at < REFRESH_MS) return
  // a report that was long on its way does not take a route back from a later one
  if (known !== undefined && known.profileId !== profileId && known.at > at) return
  state.routes.put({ userKey, profileId, at, windows: openOnly(known?.windows ?? {}, state.host.now()) })
}

/**
 * A message goes to another number than its route names: the route goes with it, on record, and is of this moment: what is
 * told late, or again, of the number that it left must not take it back.
 */
export function moveRoute(state: PackageState, row: MessageRow, placed: Place): void {
  if (placed.kind !== 'bind' || placed.leaves === null || placed.leaves === placed.profileId) return
  const known = state.routes.get(row.userKey)
  if (known === undefined) return
  state.routes.put({ ...known, profileId: placed.profileId, at: state.host.now() })
  state.journal.audit('route.moved', byRule('failover'), { kind: 'route', id: row.userKey }, state.name, {
    from: placed.leaves,
    to: placed.profileId,
    messageId: row.id,
  })
}

/** Inbound messages: route and window of each recipient, in one transaction. */
export function heard(state: PackageState, inbound: Parameters<PackageRpc['heard']>[0]): void {
  const now = state.host.now()
  state.commit(() => {
    for (const one of inbound) {
      const userKey = state.userKey(one.userKey)
      const known = state.routes.get(userKey)
      const windows = openOnly(known?.windows ?? {}, now)
      if (one.windowUntil !== null && one.windowUntil > now)
        windows[one.profileId] = Math.max(windows[one.profileId] ?? 0, one.windowUntil)
      const later = known === undefined || one.at >= known.at
      state.routes.put({
        userKey,
        profileId: later ? one.profileId : known.profileId,
        at: later ? one.at : known.at,
        windows,
      })
    }
  })
}

export function listRoutes(
  state: PackageState,
  options: { limit: number; cursor: string | null },
): { items: Route[]; nextCursor: string | null } {
  const rows = state.routes.list(options.cursor ?? '', options.limit)
  return {
    items: rows.filter((row) => row.at > 0).map((row) => routeView(state, row)),
    nextCursor: rows.length < options.limit ? null : (rows.at(-1)?.userKey ?? null),
  }
}

/** The route of one recipient, by whichever of his addresses; null = none. */
export function routeOf(state: PackageState, address: string): Route | null {
  const row = state.routes.get(state.userKey(address))
  return row === undefined || row.at === 0 ? null : routeView(state, row)
}

export function routeView(state: PackageState, row: RouteRow): Route {
  const windows = Object.entries(row.windows).sort((a, b) => b[1] - a[1])
  const [first] = windows
  return {
    userKey: row.userKey,
    profileId: row.profileId,
    at: row.at,
    expiresAt: row.at + (state.policy?.routeDays ?? 30) * 86_400_000,
    windowProfileId: first?.[0] ?? null,
    windowUntil: first?.[1] ?? null,
  }
}

/** Joins what is known of two keys of one user: the latest word wins the route, windows of both count. */
export function joinRoutes(state: PackageState, from: string, to: string): void {
  const old = state.routes.get(from)
  if (old === undefined) return
  const known = state.routes.get(to)
  const windows = { ...(known?.windows ?? {}) }
  for (const [profileId, until] of Object.entries(old.windows))
    windows[profileId] = Math.max(windows[profileId] ?? 0, until)
  const latest = known === undefined || old.at > known.at ? old : known
  state.routes.put({ userKey: to, profileId: latest.profileId, at: latest.at, windows })
  state.routes.delete(from)
}

/** The windows that have not closed. */
export function openOnly(windows: Record<string, number>, now: number): Record<string, number> {
  return Object.fromEntries(Object.entries(windows).filter(([, until]) => until > now))
}
