import { onCleanup } from 'solid-js'
import { createStore } from 'solid-js/store'
import { MESSAGE_STATUSES, type MessageStatus } from '../../../durable/domain/status.ts'
import { onLive } from './live.ts'
import type { LiveEvent, MessageSummary } from './wire.ts'

type Heard = { readonly rev: number; readonly status: MessageStatus; readonly profileId: string | null }

/** Messages of which is kept what was heard, beside those that are listed. */
const MOST = 3_000

const isStatus = (value: unknown): value is MessageStatus => MESSAGE_STATUSES.some((status) => status === value)

const heardOf = ({ type, rev, data }: LiveEvent): Heard | undefined => {
  const { status, profileId } = data
  if (type !== 'message' || !isStatus(status)) return undefined
  return { rev, status, profileId: typeof profileId === 'string' ? profileId : null }
}

type Statuses = {
  /** as the live line told it last, where that is newer than the list */
  statusOf(message: MessageSummary): MessageStatus
  profileOf(message: MessageSummary): string | null
}

/**
 * What live events say of messages, by id: a row's status moves at once, long before the history knows of it.
 *
 * @param listed the rows at hand: of them nothing is forgotten
 */
export const createStatuses = (listed: () => readonly Pick<MessageSummary, 'id'>[]): Statuses => {
  const [heard, setHeard] = createStore<Record<string, Heard | undefined>>({})
  let kept = 0
  const forget = (told: Record<string, Heard | undefined>): void => {
    const rows = new Set(listed().map(({ id }) => id))
    if (kept <= MOST + rows.size) return
    for (const id of Object.keys(heard)) {
      if (rows.has(id)) continue
      told[id] = undefined
      kept -= 1
    }
  }
  onCleanup(
    onLive({
      events: (events) => {
        const told: Record<string, Heard | undefined> = {}
        if (kept > MOST) forget(told)
        for (const event of events) {
          const one = heardOf(event)
          const known = Object.hasOwn(told, event.id) ? told[event.id] : heard[event.id]
          if (one === undefined || (known !== undefined && known.rev > one.rev)) continue
          if (known === undefined) kept += 1
          told[event.id] = one
        }
        setHeard(told)
      },
    }),
  )
  const newer = (message: MessageSummary): Heard | undefined => {
    const one = heard[message.id]
    return one !== undefined && one.rev > message.rev ? one : undefined
  }
  return {
    statusOf: (message) => newer(message)?.status ?? message.status,
    profileOf: (message) => newer(message)?.profileId ?? message.profileId,
  }
}
