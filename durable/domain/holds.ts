import { errorEntry } from './codes.ts'
import type { Hold } from './hold.ts'
import { wordEntry } from './hold-webhooks.ts'

/** A hold as it is raised: its key and `since` are made when it is stored. */
export type NewHold = Omit<Hold, 'key' | 'since'> & { since?: number }

/** What a number is, as far as holds go. */
export interface HoldTarget {
  wabaId: string
  tokenId: string
}

export function holdKey(hold: Pick<Hold, 'subject' | 'code'>): string {
  return `${hold.subject.kind}:${hold.subject.id}:${hold.code}`
}

/** Whether a hold concerns this number: its WABA, its token, or a template of its WABA. */
export function concerns(hold: Pick<Hold, 'subject'>, target: HoldTarget): boolean {
  const { kind, id } = hold.subject
  if (kind === 'waba') return id === target.wabaId
  if (kind === 'token') return id === target.tokenId
  return id.startsWith(`${target.wabaId}/`)
}

/** Over by its time: it stops nothing any more. */
export function isOver(hold: Pick<Hold, 'until'>, now: number): boolean {
  return hold.until !== null && hold.until <= now
}

const WIDTH: Record<Hold['reach'], number> = { marketing: 0, utility: 0, billable: 1, all: 2 }
const STRICTNESS: Record<Hold['autoResume'], number> = { time: 0, status: 1, never: 2 }

/**
 * The same hold (one key) heard again: whatever stops more. The longer end, the wider reach, the stricter resume, the
 * earlier beginning, the later word. Two different narrow reaches become `all`. The order of the two does not matter for what it stops.
 */
export function mergeHold(held: Hold, heard: Hold): Hold {
  const until = held.until === null || heard.until === null ? null : Math.max(held.until, heard.until)
  const narrow = held.reach !== heard.reach && WIDTH[held.reach] === WIDTH[heard.reach]
  const wider = WIDTH[held.reach] >= WIDTH[heard.reach] ? held.reach : heard.reach
  const stricter = STRICTNESS[held.autoResume] >= STRICTNESS[heard.autoResume] ? held.autoResume : heard.autoResume
  return {
    ...held,
    until,
    reach: narrow ? 'all' : wider,
    autoResume: stricter,
    class: held.class === 'integrity' || heard.class === 'integrity' ? 'integrity' : held.class,
    since: Math.min(held.since, heard.since),
    said: Math.max(lastSaid(held), lastSaid(heard)),
    detail: heard.detail,
  }
}

/** Whether two holds stop the same for the same time: then nothing needs to be pushed. */
export function sameHold(a: Hold, b: Hold): boolean {
  return (
    a.key === b.key &&
    a.until === b.until &&
    a.reach === b.reach &&
    a.autoResume === b.autoResume &&
    a.class === b.class &&
    a.since === b.since
  )
}

/** When (ms) what the hold stands for was last said: only what is said after that takes it back. */
export function lastSaid(hold: Pick<Hold, 'since' | 'said'>): number {
  return Math.max(hold.since, hold.said ?? 0)
}

/** A hold as its reader knew it: what was said of it since is news to him. */
export interface SeenHold {
  key: string
  /** lastSaid() of it, ms */
  said: number
}

/** Whether who lifts knew all that was said of this hold; null = he lifts whatever there is. */
export function isSeen(hold: Hold, seen: readonly SeenHold[] | null): boolean {
  return seen === null || seen.some((one) => one.key === hold.key && lastSaid(hold) <= one.said)
}

/**
 * Whether a lift takes this hold. A person lifts everything. The guard itself (a good status at Meta) lifts only what
 * Meta's status ends; `autoResume: never` waits for a person, `time` for its time.
 */
export function liftTakes(hold: Hold, byPerson: boolean): boolean {
  return byPerson || hold.autoResume === 'status'
}

/** What an operator is told of a hold: from the table of codes, or of Meta's webhook words. */
export function holdAdvice(code: string): { severity: 'info' | 'warning' | 'critical'; guidance: string } {
  const entry = /^\d+$/.test(code) ? errorEntry(Number(code)) : wordEntry(code)
  if (entry !== undefined) return { severity: entry.severity, guidance: entry.guidance }
  return {
    severity: 'warning',
    guidance: `Meta said ${code}, which the guard does not know: look at the account in WhatsApp Manager, then lift the hold.`,
  }
}
