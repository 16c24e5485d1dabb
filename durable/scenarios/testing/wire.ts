export type Kind = 'package' | 'profile' | 'portfolio'

export interface WireCall {
  kind: Kind
  /** the called actor's name */
  to: string
  method: string
  args: unknown[]
}

/**
 * What becomes of a call between actors. `lose-*`: the caller sees a failure, before the actor was reached or after it
 * did everything; `hang-*`: the caller waits for ever, which is the moment at which an eviction finds it.
 */
export type Fate = 'ok' | 'lose-call' | 'lose-answer' | 'hang-call' | 'hang-answer'

/** Calls that are seen and have a fate; the platform's own parts of a stub have none. */
const METHODS: ReadonlySet<string> = new Set([
  ...['report', 'snapshot', 'heard'],
  ...['offer', 'release', 'status', 'cancel', 'applyPackagePause', 'applyHolds'],
  ...['lease', 'returnLease', 'learn', 'register', 'evidence'],
])

function kindOf(name: string): Kind {
  if (name.startsWith('pkg_')) return 'package'
  return name.startsWith('folio-') ? 'portfolio' : 'profile'
}

/** The calls between the real actors, each with the fate that the test gives it; no part of what is deployed. */
export class Wire {
  /** every call that arrived on the wire, lost ones too */
  readonly calls: WireCall[] = []
  fate: (call: WireCall) => Fate = () => 'ok'
  /** rows of history on their way to D1: the fate of each batch */
  history: () => Fate = () => 'ok'
  /** calls, requests and batches under way that will be answered */
  readonly #pending = new Set<symbol>()

  readonly #stubOf: (...args: unknown[]) => object
  readonly #install: () => void
  readonly #remove: () => void

  /** All namespaces have one prototype, all databases another. */
  constructor(rooms: object, db: object) {
    const namespaces = Object.getPrototypeOf(rooms)
    this.#stubOf = Reflect.get(namespaces, 'get')
    const stubOf = this.#stubOf
    const tap = (stub: object) => this.#tap(stub)
    const carry = (work: () => Promise<unknown>) => this.carry(this.history(), work)
    const databases = Object.getPrototypeOf(db)
    const batch: (...args: unknown[]) => Promise<unknown> = Reflect.get(databases, 'batch')
    this.#install = () => {
      replace(namespaces, 'get', function (this: object, ...args) {
        return tap(stubOf.apply(this, args))
      })
      replace(databases, 'batch', function (this: object, ...args) {
        return carry(() => batch.apply(this, args))
      })
    }
    this.#remove = () => {
      replace(namespaces, 'get', stubOf)
      replace(databases, 'batch', batch)
    }
  }

  /** From here on calls go over this wire. */
  install(): void {
    this.reset()
    this.#install()
  }

  /** Calls go straight again: other files share the workerd. */
  remove(): void {
    this.reset()
    this.#remove()
  }

  /** The platform's own stub, which its test functions want. */
  bare(namespace: DurableObjectNamespace, name: string): DurableObjectStub {
    const stub: object = this.#stubOf.call(namespace, namespace.idFromName(name))
    return stub as DurableObjectStub
  }

  reset(): void {
    this.calls.length = 0
    this.fate = () => 'ok'
    this.history = () => 'ok'
    this.#pending.clear()
  }

  get busy(): boolean {
    return this.#pending.size > 0
  }

  count(method: string): number {
    return this.calls.filter((call) => call.method === method).length
  }

  async carry<T>(fate: Fate, work: () => Promise<T>): Promise<T> {
    if (fate === 'hang-call') return never()
    if (fate === 'lose-call') throw new Error('the call was lost')
    const token = Symbol('call')
    this.#pending.add(token)
    try {
      const answer = await work()
      if (fate === 'lose-answer') throw new Error('the answer was lost')
      if (fate !== 'hang-answer') return answer
    } finally {
      this.#pending.delete(token)
    }
    return never()
  }

  /** On the caller's side, so that a lost call is lost to the caller alone. */
  #tap(stub: object): object {
    const id: { name?: string } = Reflect.get(stub, 'id')
    const to = id.name ?? ''
    return new Proxy(stub, {
      get: (target, method) => {
        const found: unknown = Reflect.get(target, method)
        if (typeof found !== 'function') return found
        return (...args: unknown[]): unknown => {
          const work = () => Reflect.apply(found, target, args)
          if (typeof method !== 'string' || !METHODS.has(method)) return work()
          const call = { kind: kindOf(to), to, method, args }
          this.calls.push(call)
          return this.carry(this.fate(call), work)
        }
      },
    })
  }
}

function replace(prototype: object, name: string, value: (this: object, ...args: unknown[]) => unknown): void {
  Object.defineProperty(prototype, name, { configurable: true, writable: true, value })
}

function never<T>(): Promise<T> {
  return new Promise<T>(() => {})
}
