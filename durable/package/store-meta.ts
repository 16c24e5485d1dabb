import type { PackageConfig } from '../domain/policy.ts'
import type { Host } from '../kit/host.ts'

export interface Meta {
  name: string
  config: PackageConfig | null
  version: number
  paused: boolean
  pauseReason: string | null
  pauseRev: number
  globalPaused: boolean
  switchRev: number
  switchNote: string | null
}

interface StoredMeta {
  name: string
  config: string | null
  version: number
  paused: number
  pause_reason: string | null
  pause_rev: number
  global_paused: number
  switch_rev: number
  switch_note: string | null
}

/** What waits, counted as it changes: status and queue caps never count rows. */
export interface Tally {
  high: number
  normal: number
  low: number
  scheduled: number
  bytes: number
  /** of them those that take part in a conversation (the rest is held or scheduled) */
  conv: number
}

export const EMPTY_TALLY: Tally = { high: 0, normal: 0, low: 0, scheduled: 0, bytes: 0, conv: 0 }

/** The package's single facts: name, configuration, pauses, counts, slots of statistics, what members were told. */
export class MetaStore {
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  read(name: string): Meta {
    const row = this.#host.sql.get<StoredMeta>('SELECT * FROM meta WHERE id = 1')
    if (row === undefined)
      return {
        name,
        config: null,
        version: 0,
        paused: false,
        pauseReason: null,
        pauseRev: 0,
        globalPaused: false,
        switchRev: 0,
        switchNote: null,
      }
    return {
      name: row.name,
      config: row.config === null ? null : (JSON.parse(row.config) as PackageConfig),
      version: row.version,
      paused: row.paused === 1,
      pauseReason: row.pause_reason,
      pauseRev: row.pause_rev,
      globalPaused: row.global_paused === 1,
      switchRev: row.switch_rev,
      switchNote: row.switch_note,
    }
  }

  write(meta: Meta): void {
    this.#host.sql.run(
      `INSERT INTO meta (id, name, config, version, paused, pause_reason, pause_rev, global_paused, switch_rev, switch_note)
       VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET config = excluded.config, version = excluded.version, paused = excluded.paused,
         pause_reason = excluded.pause_reason, pause_rev = excluded.pause_rev, global_paused = excluded.global_paused,
         switch_rev = excluded.switch_rev, switch_note = excluded.switch_note`,
      ...[meta.name, meta.config === null ? null : JSON.stringify(meta.config), meta.version, meta.paused ? 1 : 0],
      ...[meta.pauseReason, meta.pauseRev, meta.globalPaused ? 1 : 0, meta.switchRev, meta.switchNote],
    )
  }

  tally(): Tally {
    const row = this.#host.sql.get<{ body: string }>('SELECT body FROM tally WHERE id = 1')
    return row === undefined ? { ...EMPTY_TALLY } : (JSON.parse(row.body) as Tally)
  }

  writeTally(tally: Tally): void {
    this.#host.sql.run(
      'INSERT INTO tally (id, body) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
      JSON.stringify(tally),
    )
  }

  /** The slot of statistics begins with this seq: accepted = next slot's first seq - this one. One row per slot. */
  openSlot(at: number, firstSeq: number): void {
    this.#host.sql.run('INSERT INTO slots (at, first_seq) VALUES (?, ?) ON CONFLICT (at) DO NOTHING', at, firstSeq)
  }

  lastSlot(): number | null {
    return this.#host.sql.get<{ at: number | null }>('SELECT MAX(at) AS at FROM slots')?.at ?? null
  }

  /** Messages accepted in the slot; `nextSeq` closes the newest one. */
  acceptedIn(at: number, nextSeq: number): number {
    const own = this.#host.sql.get<{ first_seq: number }>('SELECT first_seq FROM slots WHERE at = ?', at)
    if (own === undefined) return 0
    const next = this.#host.sql.get<{ first_seq: number }>(
      'SELECT first_seq FROM slots WHERE at > ? ORDER BY at LIMIT 1',
      at,
    )
    return (next?.first_seq ?? nextSeq) - own.first_seq
  }

  /** A message that the package itself ended as failed; the slot is open. */
  countFailed(at: number): void {
    this.#host.sql.run('UPDATE slots SET failed = failed + 1 WHERE at = ?', at)
  }

  failedIn(at: number): number {
    return this.#host.sql.get<{ failed: number }>('SELECT failed FROM slots WHERE at = ?', at)?.failed ?? 0
  }

  pruneSlots(before: number): void {
    this.#host.sql.run('DELETE FROM slots WHERE at < ? AND at < (SELECT MAX(at) FROM slots)', before)
  }

  /** The rev of the package's pause that each member has answered. */
  pauseTold(): Map<string, number> {
    const rows = this.#host.sql.all<{ profile_id: string; pause_told: number }>(
      'SELECT profile_id, pause_told FROM members',
    )
    return new Map(rows.map((row) => [row.profile_id, row.pause_told]))
  }

  setPauseTold(profileId: string, rev: number): void {
    this.#host.sql.run(
      'INSERT INTO members (profile_id, pause_told) VALUES (?, ?) ON CONFLICT (profile_id) DO UPDATE SET pause_told = excluded.pause_told',
      ...[profileId, rev],
    )
  }

  forgetMember(profileId: string): void {
    this.#host.sql.run('DELETE FROM members WHERE profile_id = ?', profileId)
  }
}
