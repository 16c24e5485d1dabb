import type { Consent, Register } from '../domain/consent.ts'
import { aggregate } from '../kit/aggregate.ts'
import type { Host } from '../kit/host.ts'

export interface AliasRow {
  address: string
  userKey: string
  at: number
  rev: number
}

export interface ConsentRow extends Consent {
  userKey: string
  rev: number
}

interface RawAlias {
  address: string
  user_key: string
  at: number
  rev: number
}

interface RawConsent {
  user_key: string
  /** null = nothing was said; then the two below are null as well, and not looked at */
  m_out: number | null
  m_at: number
  m_source: string
  a_out: number | null
  a_at: number
  a_source: string
  rev: number
}

/**
 * Aliases and opt-outs. Each row carries the users rev of its last change, so the tables are their own log: what a reader
 * at rev r lacks is what has a higher one, and a change that a later one replaced is not told again.
 */
export class UsersStore {
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  /** The highest rev that a row carries; a row that was deleted may have had a higher one (meta `users_rev` remembers it). */
  highestRev(): number {
    const alias = aggregate<{ rev: number }>(this.#host.sql, 'SELECT COALESCE(MAX(rev), 0) AS rev FROM alias')
    const consent = aggregate<{ rev: number }>(this.#host.sql, 'SELECT COALESCE(MAX(rev), 0) AS rev FROM consent')
    return Math.max(alias.rev, consent.rev)
  }

  /** The user whom this address names: itself when nothing else is known. */
  keyOf(address: string): string {
    return (
      this.#host.sql.get<{ user_key: string }>('SELECT user_key FROM alias WHERE address = ?', address)?.user_key ??
      address
    )
  }

  /** Addresses whose user is `userKey`, without the key itself unless it has a row. */
  aliasesOf(userKey: string): string[] {
    return this.#host.sql
      .all<{ address: string }>('SELECT address FROM alias WHERE user_key = ? ORDER BY address', userKey)
      .map((row) => row.address)
  }

  hasAlias(address: string): boolean {
    return this.#host.sql.get('SELECT 1 AS one FROM alias WHERE address = ?', address) !== undefined
  }

  putAlias(alias: AliasRow): void {
    this.#host.sql.run(
      'INSERT INTO alias (address, user_key, at, rev) VALUES (?, ?, ?, ?) ON CONFLICT (address) DO UPDATE SET user_key = excluded.user_key, at = excluded.at, rev = excluded.rev',
      alias.address,
      alias.userKey,
      alias.at,
      alias.rev,
    )
  }

  dropAlias(address: string): number {
    return this.#host.sql.run('DELETE FROM alias WHERE address = ?', address)
  }

  consent(userKey: string): ConsentRow | undefined {
    const row = this.#host.sql.get<RawConsent>('SELECT * FROM consent WHERE user_key = ?', userKey)
    return row === undefined ? undefined : parse(row)
  }

  putConsent(userKey: string, consent: Consent, rev: number): void {
    const { marketing: m, all: a } = consent
    this.#host.sql.run(
      'INSERT INTO consent (user_key, m_out, m_at, m_source, a_out, a_at, a_source, rev) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (user_key) DO UPDATE SET m_out = excluded.m_out, m_at = excluded.m_at, m_source = excluded.m_source, a_out = excluded.a_out, a_at = excluded.a_at, a_source = excluded.a_source, rev = excluded.rev',
      userKey,
      m === null ? null : Number(m.out),
      m?.at ?? null,
      m?.source ?? null,
      a === null ? null : Number(a.out),
      a?.at ?? null,
      a?.source ?? null,
      rev,
    )
  }

  dropConsent(userKey: string): number {
    return this.#host.sql.run('DELETE FROM consent WHERE user_key = ?', userKey)
  }

  aliasesBetween(after: number, upTo: number): AliasRow[] {
    return this.#host.sql
      .all<RawAlias>(
        'SELECT address, user_key, at, rev FROM alias WHERE rev > ? AND rev <= ? ORDER BY rev',
        after,
        upTo,
      )
      .map((row) => ({ address: row.address, userKey: row.user_key, at: row.at, rev: row.rev }))
  }

  consentsBetween(after: number, upTo: number): ConsentRow[] {
    return this.#host.sql
      .all<RawConsent>('SELECT * FROM consent WHERE rev > ? AND rev <= ? ORDER BY rev', after, upTo)
      .map(parse)
  }

  counts(): { aliases: number; consents: number } {
    return {
      aliases: aggregate<{ n: number }>(this.#host.sql, 'SELECT COUNT(*) AS n FROM alias').n,
      consents: aggregate<{ n: number }>(this.#host.sql, 'SELECT COUNT(*) AS n FROM consent').n,
    }
  }
}

function register(out: number | null, at: number, source: string): Register | null {
  return out === null ? null : { out: out === 1, at, source }
}

function parse(row: RawConsent): ConsentRow {
  return {
    userKey: row.user_key,
    marketing: register(row.m_out, row.m_at, row.m_source),
    all: register(row.a_out, row.a_at, row.a_source),
    rev: row.rev,
  }
}
