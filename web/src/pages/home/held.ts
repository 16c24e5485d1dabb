import { api } from '../../data/api.ts'
import { createQuery, type Query } from '../../data/query.ts'
import type { LiveEvent, MessageSummary, Page } from '../../data/wire.ts'

/** Messages that leave only when a person says so, among the newest thousands that the API looks through in one go. */
export type Held = {
  readonly many: number
  /** there are more than were counted */
  readonly more: boolean
  /** of all of them; null = of several, or of none */
  readonly packageId: string | null
  /** since when the longest of them is, ms; undefined = there is none */
  readonly since: number | undefined
}

/** Counted one by one up to here: beyond it "or more" tells an operator as much. */
const MOST = 100
/** Seldom: the API looks through thousands of messages for it. An event tells of a new one. */
const EVERY_MS = 60_000
const GAP_MS = 10_000
/** The history learns of what happened a moment after it did. */
const LAG_MS = 2_500

export const heldOf = ({ items, nextCursor }: Page<Pick<MessageSummary, 'packageId' | 'updatedAt'>>): Held => {
  const packages = new Set(items.map(({ packageId }) => packageId))
  const [only] = packages
  return {
    many: items.length,
    more: nextCursor !== null,
    packageId: packages.size === 1 && nextCursor === null ? (only ?? null) : null,
    since: items.length === 0 ? undefined : Math.min(...items.map(({ updatedAt }) => Date.parse(updatedAt))),
  }
}

const concerns = ({ type, data }: LiveEvent): boolean => type === 'message' && data['status'] === 'held'

export const createHeld = (): Query<Held> =>
  createQuery(
    () => true,
    async (_, signal) =>
      heldOf(await api.get<Page<MessageSummary>>('/messages', { status: 'held', limit: MOST }, signal)),
    { every: EVERY_MS, on: concerns, gap: GAP_MS, lag: LAG_MS },
  )
