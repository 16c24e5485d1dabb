/**
 * An actor's wake-up: many named deadlines, one alarm. Deadlines are computed from durable state, never stored, so a
 * crash cannot lose one; the alarm is written only when it moves, since each write is a billed row.
 */
export type Deadlines = Record<string, number | null | undefined>

/** The earliest deadline, or null when the actor has nothing to wait for. Pure. */
export function nextWake(deadlines: Deadlines): { name: string; at: number } | null {
  let next: { name: string; at: number } | null = null
  // asked at the end of each turn of each actor: no list is made of them
  for (const name in deadlines) {
    const at = deadlines[name]
    if (at === null || at === undefined || Number.isNaN(at)) continue
    if (next === null || at < next.at) next = { name, at }
  }
  return next
}

const ANNOUNCED_MS = 60_000

/**
 * The wake-up that an actor tells D1, in whole minutes: the sweep looks once a minute and knocks at who is one late, so a
 * finer figure would be a row for each send. `passing`: deadlines that come and go within seconds and are not told. Pure.
 */
export function announcedWake(deadlines: Deadlines, passing: (name: string) => boolean, now: number): number | null {
  const lasting = Object.entries(deadlines).filter(([name]) => !passing(name))
  const next = nextWake(Object.fromEntries(lasting))
  return next === null ? null : Math.ceil(Math.max(next.at, now) / ANNOUNCED_MS) * ANNOUNCED_MS
}

/** Names of the deadlines that are due. Pure. */
export function dueNames(deadlines: Deadlines, now: number): string[] {
  return Object.entries(deadlines)
    .filter(([, at]) => typeof at === 'number' && at <= now)
    .map(([name]) => name)
}

/** Keeps the one alarm in step with the deadlines. In memory only: after a restart the first call always writes. */
export class AlarmClock {
  #armed: number | null | undefined
  readonly #set: (at: number | null) => void

  constructor(set: (at: number | null) => void) {
    this.#set = set
  }

  /** To be called when the alarm fires: the platform has consumed it. */
  fired(): void {
    this.#armed = null
  }

  /** Arms for the earliest deadline. Past deadlines mean "as soon as possible". */
  rearm(deadlines: Deadlines): void {
    const at = nextWake(deadlines)?.at ?? null
    if (at === this.#armed) return
    this.#set(at)
    this.#armed = at
  }

  /** What is armed, as far as memory knows. */
  get armed(): number | null | undefined {
    return this.#armed
  }
}
