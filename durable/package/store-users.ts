import type { Hold, Template } from '../domain/hold.ts'
import type { OptOutScope } from '../domain/user.ts'
import type { Host } from '../kit/host.ts'
import { Kept } from '../kit/kept.ts'

/** A portfolio as this package follows it. */
export interface PortfolioRow {
  portfolioId: string
  subscribed: boolean
  usersRev: number
  holdsRev: number
  holds: Hold[]
  templatesRev: number
}

interface StoredPortfolio {
  portfolio_id: string
  subscribed: number
  users_rev: number
  holds_rev: number
  holds: string
  templates_rev: number
}

/** Recipients of the last minutes of a busy package: about a megabyte each. */
const KEPT = 10_000

/** Identity, consent, holds and templates, as the portfolios push them. */
export class UserStore {
  readonly #host: Host
  readonly #aliases = new Kept<string | undefined>(KEPT)
  readonly #joined = new Kept<boolean>(KEPT)
  readonly #optOuts = new Kept<readonly { portfolioId: string; scope: OptOutScope; at: number }[]>(KEPT)
  #erased: boolean | null = null

  constructor(host: Host) {
    this.#host = host
  }

  /** After a transaction that failed: what was read meanwhile may never have been. */
  forget(): void {
    this.#aliases.clear()
    this.#joined.clear()
    this.#optOuts.clear()
    this.#erased = null
  }

  alias(address: string): string | undefined {
    return this.#aliases.get(
      address,
      () =>
        this.#host.sql.get<{ user_key: string }>('SELECT user_key FROM aliases WHERE address = ?', address)?.user_key,
    )
  }

  /** Looks many addresses up at once, before each is asked for: most have no other name. */
  siftAliases(addresses: readonly string[]): void {
    this.#aliases.sift(addresses, undefined, (keys) =>
      this.#host.sql
        .all<{ key: string }>(
          'SELECT value AS key FROM json_each(?) WHERE EXISTS (SELECT 1 FROM aliases WHERE address = value)',
          JSON.stringify(keys),
        )
        .map(({ key }) => key),
    )
  }

  /** Looks many users up at once, before each is asked for: most have not opted out. */
  siftOptOuts(userKeys: readonly string[]): void {
    this.#optOuts.sift(userKeys, [], (keys) =>
      this.#host.sql
        .all<{ key: string }>(
          'SELECT value AS key FROM json_each(?) WHERE EXISTS (SELECT 1 FROM opt_outs WHERE user_key = value)',
          JSON.stringify(keys),
        )
        .map(({ key }) => key),
    )
  }

  setAlias(address: string, userKey: string): void {
    this.#host.sql.run(
      'INSERT INTO aliases (address, user_key) VALUES (?, ?) ON CONFLICT (address) DO UPDATE SET user_key = excluded.user_key',
      ...[address, userKey],
    )
    this.#aliases.drop(address)
    this.#joined.clear()
  }

  deleteAlias(address: string): void {
    this.#host.sql.run('DELETE FROM aliases WHERE address = ?', address)
    this.#aliases.drop(address)
    this.#joined.clear()
  }

  /** The key and all addresses that lead to it, also by way of others: portfolios may know a user under several keys. */
  addressesOf(userKey: string): string[] {
    const found = new Set([userKey])
    for (const key of found)
      for (const row of this.#host.sql.all<{ address: string }>('SELECT address FROM aliases WHERE user_key = ?', key))
        found.add(row.address)
    return [...found]
  }

  /** Whether other addresses are known to be this user's. */
  isJoined(userKey: string): boolean {
    return this.#joined.get(
      userKey,
      () => this.#host.sql.get('SELECT 1 AS one FROM aliases WHERE user_key = ? LIMIT 1', userKey) !== undefined,
    )
  }

  /** Opt-outs of one user, by portfolio. */
  optOuts(userKey: string): readonly { portfolioId: string; scope: OptOutScope; at: number }[] {
    return this.#optOuts.get(userKey, () =>
      this.#host.sql
        .all<{ portfolio_id: string; scope: OptOutScope; at: number }>(
          'SELECT portfolio_id, scope, at FROM opt_outs WHERE user_key = ?',
          userKey,
        )
        .map((row) => ({ portfolioId: row.portfolio_id, scope: row.scope, at: row.at })),
    )
  }

  /** Whether an erased user's opt-out is kept here, under its address's hash. */
  hasErasedOptOut(): boolean {
    this.#erased ??=
      this.#host.sql.get("SELECT 1 FROM opt_outs WHERE user_key >= 'hash:' AND user_key < 'hash;' LIMIT 1") !==
      undefined
    return this.#erased
  }

  setOptOut(userKey: string, portfolioId: string, scope: OptOutScope | null, at: number): void {
    this.#optOuts.drop(userKey)
    this.#erased = null
    if (scope === null)
      this.#host.sql.run('DELETE FROM opt_outs WHERE user_key = ? AND portfolio_id = ?', userKey, portfolioId)
    else
      this.#host.sql.run(
        `INSERT INTO opt_outs (user_key, portfolio_id, scope, at) VALUES (?, ?, ?, ?)
         ON CONFLICT (user_key, portfolio_id) DO UPDATE SET scope = excluded.scope, at = excluded.at`,
        ...[userKey, portfolioId, scope, at],
      )
  }

  portfolios(): PortfolioRow[] {
    return this.#host.sql.all<StoredPortfolio>('SELECT * FROM portfolios').map((row) => ({
      portfolioId: row.portfolio_id,
      subscribed: row.subscribed === 1,
      usersRev: row.users_rev,
      holdsRev: row.holds_rev,
      holds: JSON.parse(row.holds) as Hold[],
      templatesRev: row.templates_rev,
    }))
  }

  putPortfolio(row: PortfolioRow): void {
    this.#host.sql.run(
      `INSERT INTO portfolios (portfolio_id, subscribed, users_rev, holds_rev, holds, templates_rev) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (portfolio_id) DO UPDATE SET subscribed = excluded.subscribed, users_rev = excluded.users_rev,
         holds_rev = excluded.holds_rev, holds = excluded.holds, templates_rev = excluded.templates_rev`,
      ...[row.portfolioId, row.subscribed ? 1 : 0, row.usersRev, row.holdsRev, JSON.stringify(row.holds)],
      row.templatesRev,
    )
  }

  /** The whole set of a portfolio, a row per WABA (2 MB is the most a row may hold). */
  putTemplates(portfolioId: string, templates: readonly Template[]): void {
    const byWaba = new Map<string, Template[]>()
    for (const one of templates) {
      const list = byWaba.get(one.wabaId)
      if (list === undefined) byWaba.set(one.wabaId, [one])
      else list.push(one)
    }
    this.#host.sql.run('DELETE FROM templates WHERE portfolio_id = ?', portfolioId)
    for (const [wabaId, list] of byWaba)
      this.#host.sql.run(
        'INSERT INTO templates (portfolio_id, waba_id, body) VALUES (?, ?, ?)',
        ...[portfolioId, wabaId, JSON.stringify(list)],
      )
  }

  templates(): Template[] {
    return this.#host.sql
      .all<{ body: string }>('SELECT body FROM templates')
      .flatMap((row) => JSON.parse(row.body) as Template[])
  }
}
