import { Child, type ChildSpec } from './child.ts'
import { record } from './lock.ts'

/** Of the 5 s that a stop may take in all, what a child may use for itself before it is killed. */
const GRACE_MS = 3_000

/** The set of the product's processes, which ends as one. */
export class Supervisor {
  readonly #stateDir: string
  readonly #children: Child[] = []
  readonly #over = new AbortController()

  constructor(stateDir: string) {
    this.#stateDir = stateDir
  }

  /** Aborted when the stop begins: what waits or builds meanwhile ends with it. */
  get over(): AbortSignal {
    return this.#over.signal
  }

  add(spec: ChildSpec): Child {
    const changed = (): void =>
      record(
        this.#stateDir,
        this.#children.map((child) => ({ name: child.spec.name, pids: child.pids })),
      )
    const child = new Child(spec, changed, (error) => this.fail(error))
    this.#children.push(child)
    if (!this.over.aborted) child.start()
    return child
  }

  /** Says what went wrong in words for people, and ends everything. */
  fail(error: Error): void {
    if (this.over.aborted) return
    process.stderr.write(`${error.message}\n`)
    void this.stop(1)
  }

  /** Ends every child, then this process. */
  async stop(code: number): Promise<void> {
    if (this.over.aborted) return
    this.#over.abort()
    await Promise.all(this.#children.map((child) => child.stop(GRACE_MS)))
    process.exit(code)
  }
}
