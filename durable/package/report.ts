import { SYSTEM } from '../domain/reason.ts'
import { bind, comeBack, end, setConversation } from './moves.ts'
import { calmUntil, promote, reconsider } from './reconsider.ts'
import { touchRoute } from './routes.ts'
import type { FullRow } from './row.ts'
import type { MessageReport, ProfileReport, ReleasedMessage } from './rpc.ts'
import type { PackageState } from './state.ts'

/** Statuses that change what the conversation may do while the message stays with its profile. */
const TELLING = new Set(['unknown', 'held'])

/** A profile's durable report, in one transaction; answered after it. A repeated one changes nothing. */
export function takeReport(state: PackageState, report: ProfileReport): void {
  state.commit(() => {
    state.learn(report.snapshot, true)
    applyReports(state, report.profileId, report.messages)
    applyReleases(state, report.profileId, report.released)
  })
}

/** What became of messages that the profile holds or held. Inside a transaction. */
export function applyReports(state: PackageState, profileId: string, reports: readonly MessageReport[]): void {
  const rows = rowsOf(state, reports)
  for (const report of reports) {
    const row = rows.get(report.id)
    // epoch-on-answer: only the word of the owner in force counts
    if (row === undefined || row.profileId !== profileId || row.epoch !== report.epoch) continue
    // an erased one's names nobody
    if (report.acceptedByMeta && row.userKey !== '') touchRoute(state, state.userKey(row.userKey), profileId, report.at)
    if (row.state === 'bound') hearOf(state, row, report)
    else if (row.told !== report.status) state.messages.setTold(row, report.status)
  }
}

/** Messages given back: each is taken once, for the epoch in force, and placed anew unless `then` does otherwise. Inside a transaction. */
export function applyReleases(
  state: PackageState,
  profileId: string,
  released: readonly ReleasedMessage[],
  then: (row: FullRow, notBefore: number | null) => void = (row, notBefore) => reconsider(state, row, notBefore),
): FullRow[] {
  const rows = rowsOf(state, released)
  const taken: FullRow[] = []
  for (const one of released) {
    const row = rows.get(one.id)
    if (row === undefined) continue
    if (takeBack(state, row, one, profileId, then)) taken.push(row)
    if (one.late === true) bindLate(state, row, one, profileId)
  }
  return taken
}

/**
 * The package owns the message again, if `back` speaks of the epoch in force (handover-model.mjs, epoch-on-answer): an
 * answer that comes late or twice must not unbind what has been bound anew since.
 */
export function takeBack(
  state: PackageState,
  row: FullRow,
  back: ReleasedMessage,
  profileId: string,
  then: (row: FullRow, notBefore: number | null) => void,
): boolean {
  if (row.state !== 'bound' || row.profileId !== profileId || row.epoch !== back.epoch) return false
  const now = state.host.now()
  const ended = row.status
  comeBack(state, row, back.reasons, profileId)
  row.attempts = Math.max(row.attempts, back.attempts)
  // a profile that never had the message knows nothing of its end and says the largest number there is
  row.expiresAt = back.expiresAt === Number.MAX_SAFE_INTEGER ? row.expiresAt : back.expiresAt
  if (!back.movable) row.tiedTo = profileId
  if (back.edited !== undefined && back.edited !== row.content) {
    row.content = back.edited
    state.messages.setContent(row)
  }
  if (ended === 'cancelled' || ended === 'expired' || ended === 'failed') {
    end(state, row, ended, SYSTEM, [{ code: 'ended-before', detail: `it was ${ended} before its number was asked` }])
    return true
  }
  const calm = calmUntil(row, now)
  const notBefore = Math.max(back.notBefore ?? 0, calm ?? 0)
  then(row, notBefore > now ? notBefore : null)
  return true
}

/**
 * A status came for what was given back: it was sent after all. Whatever it is here by now, waiting or ended, it is bound
 * to that number again, which answers with what became of it. What another number holds by now is that number's.
 */
function bindLate(state: PackageState, row: FullRow, back: ReleasedMessage, profileId: string): void {
  if (row.epoch % 2 !== 0 || row.epoch <= back.epoch) return
  setConversation(state, row, 1)
  bind(state, row, profileId, [{ code: 'late-status', detail: 'a status of an earlier attempt came: it was sent' }])
}

function hearOf(state: PackageState, row: FullRow, report: MessageReport): void {
  if (!report.open && report.status !== 'held') {
    state.uncount(row)
    state.messages.endTold(row, report.status, state.host.now())
    promote(state, row.userKey)
    return
  }
  const telling = TELLING.has(report.status) || (row.told !== null && TELLING.has(row.told))
  if (!telling || row.told === report.status) return
  state.messages.setTold(row, report.status)
  promote(state, row.userKey)
}

function rowsOf(state: PackageState, items: readonly { id: string }[]): Map<string, FullRow> {
  if (items.length === 0) return new Map()
  return new Map(state.messages.byIds(items.map((one) => one.id)).map((row) => [row.id, row]))
}
