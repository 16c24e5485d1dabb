import type { Page } from './wire.ts'

/** Where a page ended: what follows its last item is asked for by its cursor. */
type End = { readonly id: string; readonly cursor: string }

/** A list that has grown page by page. */
export type Grown<Item> = {
  readonly items: readonly Item[]
  /** what the next page is asked for by; null = there is none */
  readonly cursor: string | null
  /** of the pages that lie in it, in the list's order: where it can be cut */
  readonly ends: readonly End[]
  /** items that the reader has asked for, page by page: what comes on top of them pushes as many out below */
  readonly paged: number
}

type IdOf<Item> = (item: Item) => string

export const NOTHING: Grown<never> = { items: [], cursor: null, ends: [], paged: 0 }

const endOf = <Item>({ items, nextCursor }: Page<Item>, idOf: IdOf<Item>): readonly End[] => {
  const last = items.at(-1)
  return last === undefined || nextCursor === null ? [] : [{ id: idOf(last), cursor: nextCursor }]
}

export const withNext = <Item>(list: Grown<Item>, next: Page<Item>, idOf: IdOf<Item>): Grown<Item> => {
  const known = new Set(list.items.map(idOf))
  return {
    items: [...list.items, ...next.items.filter((item) => !known.has(idOf(item)))],
    cursor: next.nextCursor,
    ends: [...list.ends, ...endOf(next, idOf)],
    paged: list.paged + next.items.length,
  }
}

/** What says the same again stays the same object, so that its row is not drawn anew under a reader's focus. */
const sameAs = <Item>(known: readonly Item[], idOf: IdOf<Item>): ((item: Item) => Item) => {
  const before = new Map(known.map((item) => [idOf(item), item]))
  return (item) => {
    const held = before.get(idOf(item))
    return held !== undefined && JSON.stringify(held) === JSON.stringify(item) ? held : item
  }
}

/**
 * Whether a newer head meets the known list: between two that do not, items are missing. One without items that is not the
 * end says nothing of what lies further back, where the known may be.
 */
export const meets = <Item>(head: Page<Item>, known: readonly Item[], idOf: IdOf<Item>): boolean => {
  if (head.nextCursor === null || head.items.length === 0 || known.length === 0) return true
  const ids = new Set(known.map(idOf))
  return head.items.some((item) => ids.has(idOf(item)))
}

/**
 * What a newer head makes of a list: the head, and of the known what stood after the head's last item; nothing else, for
 * what the head passes over is not in the list any more. It is cut where a page ended, once it holds what the reader asked
 * for.
 */
export const withHead = <Item>(list: Grown<Item>, head: Page<Item>, idOf: IdOf<Item>): Grown<Item> => {
  const kept = head.items.map(sameAs(list.items, idOf))
  if (!meets(head, list.items, idOf))
    return { items: kept, cursor: head.nextCursor, ends: endOf(head, idOf), paged: kept.length }
  if (head.nextCursor === null) return { ...list, items: kept, cursor: null, ends: [] }
  const ids = new Set(head.items.map(idOf))
  const last = list.items.findLastIndex((item) => ids.has(idOf(item)))
  const tail = list.items.slice(last + 1)
  const after = new Set(tail.map(idOf))
  const items = [...kept, ...tail]
  const ends = [...endOf(head, idOf), ...list.ends.filter(({ id }) => after.has(id))]
  const at = new Map(items.map((item, index) => [idOf(item), index]))
  const cut = ends.findIndex(({ id }) => (at.get(id) ?? 0) + 1 >= list.paged)
  const end = ends[cut]
  if (end === undefined) return { ...list, items, ends }
  return { ...list, items: items.slice(0, (at.get(end.id) ?? 0) + 1), cursor: end.cursor, ends: ends.slice(0, cut + 1) }
}

/** What a list becomes that was asked for again as a whole: what was not read again is cut off, and can be asked for. */
export const withWhole = <Item>(list: Grown<Item>, head: Page<Item>, idOf: IdOf<Item>): Grown<Item> => ({
  items: head.items.map(sameAs(list.items, idOf)),
  cursor: head.nextCursor,
  ends: endOf(head, idOf),
  paged: Math.min(list.paged, head.items.length),
})

/** What a newer head says of the items that are shown, each in its place: none comes and none goes. */
export const inPlace = <Item>(list: Grown<Item>, head: Page<Item>, idOf: IdOf<Item>): Grown<Item> => {
  const newer = new Map(head.items.map(sameAs(list.items, idOf)).map((item) => [idOf(item), item]))
  const items = list.items.map((item) => newer.get(idOf(item)) ?? item)
  return items.some((item, index) => item !== list.items[index]) ? { ...list, items } : list
}

/** `more`: there may be others between these and the list */
export type Fresh = { readonly count: number; readonly more: boolean }

/** How many items a head has that are not shown. */
export const newIn = <Item>(list: Grown<Item>, head: Page<Item>, idOf: IdOf<Item>): Fresh => {
  const ids = new Set(list.items.map(idOf))
  return { count: head.items.filter((item) => !ids.has(idOf(item))).length, more: !meets(head, list.items, idOf) }
}
