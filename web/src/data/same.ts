type Named = { readonly [name: string]: unknown }

const isPlain = (value: unknown): value is Named =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** What an item of a list is told by, wherever it stands; without an id by its place. */
const keyOf = (item: unknown, index: number): unknown => (isPlain(item) && 'id' in item ? item['id'] : index)

const sameList = (before: readonly unknown[], next: readonly unknown[]): readonly unknown[] => {
  const known = new Map(before.map((item, index) => [keyOf(item, index), item]))
  const kept = next.map((item, index) => same(known.get(keyOf(item, index)), item))
  return kept.length === before.length && kept.every((item, index) => item === before[index]) ? before : kept
}

const sameMembers = (before: Named, next: Named): Named => {
  const kept = Object.fromEntries(Object.entries(next).map(([name, value]) => [name, same(before[name], value)]))
  const names = Object.keys(kept)
  const all = names.length === Object.keys(before).length && names.every((name) => kept[name] === before[name])
  return all ? before : kept
}

const same = (before: unknown, next: unknown): unknown => {
  if (Array.isArray(before) && Array.isArray(next)) return sameList(before, next)
  return isPlain(before) && isPlain(next) ? sameMembers(before, next) : next
}

/**
 * A newer answer with every part of the former that says the same as the object that it was: rows drawn from it stay, and
 * the focus in them.
 */
export const keepSame = <T>(before: T | undefined, next: T): T => same(before, next) as T
