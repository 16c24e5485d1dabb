interface Maker {
  module: number
  from: number
  to: number
  make: () => void
}

/** Which mutant is in force, and which places were passed. The instrumented sources ask `__mutant` at every place. */
export class Registry {
  active = -1
  /** passes of all places that one test is allowed while a mutant is in force: more is an endless loop */
  allowed = Number.POSITIVE_INFINITY
  #passed = 0
  #counts: Map<number, number> | null = null
  /** how to make again what a module made with the mutants from..to (exclusive) in it; a module goes by its first mutant */
  readonly #makers: Maker[] = []
  #remade: Maker[] = []

  constructor() {
    Object.assign(globalThis, {
      __mutant: (id: number) => this.#ask(id),
      __again: (module: number, from: number, to: number, make: () => void) =>
        this.#makers.push({ module, from, to, make }),
    })
  }

  #ask(id: number): boolean {
    if (this.#counts !== null) this.#counts.set(id, (this.#counts.get(id) ?? 0) + 1)
    if (this.active < 0) return false
    if (++this.#passed > this.allowed) throw new Error('endless')
    return id === this.active
  }

  /** Puts a mutant in force; -1 = none. Rejects what cannot even be made with it: by throwing. */
  begin(id: number, allowed: number): void {
    const remade = this.#remade
    this.#remade = []
    this.active = -1
    for (const { make } of remade) make()
    this.active = id
    this.allowed = allowed
    this.#passed = 0
    const at = this.#makers.findIndex(({ from, to }) => from <= id && id < to)
    // what the module makes of it afterwards is made again too
    this.#remade = at === -1 ? [] : this.#makers.slice(at).filter(({ module }) => module === this.#makers[at]?.module)
    for (const { make } of this.#remade) make()
  }

  get passed(): number {
    return this.#passed
  }

  record(): void {
    this.#counts = new Map()
  }

  recorded(): Map<number, number> {
    const counts = this.#counts ?? new Map<number, number>()
    this.#counts = null
    return counts
  }
}
