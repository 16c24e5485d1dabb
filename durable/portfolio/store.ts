import type { LimitReport } from '../domain/limit.ts'
import type { Host } from '../kit/host.ts'
import type { Registration } from './rpc.ts'

export interface Subscriber {
  kind: 'package' | 'profile'
  id: string
  /** it has never been told everything yet */
  fresh: boolean
}

export interface WabaRow {
  id: string
  /** last whole list of templates, ms */
  syncedAt: number | null
  /** a webhook or a new number asked for a sync */
  wantedAt: number | null
  /** management calls of the last hour: [minute, n] */
  calls: [number, number][]
  /** last webhook that was refused for its signature */
  refusedAt: number | null
}

interface RawWaba {
  id: string
  synced_at: number | null
  wanted_at: number | null
  calls: string
  refused_at: number | null
}

/** Numbers, subscribers, WABAs, limits and single values of the portfolio. No other class touches these tables. */
export class PortfolioStore {
  readonly #host: Host
  /** caches of small tables that nearly every call looks at */
  #registrations: Registration[] | undefined
  #wabas: WabaRow[] | undefined

  constructor(host: Host) {
    this.#host = host
  }

  /** A transaction was undone: what was read in it is worth nothing. */
  forget(): void {
    this.#registrations = undefined
    this.#wabas = undefined
  }

  meta(key: string): string | undefined {
    return this.#host.sql.get<{ value: string }>('SELECT value FROM meta WHERE key = ?', key)?.value
  }

  setMeta(key: string, value: string): void {
    this.#host.sql.run(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      key,
      value,
    )
  }

  number(key: string): number {
    return Number(this.meta(key) ?? 0)
  }

  registration(profileId: string): Registration | undefined {
    return this.registrations().find((one) => one.profileId === profileId)
  }

  registrations(): readonly Registration[] {
    this.#registrations ??= this.#host.sql
      .all<{ body: string }>('SELECT body FROM registration ORDER BY profile_id')
      .map((row) => JSON.parse(row.body) as Registration)
    return this.#registrations
  }

  putRegistration(registration: Registration): void {
    this.#registrations = undefined
    this.#host.sql.run(
      'INSERT INTO registration (profile_id, package_id, waba_id, token_id, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (profile_id) DO UPDATE SET package_id = excluded.package_id, waba_id = excluded.waba_id, token_id = excluded.token_id, body = excluded.body',
      registration.profileId,
      registration.packageId,
      registration.wabaId,
      registration.tokenId,
      JSON.stringify(registration),
    )
  }

  dropRegistration(profileId: string): void {
    this.#registrations = undefined
    this.#host.sql.run('DELETE FROM registration WHERE profile_id = ?', profileId)
  }

  subscribers(): Subscriber[] {
    return this.#host.sql
      .all<{ kind: 'package' | 'profile'; id: string; fresh: number }>('SELECT kind, id, fresh FROM subscriber')
      .map((row) => ({ kind: row.kind, id: row.id, fresh: row.fresh === 1 }))
  }

  /** true when it is new */
  addSubscriber(kind: Subscriber['kind'], id: string): boolean {
    const known = this.#host.sql.get('SELECT 1 AS one FROM subscriber WHERE kind = ? AND id = ?', kind, id)
    if (known === undefined) this.#host.sql.run('INSERT INTO subscriber (kind, id, fresh) VALUES (?, ?, 1)', kind, id)
    return known === undefined
  }

  dropSubscriber(kind: Subscriber['kind'], id: string): void {
    this.#host.sql.run('DELETE FROM subscriber WHERE kind = ? AND id = ?', kind, id)
  }

  /** Everybody has heard everything. */
  settleSubscribers(): void {
    this.#host.sql.run('UPDATE subscriber SET fresh = 0 WHERE fresh = 1')
  }

  limitReports(): LimitReport[] {
    return this.#host.sql
      .all<{ source: string; value: number | null; at: number; present: number }>(
        "SELECT source, value, at, EXISTS (SELECT 1 FROM registration WHERE profile_id = source OR 'waba:' || waba_id = source) AS present FROM limit_report",
      )
      .map((row) => ({ source: row.source, limit: row.value, at: row.at, present: row.present === 1 }))
  }

  putLimit(source: string, limit: number | null, at: number): void {
    this.#host.sql.run(
      'INSERT INTO limit_report (source, value, at) VALUES (?, ?, ?) ON CONFLICT (source) DO UPDATE SET value = excluded.value, at = excluded.at',
      source,
      limit,
      at,
    )
  }

  waba(id: string): WabaRow | undefined {
    return this.wabas().find((waba) => waba.id === id)
  }

  wabas(): readonly WabaRow[] {
    this.#wabas ??= this.#host.sql.all<RawWaba>('SELECT * FROM waba ORDER BY id').map(parse)
    return this.#wabas
  }

  putWaba(waba: WabaRow): void {
    this.#wabas = undefined
    this.#host.sql.run(
      'INSERT INTO waba (id, synced_at, wanted_at, calls, refused_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET synced_at = excluded.synced_at, wanted_at = excluded.wanted_at, calls = excluded.calls, refused_at = excluded.refused_at',
      waba.id,
      waba.syncedAt,
      waba.wantedAt,
      JSON.stringify(waba.calls),
      waba.refusedAt,
    )
  }

  /** DEPLOYMENT: the portfolios that hear of opt-outs by phone, and up to which users rev each has. */
  members(): { portfolioId: string; rev: number }[] {
    return this.#host.sql
      .all<{ portfolio_id: string; rev: number }>('SELECT portfolio_id, rev FROM member')
      .map((row) => ({ portfolioId: row.portfolio_id, rev: row.rev }))
  }

  addMember(portfolioId: string): void {
    this.#host.sql.run('INSERT INTO member (portfolio_id, rev) VALUES (?, 0) ON CONFLICT DO NOTHING', portfolioId)
  }

  setMember(portfolioId: string, rev: number): void {
    this.#host.sql.run('UPDATE member SET rev = ? WHERE portfolio_id = ? AND rev < ?', rev, portfolioId, rev)
  }
}

function parse(row: RawWaba): WabaRow {
  return {
    id: row.id,
    syncedAt: row.synced_at,
    wantedAt: row.wanted_at,
    calls: JSON.parse(row.calls) as [number, number][],
    refusedAt: row.refused_at,
  }
}
