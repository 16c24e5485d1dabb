import type { Actor } from '../domain/reason.ts'
import { replace } from './reconsider.ts'
import { openOnly, routeView } from './routes.ts'
import type { Route } from './rpc.ts'
import type { PackageState } from './state.ts'

/** A person's word on a recipient: from now on this number, its known windows stay. */
export function setRoute(
  state: PackageState,
  address: string,
  profileId: string,
  by: Actor,
): Route | { problem: string } {
  if (!state.members.has(profileId)) return { problem: 'no profile of this package has this id' }
  const userKey = state.userKey(address)
  const now = state.host.now()
  const row = { userKey, profileId, at: now, windows: openOnly(state.routes.get(userKey)?.windows ?? {}, now) }
  state.commit(() => {
    state.routes.put(row)
    state.journal.audit('route.set', by, { kind: 'route', id: userKey }, state.name, { to: profileId })
    replace(state, userKey)
  })
  // what waited may have taken the route along, where that number cannot send
  return routeView(state, state.routes.get(userKey) ?? row)
}

/** Forgets the route; open windows stay known, since they belong to the number and the user, not to the route. */
export function deleteRoute(state: PackageState, address: string, by: Actor): boolean {
  const userKey = state.userKey(address)
  const known = state.routes.get(userKey)
  if (known === undefined || known.at === 0) return false
  const windows = openOnly(known.windows, state.host.now())
  state.commit(() => {
    if (Object.keys(windows).length === 0) state.routes.delete(userKey)
    else state.routes.put({ ...known, at: 0, windows })
    state.journal.audit('route.deleted', by, { kind: 'route', id: userKey }, state.name, { from: known.profileId })
    replace(state, userKey)
  })
  return true
}
