import type { PackageState } from './state.ts'

/** At most this many texts are remembered, and read back from the newest rows after a restart. */
const REMEMBERED = 50_000
const READ_BACK = 10_000
const PORTION = 1_000

/**
 * Texts of the last minutes by recipient: the same text again without an idempotency key is probably a mistake
 * (guard-rules.md, Identity, consent, duplicates). A cache of what the rows say, so it costs no row of its own.
 */
export class RecentTexts {
  readonly #state: PackageState
  #seen: Map<string, number> | null = null

  constructor(state: PackageState) {
    this.#state = state
  }

  /** When the same text went to this recipient within the window, ms, or null. */
  lastAt(userKey: string, digest: number, windowMs: number): number | null {
    const at = this.#load().get(`${digest} ${userKey}`)
    return at !== undefined && at > this.#state.host.now() - windowMs ? at : null
  }

  /** Only what was committed may be remembered: a rollback calls forget(). */
  remember(userKey: string, digest: number, at: number): void {
    const seen = this.#load()
    const key = `${digest} ${userKey}`
    seen.delete(key)
    seen.set(key, at)
    if (seen.size <= REMEMBERED) return
    for (const oldest of seen.keys()) {
      seen.delete(oldest)
      break
    }
  }

  forget(): void {
    this.#seen = null
  }

  #load(): Map<string, number> {
    if (this.#seen !== null) return this.#seen
    const since = this.#state.host.now() - (this.#state.policy?.duplicateWindowSeconds ?? 600) * 1000
    const found: [string, number][] = []
    for (let before = Number.MAX_SAFE_INTEGER; found.length < READ_BACK; ) {
      const rows = this.#state.messages.recent(before, PORTION)
      for (const row of rows) if (row.acceptedAt > since) found.push([`${row.digest} ${row.userKey}`, row.acceptedAt])
      const last = rows.at(-1)
      if (last === undefined || rows.length < PORTION || last.acceptedAt <= since) break
      before = last.seq
    }
    this.#seen = new Map(found.reverse())
    return this.#seen
  }
}
