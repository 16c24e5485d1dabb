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

  drop(key: string): void {
    this.#values.delete(key)
  }

  clear(): void {
    this.#values.clear()
  }
}
