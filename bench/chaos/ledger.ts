import type { Client } from '../e2e/client.ts'

/** A send as the sandbox's ledger holds it. Times in ms. */
export interface LedgerRow {
  n: number
  at: number
  edge: string
  phoneNumberId: string | null
  to: string | null
  type: string | null
  category: string | null
  messageId: string | null
  outcome: 'accepted' | 'lost' | 'refused' | 'status'
  code: number | null
  answeredAt: number | null
  confirmedAt: number | null
}

/** Reads the sends that came after number `since`. `next` goes into the next call. */
export async function sendsSince(
  sandbox: Client,
  since: number,
): Promise<{ rows: LedgerRow[]; next: number; more: boolean }> {
  const limit = 5_000
  const page = await sandbox.expect(200, 'GET', `/sandbox/ledger?since=${since}&limit=${limit}`)
  const items = page['items'] as LedgerRow[]
  const rows = items.filter((one) => one.edge === 'messages' && one.type !== null && one.type !== 'read')
  return { rows, next: Number(page['next']), more: items.length === limit }
}

export async function allSends(sandbox: Client): Promise<LedgerRow[]> {
  const found: LedgerRow[] = []
  for (let since = 0, more = true; more; ) {
    const page = await sendsSince(sandbox, since)
    found.push(...page.rows)
    since = page.next
    more = page.more
  }
  return found
}

/** Follows the ledger while the run goes on. */
export class Tail {
  readonly #sandbox: Client
  #since = 0
  #reading: Promise<LedgerRow[]> | null = null
  readonly #heard: (row: LedgerRow) => void

  constructor(sandbox: Client, heard: (row: LedgerRow) => void) {
    this.#sandbox = sandbox
    this.#heard = heard
  }

  /** What is new since the last call; callers at the same time share one reading. */
  read(): Promise<LedgerRow[]> {
    this.#reading ??= this.#next().finally(() => {
      this.#reading = null
    })
    return this.#reading
  }

  async #next(): Promise<LedgerRow[]> {
    const found: LedgerRow[] = []
    for (let more = true; more; ) {
      const page = await sendsSince(this.#sandbox, this.#since)
      this.#since = page.next
      more = page.more
      found.push(...page.rows)
    }
    for (const row of found) this.#heard(row)
    return found
  }
}
