import {
  type Config,
  config,
  DEFAULT_CONFIG,
  DEFAULT_LIMITS,
  type Fault,
  fault,
  type Limits,
  limits,
} from './settings.ts'
import { Deliveries } from './store/deliveries.ts'
import { Documents } from './store/documents.ts'
import { Evidence } from './store/evidence.ts'
import { Media } from './store/media.ts'
import { type NewRequest, Requests } from './store/requests.ts'
import { createTables, wipeTables } from './store/tables.ts'
import { World } from './store/world.ts'
import { Usage } from './usage.ts'

/** What every room of the object works with: the stores, the settings, a clock, and the next request number. */
export class Core {
  readonly requests: Requests
  readonly deliveries: Deliveries
  readonly evidence: Evidence
  readonly world: World
  readonly media: Media
  readonly usage = new Usage()
  readonly now: () => number
  readonly #sql: SqlStorage
  readonly #docs: Documents
  readonly #defaultUrl: string
  readonly #service = new Map<string, { month: number; count: number }>()
  #lastN: number
  #config: Config | null = null
  #faults: Fault[] | null = null

  constructor(sql: SqlStorage, now: () => number, defaultUrl: string) {
    createTables(sql)
    this.#sql = sql
    this.now = now
    this.#defaultUrl = defaultUrl
    this.#docs = new Documents(sql)
    this.requests = new Requests(sql)
    this.deliveries = new Deliveries(sql)
    this.evidence = new Evidence(sql)
    this.world = new World(this.#docs)
    this.media = new Media(sql, this.#docs)
    this.#lastN = this.requests.lastN()
  }

  /** The number of the next request; the caller enters it in the same turn. */
  nextN(): number {
    this.#lastN += 1
    return this.#lastN
  }

  /** The number of the next file. */
  nextMedia(): number {
    const n = Number(this.#docs.get('setting', 'media') ?? '0') + 1
    this.#docs.put('setting', 'media', String(n))
    return n
  }

  get lastN(): number {
    return this.#lastN
  }

  /** Tells the runs of one ledger apart, so that a wamid never comes twice, not even after a reset. */
  epoch(): string {
    const known = this.#docs.get('setting', 'epoch')
    if (known !== null) return known
    const made = crypto.randomUUID().slice(0, 8)
    this.#docs.put('setting', 'epoch', made)
    return made
  }

  config(): Config {
    this.#config ??= config.parse({
      webhookUrl: this.#defaultUrl,
      ...DEFAULT_CONFIG,
      ...this.#setting('config'),
    })
    return this.#config
  }

  /** Keeps what differs from the defaults; the environment goes on deciding the rest. */
  saveConfig(changes: Record<string, unknown>): void {
    this.#docs.put('setting', 'config', JSON.stringify(changes))
    this.#config = null
  }

  configChanges(): Record<string, unknown> {
    return this.#setting('config')
  }

  limits(): Limits {
    return limits.parse({ ...DEFAULT_LIMITS, ...this.#setting('limits') })
  }

  saveLimits(value: Limits): void {
    this.#docs.put('setting', 'limits', JSON.stringify(value))
  }

  faults(): Fault[] {
    this.#faults ??= fault
      .required({ id: true })
      .array()
      .parse(this.#setting('faults')['list'] ?? [])
    return this.#faults
  }

  saveFaults(list: Fault[]): void {
    this.#docs.put('setting', 'faults', JSON.stringify({ list }))
    this.#faults = list
  }

  /** Service messages that the number had accepted since the month began, this one included once it is entered. */
  serviceCount(phoneNumberId: string, month: number): number {
    const known = this.#service.get(phoneNumberId)
    if (known !== undefined && known.month === month) return known.count
    const count = this.requests.countOf(phoneNumberId, 'service', month)
    this.#service.set(phoneNumberId, { month, count })
    return count
  }

  /** Enters a request and keeps the month's count of service messages in step. */
  enter(row: NewRequest): void {
    this.requests.insert(row)
    const known = this.#service.get(row.subject)
    if (known !== undefined && row.category === 'service' && row.wamid !== null) known.count += 1
  }

  /** Drops what memory believes, after a transaction that was rolled back. */
  forget(): void {
    this.#docs.forget()
    this.#service.clear()
    this.#config = null
    this.#faults = null
    this.#lastN = this.requests.lastN()
  }

  /** Empties everything; settings are the defaults again. */
  reset(): void {
    wipeTables(this.#sql)
    this.forget()
  }

  #setting(name: string): Record<string, unknown> {
    const text = this.#docs.get('setting', name)
    return text === null ? {} : (JSON.parse(text) as Record<string, unknown>)
  }
}
