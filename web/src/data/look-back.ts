import type { Page } from './wire.ts'

/**
 * What is found within a few pages. A page may be short or empty though older ones are not: the API looks through so many
 * messages in one go, and some narrow ones lie far back.
 *
 * @param load one page; `cursor` undefined = the first
 * @param enough items after which nothing more is asked for
 * @param pages that are asked for at most
 */
export const lookBack = async <Item>(
  load: (cursor: string | undefined) => Promise<Page<Item>>,
  from: string | undefined,
  enough: number,
  pages: number,
): Promise<Page<Item>> => {
  let found = await load(from)
  for (let asked = 1; asked < pages && found.nextCursor !== null && found.items.length < enough; asked += 1) {
    const { items, nextCursor } = await load(found.nextCursor)
    found = { items: [...found.items, ...items], nextCursor }
  }
  return found
}
