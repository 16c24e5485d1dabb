import type { MessageView } from '../domain/message.ts'
import { Pace } from '../kit/pace.ts'
import type { ProjectionBatch, WakeRow } from '../projection/rows.ts'
import { Backoff } from './backoff.ts'
import { viewOf } from './row.ts'
import { SLOT_MS } from './slots.ts'
import type { PackageState } from './state.ts'
import { rowsToTell } from './store-history.ts'

/** Entries read and messages projected at a time. */
const ENTRIES = 1_000
const MESSAGES = 100
/** Messages read in one turn of the event loop: what is asked of this object meanwhile, or of its neighbours, waits for no more. */
const AT_A_TURN = 25
/** It follows within 2 s: what a busy second brings goes in one batch. */
const EVERY_MS = 1_000
/** Where full pages wait, so many entries go without a pause: what comes in faster than that keeps its time for itself. */
const AT_ONCE = 2_000
/** An alert that opens or ends is on the dashboards within half a second. */
const NEWS_MS = 200

/** Drains the outbox into D1: each entry is a wake-up signal, what is written is the present truth. D1 may be down for long. */
export class History {
  readonly #state: PackageState
  readonly #backoff = new Backoff()
  readonly #nextWake: () => number | null
  readonly #pace: Pace
  #running = false
  #wakeTold: number | null | undefined
  #wakeRev = 0

  constructor(state: PackageState, nextWake: () => number | null) {
    this.#state = state
    this.#nextWake = nextWake
    this.#pace = new Pace(state.host)
  }

  kick(): void {
    if (this.#state.journal.news) this.#pace.hurry()
    if (this.#running || !this.#pending || !this.#backoff.due('d1', this.#state.host.now())) return
    this.#running = true
    this.#state.host.background('history', () => this.#run())
  }

  /** When to look again: the next try after a failure, or a while after a loop that a restart may have cut off. */
  get nextAt(): number | null {
    if (!this.#pending) return null
    return this.#running ? this.#state.host.now() + 20_000 : this.#backoff.at('d1', this.#state.host.now())
  }

  /** What the sweep read in D1: told anew when it is wrong, with the rows that wait or with one of its own. */
  wakeIs(told: number | null): void {
    this.#wakeTold = told
    if (this.#nextWake() !== told && !this.#pending) this.#state.commit(() => this.#state.outbox.note('wake'))
  }

  get #pending(): boolean {
    return this.#state.outbox.hasPending('history')
  }

  async #run(): Promise<void> {
    try {
      let atOnce = AT_ONCE
      while (this.#pending) {
        if (atOnce >= AT_ONCE || !this.#state.outbox.isBehind('history')) {
          await this.#pace.turn(this.#state.journal.news ? NEWS_MS : EVERY_MS, NEWS_MS)
          atOnce = 0
        }
        this.#state.journal.news = false
        const pending = this.#state.outbox.pending('history', ENTRIES)
        if (pending === null) break
        atOnce += pending.entries.length
        const seqs: number[] = []
        const batch: ProjectionBatch = {}
        for (const entry of pending.entries) this.#read(entry, batch, seqs)
        const erasable: number[] = []
        for (let i = 0; i < seqs.length || i === 0; i += MESSAGES) {
          const messages: MessageView[] = []
          for (let n = i; n < Math.min(i + MESSAGES, seqs.length); n += AT_A_TURN) {
            if (n > 0) await this.#state.host.sleep(0)
            messages.push(...this.#views(seqs.slice(n, Math.min(n + AT_A_TURN, i + MESSAGES)), erasable))
          }
          const wakes = this.#wake()
          await this.#state.host.project({ ...(i === 0 ? batch : {}), messages, wakes })
          if (wakes[0] !== undefined) this.#wakeTold = wakes[0].nextAt
          if (erasable.length > 0) this.#state.host.transaction(() => this.#state.messages.erase(erasable.splice(0)))
        }
        this.#state.outbox.acknowledge('history', pending.upTo)
      }
      this.#backoff.succeeded('d1')
    } catch {
      // D1 being down delays history, never a send
      this.#backoff.failed('d1', this.#state.host.now())
    } finally {
      this.#running = false
      this.#state.onCommit()
    }
  }

  /** Of these messages those that the package tells; `erasable` learns of which it has the last word. */
  #views(seqs: readonly number[], erasable: number[]): MessageView[] {
    const unanswered = this.#state.offers.unanswered()
    // what a number has taken it tells itself, with all that was before: one row for both, and one who tells
    const rows = rowsToTell(
      this.#state.messages,
      seqs,
      seqs.filter((seq) => unanswered.has(seq)),
    )
    for (const row of rows) if (row.state === 'ended' && row.content !== '') erasable.push(row.seq)
    const own = rows.filter(({ state, told }) => state !== 'ended' || told === null)
    return own.map((row) => viewOf(row, this.#state.name))
  }

  #read(entry: string, batch: ProjectionBatch, seqs: number[]): void {
    const at = entry.indexOf(':')
    const kind = at < 0 ? entry : entry.slice(0, at)
    const key = Number(entry.slice(at + 1))
    const { journal, metaStore, meta, name } = this.#state
    if (kind === 'message') seqs.push(key)
    else if (kind === 'alert') {
      const row = journal.alertRow(key)
      if (row !== undefined) batch.alerts = [...(batch.alerts ?? []), row]
    } else if (kind === 'audit') {
      const row = journal.auditRow(key)
      if (row !== undefined) batch.audit = [...(batch.audit ?? []), row]
    } else if (kind === 'stats') {
      const slot = Math.floor(key / SLOT_MS) * SLOT_MS
      const accepted = metaStore.acceptedIn(slot, this.#state.messages.nextSeq)
      const failed = metaStore.failedIn(slot)
      const counts = { accepted, sent: 0, delivered: 0, read: 0, failed, received: 0 }
      // both only grow within a slot, so their sum tells which row is newer
      const rev = accepted + failed
      const row = { owner: `package:${name}`, at: slot, packageId: name, profileId: '', ...counts, rev }
      batch.stats = [...(batch.stats ?? []), row]
    } else if (kind === 'applied') batch.applied = [{ kind: 'package', id: name, version: meta.version }]
  }

  /** The next wake-up, when it differs from what D1 was told last; rev = time, never going back. */
  #wake(): WakeRow[] {
    const nextAt = this.#nextWake()
    if (nextAt === this.#wakeTold) return []
    this.#wakeRev = Math.max(this.#wakeRev + 1, this.#state.host.now())
    return [{ actor: `package:${this.#state.name}`, nextAt, rev: this.#wakeRev }]
  }
}
