import { describe, expect, it } from 'vitest'
import type { FullRow } from './row.ts'
import { rowsToTell } from './store-history.ts'
import { MessageStore } from './store-messages.ts'
import { emptyTables, messageRow, seqs } from './testing/stores.ts'

describe('what the history reads of messages', () => {
  it('is what the package tells itself and what ended with its text, in order, and of no other message', () => {
    const host = emptyTables()
    const store = new MessageStore(host)
    const rows: Partial<FullRow>[] = [
      { state: 'parked', told: 'failed' },
      { state: 'timed' },
      { state: 'bound', content: 'taken by a number' },
      { state: 'bound', content: 'offered, without an answer' },
      { state: 'ended', content: '' },
      { state: 'ended', told: 'read', content: '' },
      { state: 'ended', told: 'read', content: 'not erased yet' },
      { state: 'parked', content: 'not asked for' },
    ]
    const all = rows.map((row, i) => messageRow(i + 1, row))
    for (const row of all) store.insert(row)
    const found = rowsToTell(store, [7, 6, 5, 4, 3, 2, 1], [4])
    expect(seqs(found)).toEqual([1, 2, 4, 5, 7])
    expect(found).toEqual(all.filter(({ seq }) => [1, 2, 4, 5, 7].includes(seq)))
    expect(rowsToTell(store, [], [])).toEqual([])
  })
})
