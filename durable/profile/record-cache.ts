import type { MessageRecord } from './record.ts'

/**
 * The messages that were written last or found by a status, as they are stored: a message is looked at several times on its way, and most of
 * them within seconds. Whoever asks gets a copy of his own to change. Forgotten whole after a failed transaction.
 */
export class RecordCache {
  static readonly KEPT = 512
  readonly #records = new Map<string, MessageRecord>()
  readonly #wamids = new Map<string, string>()

  /** As it is stored: not to be changed. */
  peek(id: string): Readonly<MessageRecord> | undefined {
    return this.#records.get(id)
  }

  get(id: string): MessageRecord | undefined {
    const record = this.#records.get(id)
    return record === undefined ? undefined : copyOf(record)
  }

  byWamid(wamid: string): MessageRecord | undefined {
    return this.get(this.#wamids.get(wamid) ?? '')
  }

  put(record: MessageRecord): void {
    this.drop(record.id)
    this.#records.set(record.id, copyOf(record))
    if (record.state === 'ended' && record.wamid !== null) this.#wamids.set(record.wamid, record.id)
    const [oldest] = this.#records.keys()
    if (this.#records.size > RecordCache.KEPT && oldest !== undefined) this.drop(oldest)
  }

  /** The text of what is not open any more goes from storage. */
  clearText(id: string): void {
    const record = this.#records.get(id)
    if (record !== undefined && record.state !== 'open') this.#records.set(id, { ...record, content: '' })
  }

  drop(id: string): void {
    const record = this.#records.get(id)
    if (record === undefined) return
    this.#records.delete(id)
    if (record.wamid !== null) this.#wamids.delete(record.wamid)
  }

  clear(): void {
    this.#records.clear()
    this.#wamids.clear()
  }
}

/** What is changed in place is the record itself and its story. */
function copyOf(record: MessageRecord): MessageRecord {
  return { ...record, timeline: [...record.timeline] }
}
