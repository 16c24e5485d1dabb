import type { Host } from '../kit/host.ts'

/** An inbound message until D1 has it; afterwards its wamid alone, so that Meta's repeats are known for 8 days. */
export interface Inbound {
  wamid: string
  at: number
  packageId: string
  address: string
  userKey: string
  name: string | null
  type: string
  contextId: string | null
  raw: string
}

export class InboundStore {
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  /** False when it was known already. */
  add(inbound: Inbound): boolean {
    const { raw, ...body } = inbound
    return (
      this.#host.sql.run(
        'INSERT INTO inbound (wamid, at, body, raw) VALUES (?, ?, ?, ?) ON CONFLICT (wamid) DO NOTHING',
        inbound.wamid,
        inbound.at,
        JSON.stringify(body),
        raw,
      ) > 0
    )
  }

  many(wamids: string[]): Inbound[] {
    return this.#host.sql
      .all<{ body: string; raw: string }>(
        'SELECT body, raw FROM inbound WHERE wamid IN (SELECT value FROM json_each(?))',
        JSON.stringify(wamids),
      )
      .map((row) => ({ ...(JSON.parse(row.body) as Omit<Inbound, 'raw'>), raw: row.raw }))
  }

  /** D1 has them: text and address go, the wamid stays. */
  clear(wamids: string[]): void {
    this.#host.sql.run(
      "UPDATE inbound SET raw = '', body = '{}' WHERE raw <> '' AND wamid IN (SELECT value FROM json_each(?))",
      JSON.stringify(wamids),
    )
  }

  /** Those of one user that D1 has not yet. */
  ofUser(keys: string[]): string[] {
    return this.#host.sql
      .all<{ wamid: string }>(
        "SELECT wamid FROM inbound WHERE raw <> '' AND json_extract(body, '$.userKey') IN (SELECT value FROM json_each(?))",
        JSON.stringify(keys),
      )
      .map((row) => row.wamid)
  }

  prune(before: number): void {
    this.#host.sql.run('DELETE FROM inbound WHERE at < ?', before)
  }
}
