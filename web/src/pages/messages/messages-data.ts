import { type Accessor, createMemo, createSignal, onCleanup, untrack } from 'solid-js'
import { MESSAGE_STATUSES } from '../../../../durable/domain/status.ts'
import { guardNow } from '../../data/clock.ts'
import { follow } from '../../data/follow.ts'
import { createPages, type Pages } from '../../data/pages.ts'
import { may } from '../../data/session.ts'
import { createStatuses } from '../../data/statuses.ts'
import type { LiveEvent, MessageSummary, Page } from '../../data/wire.ts'
import type { Filter } from './filter.ts'
import { pageOf } from './message-page.ts'

/** Pages of the scan that found nothing, one after the other, until the reader is asked whether to look further back. */
const BARREN_MOST = 3
const EVERY_WITHOUT_LIVE_MS = 8_000

export type MessageList = {
  readonly pages: Pages<MessageSummary>
  readonly rows: Accessor<readonly MessageSummary[]>
  readonly statuses: ReturnType<typeof createStatuses>
  /** the API has looked through many messages and found none that fit; older ones may */
  readonly barren: Accessor<boolean>
  lookFurther(): void
}

const concerns = (event: LiveEvent, { packageId, profileId }: Filter): boolean =>
  event.type === 'message' &&
  (packageId === undefined || event.packageId === packageId) &&
  (profileId === undefined || event.data['profileId'] === profileId)

/** Messages as the filter asks for them, the newest first and kept fresh. */
export const createMessageList = (filter: Accessor<Filter>): MessageList => {
  const [found, setFound] = createSignal(0)
  const pages = createPages(
    filter,
    async (given, cursor, signal): Promise<Page<MessageSummary>> => {
      const page = await pageOf(given, cursor, signal, guardNow())
      setFound((before) => (page.items.length > 0 ? 0 : before + 1))
      return page
    },
    (message) => message.id,
  )
  const statuses = createStatuses(pages.items)
  if (may('read')) follow(pages, (event) => concerns(event, filter()))
  else {
    const timer = window.setInterval(() => {
      if (document.visibilityState !== 'hidden') void pages.refreshHead()
    }, EVERY_WITHOUT_LIVE_MS)
    onCleanup(() => window.clearInterval(timer))
  }
  // A row that has moved on since is told so at once, and goes only with the next refresh: nothing leaves under the pointer.
  const rows = createMemo<readonly MessageSummary[]>((before) => {
    const items = pages.items()
    const stays = new Set(pages.held() ? before.map(({ id }) => id) : [])
    const { statuses: wanted, scheduled } = filter()
    const asked = scheduled ? ['queued', 'held'] : wanted.length === 0 ? MESSAGE_STATUSES : wanted
    const kept = new Set<string>(asked)
    return untrack(() => items.filter((one) => stays.has(one.id) || kept.has(statuses.statusOf(one))))
  }, [])
  return {
    pages,
    rows,
    statuses,
    barren: () => pages.more() && found() >= BARREN_MOST,
    lookFurther: () => {
      setFound(0)
      void pages.loadMore()
    },
  }
}
