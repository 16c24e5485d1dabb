import { type Accessor, createSignal, onCleanup } from 'solid-js'
import { createStore } from 'solid-js/store'
import { MESSAGE_STATUSES, type MessageStatus } from '../../../../durable/domain/status.ts'
import { api } from '../../data/api.ts'
import { guardNow } from '../../data/clock.ts'
import { onLive } from '../../data/live.ts'
import type { LiveEvent, Message, NumberState } from '../../data/wire.ts'
import { STATES } from '../../words/states.ts'
import { nextReads } from './read-pace.ts'

/** Something that has just happened, as the live line told it. */
export type Happened = {
  readonly key: string
  readonly at: number
  readonly profileId: string | null
} & (
  | { readonly kind: 'message'; readonly id: string; readonly status: MessageStatus }
  | { readonly kind: 'number'; readonly state: NumberState; readonly reason: string | null }
)

const SHOWN = 8
/** Shown at most so often: faster than this nobody reads. */
const EVERY_MS = 300
/** More messages than this in one turn, and what they were is not asked for: a flood is watched, not read. */
const READ_AT_MOST = 4
const KNOWN_AT_MOST = 64

const isStatus = (value: unknown): value is MessageStatus => MESSAGE_STATUSES.some((status) => status === value)
const isState = (value: unknown): value is NumberState => STATES.some((state) => state === value)

/** What an event says to a reader; undefined for those that say nothing to one. */
export const happened = (event: LiveEvent, at: number): Happened | undefined => {
  const { status, profileId, state, reason } = event.data
  const key = `${event.type}:${event.id}:${event.rev}`
  if (event.type === 'message' && isStatus(status))
    return {
      kind: 'message',
      key,
      at,
      id: event.id,
      status,
      profileId: typeof profileId === 'string' ? profileId : null,
    }
  if (event.type === 'profile' && isState(state))
    return { kind: 'number', key, at, state, reason: typeof reason === 'string' ? reason : null, profileId: event.id }
  return undefined
}

type Latest = {
  readonly events: Accessor<readonly Happened[]>
  /** what a message was, once it has been read */
  readonly known: Readonly<Record<string, Message>>
  /** while it says true, nothing moves */
  holdWhile(read: () => boolean): void
}

/** The newest of what happens, calm enough to be read. */
export const createLatest = (): Latest => {
  const [events, setEvents] = createSignal<readonly Happened[]>([])
  const [known, setKnown] = createStore<Record<string, Message>>({})
  const asking = new AbortController()
  let waiting: Happened[] = []
  let isRead = (): boolean => false
  let timer: number | undefined
  /** ids, the newest first */
  let unread: readonly string[] = []
  let readAt = 0
  let readTimer: number | undefined

  const read = async (id: string): Promise<void> => {
    try {
      const message = await api.get<Message>(`/messages/${encodeURIComponent(id)}`, {}, asking.signal)
      if (Object.keys(known).length >= KNOWN_AT_MOST)
        for (const old of Object.keys(known)) setKnown({ [old]: undefined })
      setKnown({ [id]: message })
    } catch {
      // the row stands without it
    }
  }

  /** Those that are shown still and not known yet. */
  const readSome = (): void => {
    window.clearTimeout(readTimer)
    const there = new Set(events().flatMap((one) => (one.kind === 'message' ? [one.id] : [])))
    unread = unread.filter((id) => there.has(id) && known[id] === undefined)
    const { ids, again } = nextReads(unread, readAt, Date.now())
    if (again !== undefined) readTimer = window.setTimeout(readSome, again)
    if (ids.length === 0) return
    readAt = Date.now()
    unread = unread.filter((id) => !ids.includes(id))
    for (const id of ids) void read(id)
  }

  const show = (): void => {
    timer = undefined
    if (waiting.length === 0) return
    if (isRead()) {
      plan()
      return
    }
    const fresh = waiting
    waiting = []
    setEvents((before) => [...fresh.toReversed(), ...before].slice(0, SHOWN))
    const ids = fresh.flatMap((one) => (one.kind === 'message' && known[one.id] === undefined ? [one.id] : []))
    if (ids.length <= READ_AT_MOST) unread = [...new Set([...ids.toReversed(), ...unread])]
    readSome()
  }
  const plan = (): void => {
    timer ??= window.setTimeout(show, EVERY_MS)
  }

  const stop = onLive({
    events: (told) => {
      const at = guardNow()
      for (const event of told) {
        const one = happened(event, at)
        if (one !== undefined) waiting.push(one)
      }
      waiting = waiting.slice(-SHOWN)
      plan()
    },
  })
  onCleanup(() => {
    stop()
    window.clearTimeout(timer)
    window.clearTimeout(readTimer)
    asking.abort()
  })
  return {
    events,
    known,
    holdWhile: (read) => {
      isRead = read
    },
  }
}
