import { LANES } from '../domain/message.ts'
import { blocksConversation } from '../domain/order.ts'
import type { MessageRecord } from './record.ts'

/** An open message without its text and story: what planning needs of it. */
export type Entry = Omit<MessageRecord, 'content' | 'timeline'> & {
  /** it was looked at and cannot go before; 0 = to be looked at. Memory only */
  readonly wakeAt: number
}

/**
 * The open messages in memory, in the order in which they leave: by lane, then by acceptance. A cache of the table, so
 * that a turn does not read 10,000 rows.
 */
export class QueueIndex {
  readonly #byId = new Map<string, Entry>()
  #ordered: Entry[] = []
  readonly #conversations = new Map<string, Entry[]>()
  /** those that wait, by their end */
  readonly #ending: Entry[] = []
  /** those of which nobody knows what became, and those that are to be repeated */
  readonly #doubtful: Entry[] = []
  readonly #packages = new Map<string, number>()
  #queued = 0
  #held = 0
  #repeatable = 0
  #lost = 0
  readonly #asleep = new Set<Entry>()
  /** those that were looked at and wait for a moment only */
  readonly #dozing = new Set<Entry>()

  constructor(records: Iterable<MessageRecord> = []) {
    for (const record of records) this.put(record)
  }

  get size(): number {
    return this.#byId.size
  }

  get(id: string): Entry | undefined {
    return this.#byId.get(id)
  }

  /** In the order of leaving. Not to be kept over a change. */
  all(): readonly Entry[] {
    return this.#ordered
  }

  /** How many wait to leave; held ones do not. */
  get queued(): number {
    return this.#queued
  }

  /** The earliest end of those that still can end by themselves. */
  get firstEnd(): number | null {
    return this.#ending[0]?.expiresAt ?? null
  }

  /** Those whose time has ended, the earliest first. */
  over(now: number, limit: number): Entry[] {
    const over: Entry[] = []
    for (const entry of this.#ending) {
      if (entry.expiresAt > now || over.length >= limit) break
      over.push(entry)
    }
    return over
  }

  /** Unknown ones, in the order of leaving. */
  unknowns(): Entry[] {
    return this.#doubtful.filter((entry) => entry.status === 'unknown')
  }

  /** How many could leave by `by` (ms), as far as they were looked at; the others wait for their recipient or an earlier one. */
  readyBy(by: number): number {
    let ready = 0
    for (const entry of this.#ordered) if (entry.status === 'queued' && entry.wakeAt <= by) ready += 1
    return ready
  }

  /** How many may have to be repeated. */
  get repeatable(): number {
    return this.#repeatable
  }

  /** How many may yet be sent, or are on their way: all but the unknown ones that cannot come back. */
  get toSend(): number {
    return this.#byId.size - this.#lost
  }

  /** How many of these cannot go within a minute as far as was seen, whatever the number can: held ones, and those that sleep. */
  get idle(): number {
    return this.#held + this.#asleep.size
  }

  /** Whether there is a message of another package. */
  holdsOthers(packageId: string): boolean {
    return (this.#packages.get(packageId) ?? 0) < this.#byId.size
  }

  conversation(userKey: string): readonly Entry[] {
    return this.#conversations.get(userKey) ?? []
  }

  put(record: MessageRecord): void {
    this.delete(record.id)
    if (record.state !== 'open') return
    const { content: _content, timeline: _timeline, ...facts } = record
    const entry: Entry = { ...facts, wakeAt: 0 }
    this.#byId.set(entry.id, entry)
    this.#ordered.splice(place(this.#ordered, entry, leaves), 0, entry)
    const conversation = this.#conversations.get(entry.userKey) ?? []
    conversation.splice(place(conversation, entry, accepted), 0, entry)
    this.#conversations.set(entry.userKey, conversation)
    if (mayEnd(entry)) this.#ending.splice(place(this.#ending, entry, ends), 0, entry)
    if (isDoubtful(entry)) this.#doubtful.splice(place(this.#doubtful, entry, leaves), 0, entry)
    this.#packages.set(entry.packageId, (this.#packages.get(entry.packageId) ?? 0) + 1)
    if (entry.status === 'queued') this.#queued += 1
    if (entry.status === 'held') this.#held += 1
    if (mayRepeat(entry)) this.#repeatable += 1
    else if (entry.status === 'unknown') this.#lost += 1
    for (const other of conversation) this.wake(other)
  }

  delete(id: string): void {
    const entry = this.#byId.get(id)
    if (entry === undefined) return
    this.#byId.delete(id)
    remove(this.#ordered, entry, leaves)
    if (mayEnd(entry)) remove(this.#ending, entry, ends)
    if (isDoubtful(entry)) remove(this.#doubtful, entry, leaves)
    this.#packages.set(entry.packageId, (this.#packages.get(entry.packageId) ?? 1) - 1)
    if (entry.status === 'queued') this.#queued -= 1
    if (entry.status === 'held') this.#held -= 1
    this.#asleep.delete(entry)
    this.#dozing.delete(entry)
    if (mayRepeat(entry)) this.#repeatable -= 1
    else if (entry.status === 'unknown') this.#lost -= 1
    const conversation = this.#conversations.get(entry.userKey)
    if (conversation === undefined) return
    remove(conversation, entry, accepted)
    if (conversation.length === 0) this.#conversations.delete(entry.userKey)
    for (const other of conversation) this.wake(other)
  }

  /** It was looked at, and cannot go before `until` (ms; Infinity: something must change first), which is `long`. */
  sleep(entry: Entry, until: number, long: boolean): void {
    ;(entry as { wakeAt: number }).wakeAt = until
    const [into, from] = long ? [this.#asleep, this.#dozing] : [this.#dozing, this.#asleep]
    into.add(entry)
    from.delete(entry)
  }

  /** It was looked at, and cannot go for long. */
  isAsleep(entry: Entry): boolean {
    return this.#asleep.has(entry)
  }

  /** It is to be looked at again. */
  wake(entry: Entry): void {
    ;(entry as { wakeAt: number }).wakeAt = 0
    this.#asleep.delete(entry)
    this.#dozing.delete(entry)
  }

  /** A request was answered: those that waited for a moment are looked at again. */
  stir(): void {
    for (const entry of this.#dozing) (entry as { wakeAt: number }).wakeAt = 0
    this.#dozing.clear()
  }

  /** Something that concerns every message has changed: each is looked at again. */
  awaken(): void {
    this.stir()
    for (const entry of this.#asleep) (entry as { wakeAt: number }).wakeAt = 0
    this.#asleep.clear()
  }

  /** Whether an earlier message of its conversation keeps this one waiting. */
  blocked(entry: Entry): boolean {
    if (entry.order === 'free') return false
    for (const other of this.conversation(entry.userKey)) {
      if (other.seq >= entry.seq) return false
      if (
        other.packageId === entry.packageId &&
        other.order === 'kept' &&
        // an unknown whose repetition a person forbade cannot come back either: nobody waits for it
        blocksConversation(other.status, other.forbidResend ? 'at_most_once' : other.policy)
      )
        return true
    }
    return false
  }
}

function leaves(a: Entry, b: Entry): number {
  return LANES[a.priority] - LANES[b.priority] || a.seq - b.seq || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

function ends(a: Entry, b: Entry): number {
  return a.expiresAt - b.expiresAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

function mayEnd({ status }: Entry): boolean {
  return status === 'queued' || status === 'held'
}

function isDoubtful({ status, repeats }: Entry): boolean {
  return status === 'unknown' || repeats !== undefined
}

/** Under `at_most_once`, or where a person forbade it, an unknown cannot come back (invariant 2). */
function mayRepeat({ status, repeats, policy, forbidResend }: Entry): boolean {
  return repeats !== undefined || (status === 'unknown' && policy === 'reconcile' && !forbidResend)
}

function accepted(a: Entry, b: Entry): number {
  return a.seq - b.seq || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

function place(list: Entry[], entry: Entry, order: (a: Entry, b: Entry) => number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    const at = list[middle]
    if (at !== undefined && order(at, entry) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function remove(list: Entry[], entry: Entry, order: (a: Entry, b: Entry) => number): void {
  const at = place(list, entry, order)
  if (list[at] === entry) list.splice(at, 1)
  else throw new Error('queue index out of order')
}
