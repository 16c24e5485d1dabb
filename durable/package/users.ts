import type { Hold, Template } from '../domain/hold.ts'
import { SYSTEM } from '../domain/reason.ts'
import type { UserDelta } from '../domain/user.ts'
import { end } from './moves.ts'
import { optedOut, promote } from './reconsider.ts'
import { joinRoutes } from './routes.ts'
import type { PackageState } from './state.ts'
import type { PortfolioRow } from './store-users.ts'

/** What is known of a portfolio before its first word. */
export function portfolioRow(state: PackageState, portfolioId: string): PortfolioRow {
  return (
    state.portfolios.get(portfolioId) ?? {
      portfolioId,
      subscribed: false,
      usersRev: 0,
      holdsRev: 0,
      holds: [],
      templatesRev: 0,
    }
  )
}

/** Deltas in order and without a gap: those known already are passed over; `false` = some are missing before `from`. */
export function applyDeltas(
  state: PackageState,
  portfolioId: string,
  from: number,
  deltas: readonly UserDelta[],
): boolean {
  const row = portfolioRow(state, portfolioId)
  if (from > row.usersRev) return false
  const fresh = deltas.filter((delta) => delta.rev > row.usersRev)
  const last = fresh.at(-1)
  if (last === undefined) return true
  state.commit(() => {
    for (const delta of fresh) {
      if (delta.kind === 'alias') applyAlias(state, delta.address, delta.userKey)
      else if (delta.userKey !== '') applyOptOut(state, portfolioId, delta)
    }
    putPortfolio(state, { ...row, usersRev: last.rev })
  })
  return true
}

/** Holds come whole, by rev. */
export function applyHolds(state: PackageState, portfolioId: string, rev: number, holds: Hold[]): void {
  const row = portfolioRow(state, portfolioId)
  if (rev <= row.holdsRev) return
  state.commit(() => {
    putPortfolio(state, { ...row, holdsRev: rev, holds })
    state.rulesChanged = true
  })
}

/** The registry comes whole, by rev. */
export function applyTemplates(state: PackageState, portfolioId: string, rev: number, templates: Template[]): void {
  const row = portfolioRow(state, portfolioId)
  if (rev <= row.templatesRev) return
  state.commit(() => {
    state.users.putTemplates(portfolioId, templates)
    putPortfolio(state, { ...row, templatesRev: rev })
    state.rulesChanged = true
  })
}

/** Inside a transaction. */
export function putPortfolio(state: PackageState, row: PortfolioRow): void {
  state.users.putPortfolio(row)
  state.refresh()
}

/** What waits here for a user who has opted out ends; what a profile holds is the profile's to stop. */
function applyOptOut(state: PackageState, portfolioId: string, delta: Extract<UserDelta, { kind: 'opt' }>): void {
  const userKey = delta.userKey.startsWith('hash:') ? delta.userKey : state.userKey(delta.userKey)
  state.users.setOptOut(userKey, portfolioId, delta.scope, delta.at)
  if (delta.scope === null) return
  for (const one of state.queue.conversation(userKey, 500)) {
    if (one.state !== 'parked' && one.state !== 'timed') continue
    const row = state.messages.bySeq(one.seq)
    if (row === undefined || optedOut(state, userKey, row.facts, row.tiedTo) === null) continue
    end(state, row, 'failed', SYSTEM, [{ code: 'opted-out', detail: `the recipient has opted out (${delta.source})` }])
  }
  promote(state, userKey)
}

/** Two keys are one user: conversation, route, windows and opt-outs unite under the new one, to the stricter side. */
function applyAlias(state: PackageState, address: string, to: string): void {
  const from = state.userKey(address)
  // another portfolio may know this user under a key of its own: that one follows
  const other = state.userKey(to)
  if (address !== to) state.users.setAlias(address, to)
  // the new key must lead nowhere else: an old link from it would make a ring
  state.users.deleteAlias(to)
  if (from === to) return
  for (const old of new Set([from, address, other])) {
    if (old === to) continue
    state.users.setAlias(old, to)
    state.messages.rekey(old, to)
    joinRoutes(state, old, to)
    joinOptOuts(state, old, to)
  }
}

function joinOptOuts(state: PackageState, from: string, to: string): void {
  const known = new Map(state.users.optOuts(to).map((one) => [one.portfolioId, one]))
  for (const one of state.users.optOuts(from)) {
    const other = known.get(one.portfolioId)
    const scope = one.scope === 'all' || other?.scope === 'all' ? 'all' : 'marketing'
    state.users.setOptOut(to, one.portfolioId, scope, Math.max(one.at, other?.at ?? 0))
    state.users.setOptOut(from, one.portfolioId, null, one.at)
  }
}
