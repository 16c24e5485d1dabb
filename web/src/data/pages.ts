import { type Accessor, batch, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import { type Fresh, type Grown, inPlace, NOTHING, newIn, withHead, withNext, withWhole } from './grown.ts'
import { lookBack } from './look-back.ts'
import { type ApiError, asApiError } from './problem.ts'
import type { Page } from './wire.ts'

/** A list that grows page by page (`{ items, nextCursor }`), for DataTable. */
export type Pages<Item> = {
  readonly items: Accessor<readonly Item[]>
  /** undefined until the first page is here */
  readonly ready: Accessor<boolean>
  /** the first or the next page is on its way */
  readonly loading: Accessor<boolean>
  /** why the first or the next page did not come */
  readonly error: Accessor<ApiError | undefined>
  /** why the head could not be asked for again; the list is as of `at` then */
  readonly late: Accessor<ApiError | undefined>
  /** when the head last came, ms */
  readonly at: Accessor<number | undefined>
  /** whether there is a next page */
  readonly more: Accessor<boolean>
  /** whether a newer head is kept aside, since somebody reads the list */
  readonly held: Accessor<boolean>
  /** items that are new in it */
  readonly fresh: Accessor<Fresh>
  loadMore(): Promise<void>
  /**
   * asks for the first page again: what is new goes on top, what is known is replaced, what is gone goes. `whole`: and for
   * every page that is shown, since what was told of them meanwhile is not known; where that cannot be now, the next time.
   */
  refreshHead(whole?: boolean): Promise<void>
  /** puts what is kept aside into the list */
  showFresh(): void
  /** while it says true, nothing comes into the list or goes out of it by itself */
  holdWhile(read: () => boolean): void
  /** begins anew */
  reload(): void
}

/** Of a list longer than this only so much is asked for again as a whole; the rest is cut off. */
const WHOLE_PAGES = 10
/** The head of a list that is shown is looked for so far back: what was found there may lie behind pages without an item. */
const HEAD_PAGES = 3

/** A newer head that is kept aside. `owed`: one of the whole list was, and this took its place. */
type Aside<Item> = { readonly head: Page<Item>; readonly whole: boolean; readonly owed: boolean }

/**
 * @param given filters; a change begins the list anew
 * @param load one page; `cursor` undefined = the first
 */
export const createPages = <S, Item>(
  given: Accessor<S>,
  load: (source: S, cursor: string | undefined, signal: AbortSignal) => Promise<Page<Item>>,
  idOf: (item: Item) => string,
): Pages<Item> => {
  const source = createMemo(given)
  const [list, setList] = createSignal<Grown<Item>>(NOTHING)
  const [aside, setAside] = createSignal<Aside<Item>>()
  const [ready, setReady] = createSignal(false)
  const [loading, setLoading] = createSignal(true)
  const [error, setError] = createSignal<ApiError>()
  const [late, setLate] = createSignal<ApiError>()
  const [at, setAt] = createSignal<number>()
  const items = () => list().items
  let asking = new AbortController()
  let refreshing = false
  /** what is shown is still to be asked for as a whole */
  let owed = false
  let isRead = (): boolean => false

  const page = async (from: string | undefined): Promise<void> => {
    const { signal } = asking
    setLoading(true)
    try {
      const answer = await load(source(), from, signal)
      if (signal.aborted) return
      batch(() => {
        setList((known) => withNext(known, answer, idOf))
        if (from === undefined) setAt(Date.now())
        setError(undefined)
        setReady(true)
      })
    } catch (thrown) {
      if (signal.aborted) return
      setError(asApiError(thrown))
    }
    setLoading(false)
  }

  const readHead = (enough: number, most: number, signal: AbortSignal): Promise<Page<Item>> =>
    lookBack((cursor) => load(source(), cursor, signal), undefined, enough, most)

  /** Whether a whole list that was kept aside is lost by this: what lies below it is not known then. */
  const loses = (whole: boolean): boolean => !whole && (aside()?.whole === true || aside()?.owed === true)

  const into = (head: Page<Item>, whole: boolean): void => {
    owed ||= loses(whole)
    setAside(undefined)
    setList((known) => (whole ? withWhole : withHead)(known, head, idOf))
  }

  const put = (head: Page<Item>, whole: boolean): void => {
    batch(() => {
      if (isRead()) {
        setAside({ head, whole, owed: loses(whole) })
        setList((known) => inPlace(known, head, idOf))
      } else into(head, whole)
      setAt(Date.now())
      setLate(undefined)
    })
  }

  const reload = (): void => {
    asking.abort()
    asking = new AbortController()
    refreshing = false
    owed = false
    batch(() => {
      setReady(false)
      setList(NOTHING)
      setAside(undefined)
      setError(undefined)
      setLate(undefined)
    })
    void page(undefined)
  }

  createEffect(on(source, reload))
  onCleanup(() => asking.abort())
  return {
    items,
    ready,
    loading,
    error,
    late,
    at,
    more: () => list().cursor !== null,
    held: () => aside() !== undefined,
    fresh: () => {
      const newer = aside()
      return newer === undefined ? { count: 0, more: false } : newIn(list(), newer.head, idOf)
    },
    reload,
    loadMore: async () => {
      const from = list().cursor
      if (from !== null && !loading()) await page(from)
    },
    refreshHead: async (whole = false) => {
      owed ||= whole
      if (!ready() || loading() || refreshing) return
      const { signal } = asking
      // of an empty list nothing is to be read again, and how far back it was looked stays
      const shown = items().length
      const all = owed && shown > 0
      let done = false
      refreshing = true
      owed = false
      try {
        const head = await (all
          ? readHead(shown, WHOLE_PAGES, signal)
          : readHead(Math.min(1, shown), HEAD_PAGES, signal))
        // What is read page by page goes before: a head put in meanwhile would leave a gap.
        done = !signal.aborted && !loading()
        if (done) put(head, all)
      } catch (thrown) {
        if (!signal.aborted) setLate(asApiError(thrown))
      }
      if (signal.aborted) return
      refreshing = false
      owed ||= all && !done
    },
    showFresh: () => {
      const newer = aside()
      if (newer !== undefined) batch(() => into(newer.head, newer.whole))
    },
    holdWhile: (read) => {
      isRead = read
    },
  }
}
