import type { SendPolicy } from '../domain/message.ts'
import type { MessageStatus } from '../domain/status.ts'
import type { MessageRow, State } from './row.ts'

/** A neighbour in a conversation: as much as order and stickiness ask for. */
export interface Neighbour {
  seq: number
  state: State
  status: MessageStatus
  told: MessageStatus | null
  target: string
  profileId: string | null
  policy: SendPolicy
  /** 0 = order is kept, 1 = free */
  ord: 0 | 1
}

/** A conversation of more open messages than this is not kept here. */
export const LONGEST = 50
/** Of more messages in all, some 4 MB, everything is forgotten and what is needed read anew. */
const MOST = 20_000
/** One that was too long is looked at anew when so many of its messages have ended since. */
const AGAIN = 16

/**
 * Open conversations as they are stored: one is looked at several times for each message that is placed or ends. The store
 * of the messages keeps them in step with each write, and forgets all when a transaction fails.
 */
export class Conversations {
  /** by user, in order of (ord, seq) */
  readonly #open = new Map<string, Neighbour[]>()
  /** by user, too long when last read: how many may end before it is read again */
  readonly #long = new Map<string, number>()
  readonly #longest: number
  /** conversations and messages that were read since all was forgotten: never less than what is kept */
  #size = 0

  constructor(longest = LONGEST) {
    this.#longest = longest
  }

  /** Null where it is not known here, or too long. `read` gives at most one more than LONGEST. Not to be changed. */
  of(userKey: string, read: () => Neighbour[]): readonly Neighbour[] | null {
    const known = this.#open.get(userKey)
    if (known !== undefined) return known
    if (this.#long.has(userKey)) return null
    const all = read()
    const isLong = all.length > this.#longest
    // an empty one takes room as well
    const size = isLong ? 1 : 1 + all.length
    this.#size += size
    if (this.#size > MOST) {
      this.clear()
      this.#size = size
    }
    if (isLong) this.#long.set(userKey, AGAIN)
    else this.#open.set(userKey, all)
    return isLong ? null : all
  }

  /** Many users by one look: `exist` names those who have an open message, and of the others it is known that they have none. */
  sift(userKeys: readonly string[], exist: (userKeys: readonly string[]) => readonly string[]): void {
    const asked = [...new Set(userKeys)].filter((key) => !this.#open.has(key) && !this.#long.has(key))
    if (asked.length < 2 || asked.length > MOST / 2) return
    const found = new Set(exist(asked))
    for (const key of asked) if (!found.has(key)) this.of(key, () => [])
  }

  /** The row as it is stored from now on. */
  put(row: MessageRow): void {
    const all = this.#open.get(row.userKey)
    if (all === undefined) {
      if (row.conv === 0) this.#left(row.userKey)
      return
    }
    const at = all.findIndex((one) => one.seq === row.seq)
    if (row.conv === 0) {
      if (at >= 0) all.splice(at, 1)
      return
    }
    const one = neighbourOf(row)
    if (at >= 0) all[at] = one
    else if (all.length >= this.#longest) this.#open.delete(row.userKey)
    else {
      const after = all.findIndex((other) => other.ord > one.ord || (other.ord === one.ord && other.seq > one.seq))
      all.splice(after < 0 ? all.length : after, 0, one)
      this.#size += 1
    }
  }

  drop(userKey: string): void {
    this.#open.delete(userKey)
    this.#long.delete(userKey)
  }

  clear(): void {
    this.#open.clear()
    this.#long.clear()
    this.#size = 0
  }

  #left(userKey: string): void {
    const more = this.#long.get(userKey)
    if (more === undefined) return
    if (more > 1) this.#long.set(userKey, more - 1)
    else this.#long.delete(userKey)
  }
}

function neighbourOf(row: MessageRow): Neighbour {
  const { seq, state, status, told, target, profileId } = row
  return { seq, state, status, told, target, profileId, policy: row.facts.policy, ord: row.order === 'free' ? 1 : 0 }
}
