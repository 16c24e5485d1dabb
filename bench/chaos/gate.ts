/** Lets the load through, or keeps it back while the product must find its work by itself. */
export class Gate {
  #closed: PromiseWithResolvers<void> | null = null

  close(): void {
    this.#closed ??= Promise.withResolvers<void>()
  }

  open(): void {
    this.#closed?.resolve()
    this.#closed = null
  }

  async through(): Promise<void> {
    while (this.#closed !== null) await this.#closed.promise
  }
}
