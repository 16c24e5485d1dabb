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

/** One row a minute: caps, statistics, cooldown and the last webhook in one write. */
export class MinuteStore {
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  /** Adds the counts and raises the times. */
  add(minute: number, change: MinuteChange): void {
    this.#host.sql.run(
      'INSERT INTO minute (minute, attempts, sent, delivered, read, failed, received, counted, throttled, last_start, last_answer, cooldown_until, heard_at, proven) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (minute) DO UPDATE SET attempts = attempts + excluded.attempts, sent = sent + excluded.sent, delivered = delivered + excluded.delivered, read = read + excluded.read, failed = failed + excluded.failed, received = received + excluded.received, counted = counted + excluded.counted, throttled = throttled + excluded.throttled, last_start = max(last_start, excluded.last_start), last_answer = max(last_answer, excluded.last_answer), cooldown_until = max(cooldown_until, excluded.cooldown_until), heard_at = max(heard_at, excluded.heard_at), proven = max(proven, excluded.proven)',
      minute,
      change.attempts ?? 0,
      change.sent ?? 0,
      change.delivered ?? 0,
      change.read ?? 0,
      change.failed ?? 0,
      change.received ?? 0,
      change.counted ?? 0,
      change.throttled ?? 0,
      change.last_start ?? 0,
      change.last_answer ?? 0,
      change.cooldown_until ?? 0,
      change.heard_at ?? 0,
      change.proven ?? 0,
    )
  }

  /** Attempts by minute since `from`: what the rolling windows are loaded with. */
  attemptsSince(from: number): [minute: number, n: number][] {
    return this.#host.sql
      .all<{ minute: number; attempts: number }>(
        'SELECT minute, attempts FROM minute WHERE minute >= ? AND attempts > 0 ORDER BY minute',
        from,
      )
      .map((row) => [row.minute, row.attempts])
  }

  /** Sums over minutes from..to (to not included). */
  sums(from: number, to: number): Omit<Minute, 'minute'> {
    return aggregate(
      this.#host.sql,
      'SELECT COALESCE(SUM(attempts), 0) AS attempts, COALESCE(SUM(sent), 0) AS sent, COALESCE(SUM(delivered), 0) AS delivered, COALESCE(SUM(read), 0) AS read, COALESCE(SUM(failed), 0) AS failed, COALESCE(SUM(received), 0) AS received, COALESCE(SUM(counted), 0) AS counted, COALESCE(SUM(throttled), 0) AS throttled, COALESCE(MAX(last_start), 0) AS last_start, COALESCE(MAX(last_answer), 0) AS last_answer, COALESCE(MAX(cooldown_until), 0) AS cooldown_until, COALESCE(MAX(heard_at), 0) AS heard_at, COALESCE(MAX(proven), 0) AS proven FROM minute WHERE minute >= ? AND minute < ?',
      from,
      to,
    )
  }

  /** The first minute at or after `minute` in which Meta accepted a send. */
  firstSentAfter(minute: number): number | null {
    const row = aggregate<{ minute: number | null }>(
      this.#host.sql,
      'SELECT MIN(minute) AS minute FROM minute WHERE minute >= ? AND sent > 0',
      minute,
    )
    return row.minute
  }

  prune(before: number): void {
    this.#host.sql.run('DELETE FROM minute WHERE minute < ?', before)
  }
}
