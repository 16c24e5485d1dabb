/**
 * Answers to point look-ups in an actor's own table, kept by key in the one store that writes the table: it drops what it
 * changes, and everything when a transaction fails. Of more than `most` all are forgotten, and what is needed is read anew.
 * What is kept is shared: nobody may change it.
 */
export class Kept<Value> {
  readonly #values = new Map<string, Value>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  get(key: string, read: () => Value): Value {
    const known = this.#values.get(key)
    if (known !== undefined || this.#values.has(key)) return known as Value
    const value = read()
    if (this.#values.size >= this.#most) this.#values.clear()
    this.#values.set(key, value)
    return value
  }

  /** Many keys by one look: `exist` names those for which there is something, and for the others `none` is kept. */
  sift(keys: readonly string[], none: Value, exist: (keys: readonly string[]) => readonly string[]): void {
    const asked = keys.filter((key) => !this.#values.has(key))
    // one by its key costs less than a list of one
    if (asked.length < 2 || asked.length > this.#most) return
    const found = new Set(exist(asked))
    if (this.#values.size + asked.length > this.#most) this.#values.clear()
    for (const key of asked) if (!found.has(key)) this.#values.set(key, none)
  }

  drop(key: string): void {
    this.#values.delete(key)
  }

  clear(): void {
    this.#values.clear()
  }
}
