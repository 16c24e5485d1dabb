type InOrder<Item> = {
  readonly items: readonly Item[]
  /** new ones that wait until nobody reads the list */
  readonly waiting: number
}

/**
 * A list as it may change while somebody reads it: nothing in it moves. What is gone keeps its place as it last was; what
 * is new comes only below all that was listed, the rest of it waits.
 */
export const inOrder = <Item>(
  listed: readonly Item[],
  now: readonly Item[],
  keyOf: (item: Item) => unknown,
): InOrder<Item> => {
  const newer = new Map(now.map((item) => [keyOf(item), item]))
  const known = new Set(listed.map(keyOf))
  const isNew = (item: Item): boolean => !known.has(keyOf(item))
  const below = now.slice(now.findLastIndex((item) => !isNew(item)) + 1)
  return {
    items: [...listed.map((item) => newer.get(keyOf(item)) ?? item), ...below],
    waiting: now.filter(isNew).length - below.length,
  }
}
