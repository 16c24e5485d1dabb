import { type Accessor, createSignal } from 'solid-js'

/** Which columns of a table a reader wants, over what each shows by itself; kept in this browser. */
export type Wanted = Readonly<Record<string, boolean>>

type Shows = { readonly id: string; readonly hidden?: boolean }

export const shownOf = <Column extends Shows>(columns: readonly Column[], wanted: Wanted): Column[] =>
  columns.filter(({ id, hidden }) => wanted[id] ?? hidden !== true)

/** A choice among the columns of now; others that were chosen before, for another width, stay as they were. */
export const choose = (columns: readonly Shows[], shown: ReadonlySet<string>, before: Wanted): Wanted => ({
  ...before,
  ...Object.fromEntries(columns.map(({ id }) => [id, shown.has(id)])),
})

/** What is stored, or nothing where it is not what this version writes. */
export const wantedIn = (text: string | null): Wanted => {
  try {
    const read: unknown = JSON.parse(text ?? '{}')
    if (typeof read !== 'object' || read === null) return {}
    return Object.fromEntries(Object.entries(read).filter(([, on]) => typeof on === 'boolean'))
  } catch {
    return {}
  }
}

/** @param table the name it is kept under */
export const createWanted = (table: string): readonly [Accessor<Wanted>, (wanted: Wanted) => void] => {
  const key = `columns:${table}`
  const stored = (): string | null => {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  }
  const [wanted, setWanted] = createSignal(wantedIn(stored()))
  return [
    wanted,
    (next) => {
      setWanted(next)
      try {
        localStorage.setItem(key, JSON.stringify(next))
      } catch {
        // storage is off: it holds for this visit
      }
    },
  ]
}
