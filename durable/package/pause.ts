import type { Actor } from '../domain/reason.ts'
import { Backoff } from './backoff.ts'
import type { PackageState } from './state.ts'

const PATIENCE_MS = 1_000

/** The package's own pause: durable here at once, pushed to each member until it has answered. */
export class Pause {
  readonly #state: PackageState
  readonly #backoff = new Backoff()
  readonly #running = new Map<string, Promise<void>>()
  #told: Map<string, number> | null = null

  constructor(state: PackageState) {
    this.#state = state
  }

  /** Commits the pause or its end and waits up to a second for the members to have it. */
  async set(paused: boolean, reason: string | null, by: Actor): Promise<void> {
    const { meta, journal, name } = this.#state
    this.#state.commit(() => {
      this.#state.meta = { ...meta, paused, pauseReason: paused ? reason : null, pauseRev: meta.pauseRev + 1 }
      this.#state.saveMeta()
      journal.audit(paused ? 'package.pause' : 'package.resume', by, { kind: 'package', id: name }, name, { reason })
      this.#state.pumpWanted = true
    })
    // the commit has started the calls
    const all = Promise.all(this.#running.values())
    await Promise.race([all, this.#state.host.sleep(PATIENCE_MS, all)])
  }

  kick(): void {
    for (const id of this.#behind()) if (this.#idle(id)) this.#start(id)
  }

  get nextAt(): number | null {
    let next: number | null = null
    for (const id of this.#behind()) {
      const at = this.#running.has(id) ? this.#state.host.now() + 20_000 : this.#backoff.at(id, this.#state.host.now())
      next = next === null ? at : Math.min(next, at)
    }
    return next
  }

  #start(profileId: string): void {
    const told = new Promise<void>((resolve) => {
      this.#state.host.background('pause', async () => {
        await this.#tell(profileId)
        resolve()
      })
    })
    this.#running.set(profileId, told)
  }

  async #tell(profileId: string): Promise<void> {
    const { pauseRev, paused } = this.#state.meta
    try {
      await this.#state.host.call.profile(profileId).applyPackagePause(this.#state.name, pauseRev, paused)
      this.#backoff.succeeded(profileId)
      this.#state.host.transaction(() => this.#state.metaStore.setPauseTold(profileId, pauseRev))
      this.#load().set(profileId, pauseRev)
    } catch {
      this.#backoff.failed(profileId, this.#state.host.now())
    } finally {
      this.#running.delete(profileId)
      this.#state.onCommit()
    }
  }

  /** Members that do not have the pause in force yet. A package that was never paused has nothing to tell. */
  #behind(): string[] {
    const rev = this.#state.meta.pauseRev
    if (rev === 0) return []
    const told = this.#load()
    return [...this.#state.members.keys()].filter((id) => (told.get(id) ?? 0) < rev)
  }

  #idle(profileId: string): boolean {
    return !this.#running.has(profileId) && this.#backoff.due(profileId, this.#state.host.now())
  }

  #load(): Map<string, number> {
    this.#told ??= this.#state.metaStore.pauseTold()
    return this.#told
  }

  /** A member left: if it comes back it is told anew. Inside a transaction. */
  forget(profileId: string): void {
    this.#state.metaStore.forgetMember(profileId)
    this.#load().delete(profileId)
  }
}
