import { migrate } from '../../kit/migrate.ts'
import { BareHost } from '../../kit/testing/bare-host.ts'
import type { FullRow } from '../row.ts'
import { STEPS } from '../schema.ts'

/** The package's tables, empty, for one store alone. */
export function emptyTables(): BareHost {
  const host = new BareHost()
  migrate(host, STEPS)
  return host
}

/** The message of this place in the order of acceptance; every fact of it is another than its neighbour's. */
export function messageRow(seq: number, over: Partial<FullRow> = {}): FullRow {
  return {
    seq,
    id: `wgabcdefghij000000000${seq.toString(36).padStart(4, '0')}xyz`,
    state: 'parked',
    status: 'queued',
    told: null,
    conv: 1,
    target: '*',
    lane: 1,
    dueAt: null,
    expiresAt: 100_000 + seq,
    userKey: '+49',
    order: 'kept',
    movable: true,
    tiedTo: null,
    profileId: null,
    epoch: 0,
    n: 1,
    attempts: 0,
    acceptedAt: 1_000 + seq,
    sendAt: null,
    notBefore: null,
    updatedAt: 2_000 + seq,
    endedAt: null,
    bytes: 10 + seq,
    key: null,
    bodyHash: `hash-${seq}`,
    facts: {
      to: '+49',
      type: 'text',
      category: 'service',
      template: null,
      kind: 'open',
      policy: 'reconcile',
      reference: null,
      digest: 7_000 + seq,
    },
    timeline: [],
    content: `text ${seq}`,
    answer: `answer ${seq}`,
    ...over,
  }
}

export const seqs = (rows: readonly { seq: number }[]): number[] => rows.map((row) => row.seq)

/** A transaction that fails once `body` has run: nothing that it wrote stays. */
export function undo(host: BareHost, body: () => void): void {
  const undone = new Error('undone')
  try {
    host.transaction(() => {
      body()
      throw undone
    })
  } catch (error) {
    if (error !== undone) throw error
  }
}

/** How many times `body` asks the tables. */
export function readsOf(host: BareHost, body: () => unknown): number {
  const { all, get } = host.sql
  let reads = 0
  host.sql.all = (query, ...params) => {
    reads += 1
    return all.call(host.sql, query, ...params) as never[]
  }
  host.sql.get = (query, ...params) => {
    reads += 1
    return get.call(host.sql, query, ...params) as never
  }
  body()
  Object.assign(host.sql, { all, get })
  return reads
}
