import { api } from '../../data/api.ts'
import { heldTurn } from '../../data/held-turn.ts'
import { lookBack } from '../../data/look-back.ts'
import { createQuery, type Query } from '../../data/query.ts'
import type { LiveEvent, MessageSummary, Page } from '../../data/wire.ts'

/** Messages that leave only when a person says so. None and `more`: none was found yet, and not all were looked through. */
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
/** Pages that are asked for at most: each looks through thousands of messages. */
const PAGES = 5
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

/** Whether a message has come to be held, or one of those that were counted has changed: it was released or cancelled. */
export const concernsHeld = ({ type, id, data }: LiveEvent, counted: ReadonlySet<string>): boolean =>
  type === 'message' && (data['status'] === 'held' || counted.has(id))

export const createHeld = (): Query<Held> => {
  let counted: ReadonlySet<string> = new Set()
  return createQuery(
    () => ({ turn: heldTurn() }),
    async (_, signal) => {
      const found = await lookBack(
        (cursor) => api.get<Page<MessageSummary>>('/messages', { status: 'held', limit: MOST, cursor }, signal),
        undefined,
        MOST,
        PAGES,
      )
      counted = new Set(found.items.map(({ id }) => id))
      return heldOf(found)
    },
    { every: EVERY_MS, on: (event) => concernsHeld(event, counted), gap: GAP_MS, lag: LAG_MS, keep: true },
  )
}
