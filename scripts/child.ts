import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import type { FollowMessage } from './follow.ts'
import { signal } from './processes.ts'

export type ChildSpec = {
  readonly name: string
  /** Arguments of this same Node. */
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** Where its output goes, begun anew with each start of the runner. */
  readonly log: string
}

type Message = FollowMessage | { readonly type: 'ready'; readonly crons?: readonly string[] }

const isMessage = (value: unknown): value is Message => typeof value === 'object' && value !== null && 'type' in value

/** From the death of a process to the next start. */
const RESTART_MS = 100
/** The pause of one that dies at once, again and again; still "started again within 1 s". */
const CRASH_LOOP_MS = 800
/** A process that never came up dies of its own fault (a build error): starting it for ever would hide that. */
const ATTEMPTS = 3

/**
 * One process of the product, started again whenever it dies until `stop()`. What the process itself has started is
 * known through `follow.ts` and never outlives it.
 */
export class Child {
  readonly spec: ChildSpec
  readonly #changed: () => void
  readonly #failed: (error: Error) => void
  #process: ChildProcess | undefined
  #own = new Map<number, string>()
  #wasReady = false
  #stopping = false
  #attempts = 0
  #startedAt = 0
  /** Where the present process's own output begins in the log, in bytes. */
  #logged = 0
  #exit: Promise<void> = Promise.resolve()
  crons: readonly string[] = []

  /**
   * @param changed told after each change of the set of processes
   * @param failed told when the process never comes up
   */
  constructor(spec: ChildSpec, changed: () => void, failed: (error: Error) => void) {
    this.spec = spec
    this.#changed = changed
    this.#failed = failed
    closeSync(openSync(spec.log, 'w', 0o600))
  }

  /** Every process of this child that runs now: pid -> what its command line is known by. */
  get pids(): ReadonlyMap<number, string> {
    const own = new Map(this.#own)
    if (this.#process?.pid !== undefined)
      own.set(this.#process.pid, this.spec.args.find((arg) => arg.endsWith('.ts')) ?? 'node')
    return own
  }

  start(): void {
    if (this.#stopping) return
    const log = openSync(this.spec.log, 'a', 0o600)
    this.#logged = fstatSync(log).size
    const child = spawn(process.execPath, [...this.spec.args], {
      cwd: this.spec.cwd,
      env: this.spec.env,
      stdio: ['ignore', log, log, 'ipc'],
      // A group of its own: Ctrl-C reaches the runner alone, which then stops each child in good order.
      detached: true,
    })
    closeSync(log)
    this.#process = child
    this.#startedAt = Date.now()
    this.#changed()
    child.on('message', (message) => this.#heard(message))
    child.on('error', () => undefined)
    this.#exit = new Promise((resolve) => {
      child.once('exit', () => {
        this.#ended()
        resolve()
      })
    })
  }

  /** Told by the caller when it has seen the process answer, for processes that cannot say so themselves. */
  ready(): void {
    this.#wasReady = true
  }

  #heard(message: unknown): void {
    if (!isMessage(message)) return
    if (message.type === 'ready') {
      this.#wasReady = true
      this.crons = message.crons ?? []
    } else if (message.type === 'spawned') {
      this.#own.set(message.pid, message.file)
      this.#changed()
    } else if (message.type === 'exited') {
      this.#own.delete(message.pid)
      this.#changed()
    }
  }

  #ended(): void {
    // Killed before it could: its workerd would keep the port and the database.
    for (const pid of this.#own.keys()) signal(pid, 'SIGKILL')
    this.#own.clear()
    this.#process = undefined
    this.#changed()
    if (this.#stopping) return
    this.#attempts += 1
    if (!this.#wasReady && this.#attempts >= ATTEMPTS) {
      this.#failed(
        new Error(
          `${this.spec.name} does not start.\n${readFileSync(this.spec.log).subarray(this.#logged).toString().slice(-4000)}`,
        ),
      )
      return
    }
    const pause = Date.now() - this.#startedAt < 2 * CRASH_LOOP_MS ? CRASH_LOOP_MS : RESTART_MS
    setTimeout(() => this.start(), pause)
  }

  /**
   * Ends the process and all that it started.
   *
   * @param graceMs how long it may take for itself before it is killed
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true
    const child = this.#process
    if (child?.pid === undefined) return
    if (child.connected) child.send('stop', () => undefined)
    const timer = setTimeout(() => child.pid !== undefined && signal(child.pid, 'SIGKILL'), graceMs)
    await this.#exit
    clearTimeout(timer)
  }
}
