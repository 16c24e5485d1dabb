import type { Host } from '../kit/host.ts'

export interface OfferRow {
  n: number
  profileId: string
  seqs: number[]
}

/** Offers that no profile has answered yet: written with the binding, deleted with the answer. */
export class OfferStore {
  readonly #host: Host
  #next: number | null = null
  /** unanswered messages per profile: what the credit is already spent on */
  #pending: Map<string, number> | null = null

  constructor(host: Host) {
    this.#host = host
  }

  add(profileId: string, seqs: readonly number[]): void {
    this.#next ??= (this.#host.sql.get<{ n: number | null }>('SELECT MAX(n) AS n FROM offers')?.n ?? 0) + 1
    const before = this.pending(profileId)
    this.#host.sql.run(
      'INSERT INTO offers (n, profile_id, seqs) VALUES (?, ?, ?)',
      ...[this.#next, profileId, JSON.stringify(seqs)],
    )
    this.#next += 1
    this.#load().set(profileId, before + seqs.length)
  }

  /** The oldest unanswered offers to one profile, together at most `limit` messages (one row at least). */
  head(profileId: string, limit: number): OfferRow[] {
    const rows = this.#host.sql.all<{ n: number; seqs: string }>(
      'SELECT n, seqs FROM offers WHERE profile_id = ? ORDER BY n LIMIT ? + 0',
      ...[profileId, limit],
    )
    const found: OfferRow[] = []
    let count = 0
    for (const row of rows) {
      const seqs = JSON.parse(row.seqs) as number[]
      if (found.length > 0 && count + seqs.length > limit) break
      found.push({ n: row.n, profileId, seqs })
      count += seqs.length
    }
    return found
  }

  /** The offer is answered, or what is left of it when only a part went out. */
  answered(offer: OfferRow, left: readonly number[]): void {
    const before = this.pending(offer.profileId)
    if (left.length === 0) this.#host.sql.run('DELETE FROM offers WHERE n = ?', offer.n)
    else this.#host.sql.run('UPDATE offers SET seqs = ? WHERE n = ?', JSON.stringify(left), offer.n)
    const rest = before - offer.seqs.length + left.length
    if (rest > 0) this.#load().set(offer.profileId, rest)
    else this.#load().delete(offer.profileId)
  }

  pending(profileId: string): number {
    return this.#load().get(profileId) ?? 0
  }

  /** Messages whose offer no profile has answered: the package's to tell. */
  unanswered(): Set<number> {
    if (this.#load().size === 0) return new Set()
    const rows = this.#host.sql.all<{ seqs: string }>('SELECT seqs FROM offers')
    return new Set(rows.flatMap((row) => JSON.parse(row.seqs) as number[]))
  }

  /** Profiles with an unanswered offer. */
  profiles(): string[] {
    return [...this.#load().keys()]
  }

  count(): number {
    return this.#host.sql.get<{ n: number }>('SELECT COUNT(*) AS n FROM offers')?.n ?? 0
  }

  /** After a rollback. */
  forget(): void {
    this.#next = null
    this.#pending = null
  }

  #load(): Map<string, number> {
    if (this.#pending === null) {
      this.#pending = new Map()
      for (const row of this.#host.sql.all<{ profile_id: string; seqs: string }>('SELECT profile_id, seqs FROM offers'))
        this.#pending.set(
          row.profile_id,
          (this.#pending.get(row.profile_id) ?? 0) + (JSON.parse(row.seqs) as number[]).length,
        )
    }
    return this.#pending
  }
}
