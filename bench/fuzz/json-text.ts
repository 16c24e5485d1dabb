/** What JSON.stringify cannot write: tokens at and past the edges of the grammar, and members that come twice. */

/** A token written as it stands: `1e999`, `-0`, `"\ud800"`, `NaN`. */
export class Token {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** An object as a list of members: the same name may come twice, and `__proto__` is a name like any other. */
export class Members {
  readonly list: readonly (readonly [string, unknown])[]
  constructor(list: readonly (readonly [string, unknown])[]) {
    this.list = list
  }
}

/** JSON text of a tree that may hold tokens and doubled members. Members that are undefined are left out. */
export function jsonText(value: unknown): string {
  if (value instanceof Token) return value.text
  if (value instanceof Members) return written(value.list)
  if (Array.isArray(value)) return `[${value.map(jsonText).join()}]`
  if (typeof value === 'object' && value !== null) return written(Object.entries(value))
  return JSON.stringify(value) ?? 'null'
}

function written(list: readonly (readonly [string, unknown])[]): string {
  const members = list.filter(([, value]) => value !== undefined)
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${jsonText(value)}`).join()}}`
}

/** The members of an object of either form; null for anything else. */
export function membersOf(value: unknown): (readonly [string, unknown])[] | null {
  if (value instanceof Members) return [...value.list]
  if (value instanceof Token || Array.isArray(value)) return null
  return typeof value === 'object' && value !== null ? Object.entries(value) : null
}
