import { keyLives, openWindow } from '../domain/accept-rules.ts'
import { backlogFull, heldBack } from '../domain/backlog.ts'
import { newMessageId } from '../domain/ids.ts'
import { LANES } from '../domain/message.ts'
import type { Actor, Reason } from '../domain/reason.ts'
import { checkItem, factsOf, problem } from './check.ts'
import { bind, delay, park } from './moves.ts'
import { place } from './place.ts'
import type { RecentTexts } from './recent-texts.ts'
import { memberWindows, optedOut, optedOutAnywhere } from './reconsider.ts'
import { moveRoute } from './routes.ts'
import { type FullRow, tell } from './row.ts'
import type { Accepted, AcceptItem, AcceptResult } from './rpc.ts'
import type { PackageState } from './state.ts'

/** `sendAt` may lie this far behind: clocks differ (api.md, Sending). */
const SEND_AT_SLACK_MS = 60_000

/** Accepts one item inside a transaction of state.commit(): the row and its answer, or a problem and nothing stored. */
export function acceptOne(state: PackageState, recent: RecentTexts, item: AcceptItem, by: Actor): AcceptResult {
  const now = state.host.now()
  const before = replay(state, item, now)
  if (before !== null) return before
  const config = state.config
  if (config === null) return problem('not-found', 'this package does not exist or was deleted')
  const facts = factsOf(state, item)
  const refused = checkItem(state, item)
  if (refused !== null) return refused
  if (item.guard.sendAt !== undefined && item.guard.sendAt < now - SEND_AT_SLACK_MS)
    return problem('invalid-request', 'lies more than 60 seconds in the past', 'guard.sendAt')
  if (item.guard.expiresAt !== undefined && item.guard.expiresAt <= now)
    return problem('invalid-request', 'must lie in the future', 'guard.expiresAt')

  const userKey = state.userKey(item.to)
  const pinned = item.guard.profileId ?? null
  const scope =
    state.members.size === 0 ? optedOutAnywhere(state, userKey, facts) : optedOut(state, userKey, facts, pinned)
  if (scope !== null)
    return problem('opted-out', `the recipient has opted out of ${scope === 'all' ? 'everything' : 'marketing'}`)

  if (item.toHash === undefined && state.users.hasErasedOptOut())
    return problem(
      'unavailable',
      'the pepper cannot be read now: whether this recipient is erased and opted out is not known',
    )

  const sendAt = item.guard.sendAt !== undefined && item.guard.sendAt > now ? item.guard.sendAt : null
  const window = item.template === null ? openWindow(memberWindows(state, userKey), pinned, now) : undefined
  if (window === null)
    return problem('service-window-closed', 'free-form messages need an open customer service window; none is known')

  const row = newRow(state, item, facts, { userKey, now, sendAt, windowUntil: window?.until ?? null })
  if (row.expiresAt <= (sendAt ?? now))
    return problem('invalid-request', 'the message would end before it could be sent', 'guard.expiresAt')
  row.tiedTo = pinned ?? (sendAt === null ? (window?.profileId ?? null) : null)
  if (row.tiedTo === null && item.tied) {
    const route = state.routes.get(userKey)
    if (route !== undefined && state.members.has(route.profileId)) row.tiedTo = route.profileId
  }

  return store(state, recent, row, by, sendAt)
}

/** An acceptance is remembered by its key until 7 days after the message's end; a problem is not. */
function replay(state: PackageState, item: AcceptItem, now: number): AcceptResult | null {
  if (item.idempotencyKey === null) return null
  const known = state.messages.byKey(item.idempotencyKey)
  if (known === undefined) return null
  if (!keyLives(known.endedAt, now)) {
    state.messages.clearKey(known.seq)
    return null
  }
  if (known.bodyHash !== item.bodyHash)
    return problem('idempotency-mismatch', 'this idempotency key was used with another body')
  return { accepted: JSON.parse(known.answer) as Accepted, replayed: true }
}

/** Where the new message goes: held, timed, bound at once, or into the backlog while there is room. */
function store(state: PackageState, recent: RecentTexts, row: FullRow, by: Actor, sendAt: number | null): AcceptResult {
  const twice = duplicate(state, recent, row)
  const holds = twice !== null && state.policy?.holdDuplicates === true
  const placed = sendAt === null && !holds ? place(state, row, false) : null
  if (placed?.kind !== 'bind') {
    const full = state.policy === null ? null : backlogFull(queueOf(state), state.policy, row.bytes)
    if (full !== null) {
      raiseFull(state, full)
      return { problem: { type: 'queue-full', detail: full, retryAfterSeconds: 60 } }
    }
  }
  if (row.key === null) recent.remember(row.userKey, row.facts.digest, row.acceptedAt)
  const warning = twice === null ? [] : [twice]
  const accepted = (reasons: Reason[]) => ({ event: 'accepted', by, reasons })
  if (placed?.kind === 'bind') {
    const answer = answered(state, row, 'queued', placed.profileId, [...warning, ...placed.reasons])
    moveRoute(state, row, placed)
    tell(row, row.acceptedAt, 'accepted', by, warning)
    bind(state, row, placed.profileId, placed.reasons, true)
    return answer
  }
  if (placed !== null) {
    const answer = answered(state, row, 'accepted', null, [...warning, ...placed.reasons])
    park(state, row, placed.target, accepted([...warning, ...placed.reasons]), true)
    return answer
  }
  row.conv = 0
  if (holds) {
    row.status = 'held'
    const answer = answered(state, row, 'held', null, warning)
    park(state, row, heldBack(''), accepted(warning), true)
    return answer
  }
  row.status = 'queued'
  const reasons = [...warning, { code: 'scheduled', detail: 'waits for its time' }]
  const answer = answered(state, row, 'queued', null, reasons)
  delay(state, row, sendAt ?? row.acceptedAt, accepted(reasons), true)
  return answer
}

/** The answer, which a row with a key keeps to repeat it word for word. */
function answered(
  state: PackageState,
  row: FullRow,
  status: Accepted['status'],
  profileId: string | null,
  reasons: Reason[],
): AcceptResult {
  const readyAt = profileId === null ? 0 : (state.book.get(profileId)?.readyAt ?? 0)
  const notBefore = Math.max(row.acceptedAt, row.sendAt ?? 0, readyAt)
  const accepted: Accepted = { id: row.id, status, profileId, notBefore: Math.round(notBefore), reasons }
  if (row.key !== null) row.answer = JSON.stringify(accepted)
  return { accepted, replayed: false }
}

function newRow(
  state: PackageState,
  item: AcceptItem,
  facts: FullRow['facts'] & { order: FullRow['order']; expiry: (w: number | null, s: number | null) => number },
  at: { userKey: string; now: number; sendAt: number | null; windowUntil: number | null },
): FullRow {
  const seq = state.messages.nextSeq
  const { order, expiry, ...stored } = facts
  return {
    seq,
    id: newMessageId(state.name, at.now, seq, () => state.host.random()),
    state: 'parked',
    status: 'accepted',
    told: null,
    conv: 1,
    target: '',
    lane: LANES[item.guard.priority ?? 'normal'],
    dueAt: null,
    expiresAt: item.guard.expiresAt ?? expiry(at.windowUntil, at.sendAt),
    userKey: at.userKey,
    order,
    movable: item.template !== null && !item.tied && item.guard.profileId === undefined,
    tiedTo: null,
    profileId: null,
    epoch: 0,
    n: 0,
    attempts: 0,
    acceptedAt: at.now,
    sendAt: at.sendAt,
    notBefore: null,
    updatedAt: at.now,
    endedAt: null,
    bytes: item.content.length + 512,
    key: item.idempotencyKey,
    bodyHash: item.bodyHash,
    facts: stored,
    timeline: [],
    content: item.content,
    answer: '',
  }
}

function duplicate(state: PackageState, recent: RecentTexts, row: FullRow): Reason | null {
  if (row.key !== null) return null
  const windowMs = (state.policy?.duplicateWindowSeconds ?? 600) * 1000
  const last = recent.lastAt(row.userKey, row.facts.digest, windowMs)
  if (last === null) return null
  const seconds = Math.round((state.host.now() - last) / 1000)
  return { code: 'duplicate-text', detail: `the same message went to this recipient ${seconds} s ago without a key` }
}

function queueOf(state: PackageState): { total: number; bytes: number } {
  const { high, normal, low, scheduled, bytes } = state.tally
  return { total: high + normal + low + scheduled, bytes }
}

function raiseFull(state: PackageState, detail: string): void {
  state.journal.raise({
    rule: 'queue-full',
    subject: { kind: 'package', id: state.name },
    severity: 'critical',
    packageId: state.name,
    title: 'The queue is full',
    detail,
    evidence: queueOf(state),
    guidance: 'Messages are refused until the numbers have worked some of it off: add numbers, or send less.',
  })
}
