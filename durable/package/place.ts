import { FREE, isWaiting, profileOfTarget, targetFor, unsendable, waiting } from '../domain/backlog.ts'
import { type Candidate, choose } from '../domain/distribution.ts'
import { accountExclusion, numberExclusion, optOutStops, riskExclusion, summarise } from '../domain/eligibility.ts'
import { blocksConversation } from '../domain/order.ts'
import type { Reason } from '../domain/reason.ts'
import { type Stick, stick } from '../domain/sticky.ts'
import type { Neighbour } from './conversations.ts'
import type { FullRow, MessageRow } from './row.ts'
import type { PackageState } from './state.ts'

/** Where a message goes now. `leaves` = the profile whose route it gives up. */
export type Place =
  | { kind: 'bind'; profileId: string; reasons: Reason[]; leaves: string | null }
  | { kind: 'park'; target: string; reasons: Reason[]; leaves: string | null }

/**
 * Destination (sticky routing, then distribution), then order in the conversation, then credit. `inTurn`: the backlog has
 * reached this message, so nobody ahead of it is left to wait for.
 */
export function place(state: PackageState, row: FullRow, inTurn: boolean): Place {
  const now = state.host.now()
  const before = row.order === 'kept' ? state.queue.predecessor(row.userKey, row.seq) : undefined
  const stuck = destination(state, row, before, now)
  const address = stuck.kind === 'stay' ? targetFor(stuck.profileId, stuck.movable) : FREE
  const leaves = stuck.kind === 'free' ? stuck.from : null
  const park = (target: string, reasons: Reason[]): Place => ({
    kind: 'park',
    target,
    reasons: [...stuck.reasons, ...reasons],
    leaves,
  })

  if (before !== undefined && (mustWait(before, stuck) || strewn(state, row, before, stuck)))
    return park(waiting(address), [{ code: 'order', detail: 'an earlier message to this recipient has not left yet' }])
  if (state.stopped)
    return park(address, [
      state.meta.paused
        ? { code: 'package-paused', detail: state.meta.pauseReason ?? 'the package is paused' }
        : { code: 'global-paused', detail: state.meta.switchNote ?? 'everything is stopped by the global switch' },
    ])
  if (before?.state === 'parked')
    return park(address, [{ code: 'order', detail: 'an earlier message to this recipient waits in the backlog' }])

  const free = stuck.kind === 'free'
  const ids = free ? [...state.members.keys()] : [stuck.profileId]
  if (!inTurn && (free ? state.queue.ahead(FREE, row.lane) : aheadOf(state, stuck.profileId, row.lane)))
    return park(address, [
      { code: 'behind', detail: 'others were accepted earlier and wait for a free profile' },
      ...whatBinds(state, ids),
    ])
  // the backlog is given out in parts; what is urgent, or goes on with a conversation, is not kept back
  const full = inTurn && row.lane > 0 ? ids.filter((id) => (state.appetite?.get(id) ?? 1) < 1) : []
  const { candidates, excluded, hopeless } = sift(state, row, full.length === 0 ? ids : without(ids, full), now)
  for (const profileId of full) excluded.push({ profileId, reason: FULL })
  const choice = choose(state.policy?.distribution ?? 'smart', candidates, now, () => state.host.random())
  if (choice === null) return park(hopeless ? unsendable(address) : address, inTheWay(excluded))
  const left = state.appetite?.get(choice.candidate.profileId)
  if (left !== undefined) state.appetite?.set(choice.candidate.profileId, left - 1)
  return {
    kind: 'bind',
    profileId: choice.candidate.profileId,
    reasons: [...stuck.reasons, ...(free ? choice.reasons : []), ...(free ? summarise(excluded) : [])],
    leaves,
  }
}

const NO_NUMBERS: Reason = { code: 'no-numbers', detail: 'the package has no number' }
const FULL: Reason = { code: 'no-credit', detail: 'it holds enough for the next seconds' }

function without(ids: readonly string[], some: readonly string[]): string[] {
  const left = new Set(ids)
  for (const id of some) left.delete(id)
  return [...left]
}

/** What keeps those ahead waiting, where the numbers have said it: nothing while one of them has credit. */
function whatBinds(state: PackageState, ids: readonly string[]): Reason[] {
  const excluded: { profileId: string; reason: Reason }[] = []
  for (const profileId of ids) {
    const reason = numberExclusion(state.snapshots.get(profileId), state.book.get(profileId)?.credit ?? 0)
    if (reason === null) return []
    excluded.push({ profileId, reason })
  }
  return inTheWay(excluded)
}

/** Why none of the numbers takes it: that there are none is a reason too. */
function inTheWay(excluded: readonly { profileId: string; reason: Reason }[]): Reason[] {
  return excluded.length === 0 ? [NO_NUMBERS] : summarise(excluded)
}

const UNTOLD: Reason = {
  code: 'not-known',
  detail: 'its portfolio has not told yet who opted out there',
}

/** Those that may take the message. `hopeless`: somebody has credit, but what stands in the way is the message's own. */
export function sift(
  state: PackageState,
  row: MessageRow,
  ids: readonly string[],
  now: number,
): { candidates: Candidate[]; excluded: { profileId: string; reason: Reason }[]; hopeless: boolean } {
  const candidates: Candidate[] = []
  const excluded: { profileId: string; reason: Reason }[] = []
  const byAccount = new Map<string, Reason | null>()
  let refused = false
  for (const profileId of ids) {
    const member = state.members.get(profileId)
    if (member === undefined) {
      excluded.push({ profileId, reason: { code: 'not-a-member', detail: 'the number left this package' } })
      continue
    }
    const candidate = state.book.get(profileId)
    // until its portfolio has told who opted out there, nobody can be known not to have
    const told = state.portfolios.get(member.portfolioId)?.subscribed === true
    const number = told ? numberExclusion(state.snapshots.get(profileId), candidate?.credit ?? 0) : UNTOLD
    let account: Reason | null = null
    if (number === null) {
      account = byAccount.get(member.wabaId) ?? null
      if (!byAccount.has(member.wabaId)) {
        account = accountReason(state, row, member, now)
        byAccount.set(member.wabaId, account)
      }
    }
    const risk = number === null ? riskExclusion(state.snapshots.get(profileId), row.facts.kind) : null
    const reason = number ?? account ?? risk
    if (account !== null || risk !== null) refused = true
    if (reason !== null) excluded.push({ profileId, reason })
    else if (candidate !== undefined) candidates.push(candidate)
  }
  return { candidates, excluded, hopeless: refused && candidates.length === 0 }
}

function accountReason(
  state: PackageState,
  row: MessageRow,
  member: { wabaId: string; portfolioId: string },
  now: number,
): Reason | null {
  const scope = state.optOutAt(row.userKey, row.facts, member.portfolioId)
  if (optOutStops(scope, state.categoryAt(member.wabaId, row.facts)))
    return {
      code: 'opted-out',
      detail: `the recipient has opted out of ${scope === 'all' ? 'everything' : scope} there`,
    }
  return accountExclusion(
    member.wabaId,
    row.facts,
    { template: state.template(member.wabaId, row.facts.template), holds: state.holds(member.portfolioId) },
    now,
  )
}

function destination(state: PackageState, row: MessageRow, before: Neighbour | undefined, now: number): Stick {
  const route = state.routes.get(row.userKey)
  const lives =
    route !== undefined &&
    state.members.has(route.profileId) &&
    route.at + (state.policy?.routeDays ?? 30) * 86_400_000 > now
  const failover = state.policy?.failover ?? { enabled: false, stickyPatienceSeconds: 0 }
  const facts = { tiedTo: row.tiedTo, movable: row.movable, failover }
  return stick(
    {
      ...facts,
      conversationAt: row.tiedTo === null ? conversationAt(state, row, before) : null,
      route: lives ? route.profileId : null,
      snapshot: lives ? state.snapshots.get(route.profileId) : undefined,
    },
    now,
  )
}

/** The profile that this conversation's open messages are with: bound ones first, then the address others wait under. */
function conversationAt(state: PackageState, row: MessageRow, before: Neighbour | undefined): string | null {
  if (before?.state === 'bound') return before.profileId
  const others = [...(before === undefined ? [] : [before]), ...state.queue.ends(row.userKey, row.seq)]
  const bound = others.find((one) => one.state === 'bound')
  if (bound !== undefined) return bound.profileId
  return before?.state === 'parked' ? profileOfTarget(before.target) : null
}

/** An earlier message holds this one back where both cannot stand in one queue: other profile, or not placed itself. */
function mustWait(before: Neighbour, stuck: Stick): boolean {
  if (before.state === 'timed' || isWaiting(before.target)) return true
  const to = stuck.kind === 'stay' ? stuck.profileId : null
  if (before.state === 'parked') return before.target.startsWith('~') || profileOfTarget(before.target) !== to
  return before.profileId !== to && blocksConversation(before.told ?? 'queued', before.policy)
}

/**
 * Two conversations that turned out to be one user's may be with two numbers: nothing goes to either past the other, nor
 * past what came back from one of them.
 */
function strewn(state: PackageState, row: MessageRow, before: Neighbour, stuck: Stick): boolean {
  if (!state.users.isJoined(row.userKey)) return false
  const to = stuck.kind === 'stay' ? stuck.profileId : null
  return state.queue.elsewhere(row.userKey, row.seq, to).some((one) => {
    if (one.state === 'bound') return blocksConversation(one.told ?? 'queued', one.policy)
    return one.state === 'timed' || before.state === 'bound' || profileOfTarget(one.target) !== to
  })
}

function aheadOf(state: PackageState, profileId: string, lane: number): boolean {
  return state.queue.ahead(targetFor(profileId, false), lane) || state.queue.ahead(targetFor(profileId, true), lane)
}
