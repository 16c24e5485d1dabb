import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import { type ApiError, asApiError } from './problem.ts'
import type { Page } from './wire.ts'

/** A list that grows page by page (`{ items, nextCursor }`), for DataTable. */
export type Pages<Item> = {
  readonly items: Accessor<readonly Item[]>
  /** undefined until the first page is here */
  readonly ready: Accessor<boolean>
  readonly loading: Accessor<boolean>
  readonly error: Accessor<ApiError | undefined>
  /** whether there is a next page */
  readonly more: Accessor<boolean>
  loadMore(): Promise<void>
  /** asks for the first page again: what is new goes on top, what is known is replaced, the rest stays */
  refreshHead(): Promise<void>
  /** begins anew */
  reload(): void
}

/**
 * What a newer first page makes of a list: its items first, then the known ones that it does not hold. What says the same
 * again stays the same object, so that its row is not drawn anew under a reader's focus.
 */
export const withHead = <Item>(head: readonly Item[], known: readonly Item[], idOf: (item: Item) => string): Item[] => {
  const ids = new Set(head.map(idOf))
  const before = new Map(known.map((item) => [idOf(item), item]))
  const kept = head.map((item) => {
    const held = before.get(idOf(item))
    return held !== undefined && JSON.stringify(held) === JSON.stringify(item) ? held : item
  })
  return [...kept, ...known.filter((item) => !ids.has(idOf(item)))]
}

/** Whether a newer first page meets the known list: between two that do not, items are missing. */
export const meets = <Item>(first: Page<Item>, known: readonly Item[], idOf: (item: Item) => string): boolean => {
  const ids = new Set(known.map(idOf))
  return first.nextCursor === null || known.length === 0 || first.items.some((item) => ids.has(idOf(item)))
}

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
  const [items, setItems] = createSignal<readonly Item[]>([])
  const [cursor, setCursor] = createSignal<string | null>(null)
  const [ready, setReady] = createSignal(false)
  const [loading, setLoading] = createSignal(true)
  const [error, setError] = createSignal<ApiError>()
  let asking = new AbortController()

  const page = async (from: string | undefined, put: (page: Page<Item>) => void): Promise<void> => {
    const { signal } = asking
    setLoading(true)
    try {
      const answer = await load(source(), from, signal)
      if (signal.aborted) return
      put(answer)
      setError(undefined)
      setReady(true)
    } catch (thrown) {
      if (signal.aborted) return
      setError(asApiError(thrown))
    }
    setLoading(false)
  }

  const reload = (): void => {
    asking.abort()
    asking = new AbortController()
    setReady(false)
    setItems([])
    setCursor(null)
    setError(undefined)
    void page(undefined, (first) => {
      setItems(first.items)
      setCursor(first.nextCursor)
    })
  }

  createEffect(on(source, reload))
  onCleanup(() => asking.abort())
  return {
    items,
    ready,
    loading,
    error,
    more: () => cursor() !== null,
    reload,
    loadMore: async () => {
      const from = cursor()
      if (from === null || (loading() && error() === undefined)) return
      await page(from, (next) => {
        setItems((known) => [...known, ...next.items])
        setCursor(next.nextCursor)
      })
    },
    refreshHead: async () => {
      if (!ready() || loading()) return
      await page(undefined, (first) => {
        // More has come than one page holds: the list begins anew with it, rather than with a gap.
        if (!meets(first, items(), idOf)) setCursor(first.nextCursor)
        setItems((known) => (meets(first, known, idOf) ? withHead(first.items, known, idOf) : first.items))
      })
    },
  }
}
