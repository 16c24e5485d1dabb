/**
 * How well words fit what was typed: every part of the query must begin a word of the text (2) or lie within it (1);
 * null = it does not fit. Higher is better.
 */
export const fit = (query: string, text: string): number | null => {
  const lower = text.toLowerCase()
  let sum = 0
  for (const part of query.toLowerCase().split(/\s+/)) {
    if (part === '') continue
    const at = lower.indexOf(part)
    if (at < 0) return null
    const begins = lower.startsWith(part) || new RegExp(`[\\s·/_-]${literal(part)}`).test(lower)
    sum += begins ? 2 : 1
  }
  return sum
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')

/** The best `most` of `items`, equal ones in their own order. */
export const best = <Item>(
  query: string,
  items: readonly Item[],
  textOf: (item: Item) => string,
  most: number,
): Item[] =>
  items
    .flatMap((item) => {
      const score = fit(query, textOf(item))
      return score === null ? [] : [{ item, score }]
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ item }) => item)
