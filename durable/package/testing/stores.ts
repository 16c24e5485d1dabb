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
