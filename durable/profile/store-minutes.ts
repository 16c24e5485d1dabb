import { aggregate } from '../kit/aggregate.ts'
import type { Host } from '../kit/host.ts'

/** What happened within one minute. `attempts` is what caps count; `counted` are failures that count against the number. */
export interface Minute {
  minute: number
  attempts: number
  sent: number
  delivered: number
  read: number
  failed: number
  received: number
  counted: number
  throttled: number
  last_start: number
  last_answer: number
  cooldown_until: number
  heard_at: number
  /** start of the latest send that a status has come for */
  proven: number
}

export type MinuteChange = Partial<Omit<Minute, 'minute'>>

const TIMES: ReadonlySet<string> = new Set(['last_start', 'last_answer', 'cooldown_until', 'heard_at', 'proven'])

/** Two changes of one minute as one: counts add up, of times the latest stays. */
export function mergeCounts(a: MinuteChange, b: MinuteChange): MinuteChange {
  const merged: Record<string, number> = { ...a }
  for (const [name, value] of Object.entries(b)) {
    const known = merged[name]
    merged[name] = known === undefined ? value : TIMES.has(name) ? Math.max(known, value) : known + value
  }
  return merged
}

/** That a webhook came, and of which send: lost with a crash it makes nothing looser, so it may wait for another write. */
const EVIDENCE: ReadonlySet<string> = new Set(['heard_at', 'proven'])
const EVIDENCE_MS = 60_000

const NAMES = [
  ...['attempts', 'sent', 'delivered', 'read', 'failed', 'received', 'counted', 'throttled'],
  ...['last_start', 'last_answer', 'cooldown_until', 'heard_at', 'proven'],
] as readonly (keyof MinuteChange)[]

/**
 * One row a minute: caps, statistics, cooldown and the last webhook in one write. The latest minute is in memory and in the
 * row that the outbox writes with each commit anyway (takeText, load); its own row follows when the next minute begins.
 */
export class MinuteStore {
  readonly #host: Pick<Host, 'sql'>
  #latest: { minute: number; change: MinuteChange } | null = null
  #changed = false
  /** the time of the last webhook as it was taken to be written */
  #heardTaken = 0

  constructor(host: Pick<Host, 'sql'>) {
    this.#host = host
  }

  /** As committed last: at the start, and after a rollback. */
  load(text: string): void {
    this.#changed = false
    this.#latest = null
    if (text === '') return
    const [minute = 0, ...values] = JSON.parse(text) as number[]
    const change: MinuteChange = {}
    NAMES.forEach((name, i) => {
      if (values[i] !== undefined && values[i] !== 0) change[name] = values[i]
    })
    this.#latest = { minute, change }
    this.#heardTaken = change.heard_at ?? 0
  }

  /** The latest minute is another than the text that was taken last. */
  get changed(): boolean {
    return this.#changed
  }

  /** What load() takes. */
  takeText(): string {
    this.#changed = false
    if (this.#latest === null) return ''
    const { minute, change } = this.#latest
    this.#heardTaken = change.heard_at ?? 0
    return JSON.stringify([minute, ...NAMES.map((name) => change[name] ?? 0)])
  }

  /** Adds the counts and raises the times. Inside a transaction that keeps takeText(). */
  add(minute: number, change: MinuteChange): void {
    const latest = this.#latest
    if (latest !== null && minute < latest.minute) {
      this.#put(minute, change)
      return
    }
    if (latest !== null && minute > latest.minute) this.#put(latest.minute, latest.change)
    const same = latest?.minute === minute
    this.#latest = { minute, change: mergeCounts(same ? latest.change : {}, change) }
    const waits =
      same &&
      Object.keys(change).every((name) => EVIDENCE.has(name)) &&
      (change.heard_at ?? 0) - this.#heardTaken < EVIDENCE_MS
    if (!waits) this.#changed = true
  }

  #put(minute: number, change: MinuteChange): void {
    this.#host.sql.run(
      'INSERT INTO minute (minute, attempts, sent, delivered, read, failed, received, counted, throttled, last_start, last_answer, cooldown_until, heard_at, proven) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (minute) DO UPDATE SET attempts = attempts + excluded.attempts, sent = sent + excluded.sent, delivered = delivered + excluded.delivered, read = read + excluded.read, failed = failed + excluded.failed, received = received + excluded.received, counted = counted + excluded.counted, throttled = throttled + excluded.throttled, last_start = max(last_start, excluded.last_start), last_answer = max(last_answer, excluded.last_answer), cooldown_until = max(cooldown_until, excluded.cooldown_until), heard_at = max(heard_at, excluded.heard_at), proven = max(proven, excluded.proven)',
      minute,
      ...NAMES.map((name) => change[name] ?? 0),
    )
  }

  /** Attempts by minute since `from`: what the rolling windows are loaded with. One minute may come in two parts. */
  attemptsSince(from: number): [minute: number, n: number][] {
    const rows = this.#host.sql.all<{ minute: number; attempts: number }>(
      'SELECT minute, attempts FROM minute WHERE minute >= ? AND attempts > 0 ORDER BY minute',
      from,
    )
    const found = rows.map((row): [number, number] => [row.minute, row.attempts])
    const latest = this.#within(from, Number.POSITIVE_INFINITY)
    return latest.attempts === undefined ? found : [...found, [this.#latest?.minute ?? from, latest.attempts]]
  }

  /** Sums over minutes from..to (to not included). */
  sums(from: number, to: number): Omit<Minute, 'minute'> {
    const stored = aggregate<Omit<Minute, 'minute'>>(
      this.#host.sql,
      'SELECT COALESCE(SUM(attempts), 0) AS attempts, COALESCE(SUM(sent), 0) AS sent, COALESCE(SUM(delivered), 0) AS delivered, COALESCE(SUM(read), 0) AS read, COALESCE(SUM(failed), 0) AS failed, COALESCE(SUM(received), 0) AS received, COALESCE(SUM(counted), 0) AS counted, COALESCE(SUM(throttled), 0) AS throttled, COALESCE(MAX(last_start), 0) AS last_start, COALESCE(MAX(last_answer), 0) AS last_answer, COALESCE(MAX(cooldown_until), 0) AS cooldown_until, COALESCE(MAX(heard_at), 0) AS heard_at, COALESCE(MAX(proven), 0) AS proven FROM minute WHERE minute >= ? AND minute < ?',
      from,
      to,
    )
    return { ...stored, ...mergeCounts(stored, this.#within(from, to)) }
  }

  /** The first minute at or after `minute` in which Meta accepted a send. */
  firstSentAfter(minute: number): number | null {
    const row = aggregate<{ minute: number | null }>(
      this.#host.sql,
      'SELECT MIN(minute) AS minute FROM minute WHERE minute >= ? AND sent > 0',
      minute,
    )
    if (row.minute !== null || (this.#within(minute, Number.POSITIVE_INFINITY).sent ?? 0) <= 0) return row.minute
    return this.#latest?.minute ?? null
  }

  prune(before: number): void {
    this.#host.sql.run('DELETE FROM minute WHERE minute < ?', before)
    if (this.#latest === null || this.#latest.minute >= before) return
    this.#latest = null
    this.#changed = true
  }

  /** The latest minute, where it lies in from..to (to not included). */
  #within(from: number, to: number): MinuteChange {
    const latest = this.#latest
    return latest !== null && latest.minute >= from && latest.minute < to ? latest.change : {}
  }
}
