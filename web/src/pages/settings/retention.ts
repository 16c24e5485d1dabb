import type { Settings } from '../../data/wire.ts'
import { dated } from '../../words/time.ts'

/** How long things are kept, and what a shorter time takes away. */

type Retention = Settings['retention']
export type Kept = keyof Retention

export const KEPT: readonly Kept[] = ['contentDays', 'messageDays', 'auditDays']

export const KEPT_WORDS: Readonly<
  Record<Kept, { readonly name: string; readonly what: string; readonly lost: string; readonly least: number }>
> = {
  contentDays: {
    name: 'Texts of messages',
    what: 'what was written and Meta’s raw webhooks; the message itself stays, without its text',
    lost: 'Texts of messages and raw webhooks',
    least: 0,
  },
  messageDays: {
    name: 'Messages',
    what: 'messages that have ended, with their story; one that still waits stays',
    lost: 'Messages that have ended',
    least: 1,
  },
  auditDays: {
    name: 'Audit log',
    what: 'the audit log, alerts and counts',
    lost: 'Entries of the audit log, alerts and counts',
    least: 1,
  },
}

const MOST = 3_650
const DAY_MS = 86_400_000

/** What is wrong with a number of days as it was typed; undefined = nothing. */
export const checkDays =
  (kept: Kept) =>
  (text: string): string | undefined => {
    const { least } = KEPT_WORDS[kept]
    const days = Number(text)
    const good = /^\d+$/.test(text) && days >= least && days <= MOST
    return good ? undefined : `Enter whole days, ${least} to ${MOST.toLocaleString('en')}.`
  }

/** `30 days`; texts of 0 days are not kept at all. */
export const daysText = (days: number): string => {
  if (days === 0) return 'not kept'
  return days === 1 ? '1 day' : `${days.toLocaleString('en')} days`
}

/**
 * What a shorter time takes away for ever.
 *
 * @returns the instant (ms) before which things are forgotten; undefined when nothing is lost
 */
export const forgottenBefore = (was: number, text: string, now: number): number | undefined => {
  const days = Number(text)
  return /^\d+$/.test(text.trim()) && days < was ? now - days * DAY_MS : undefined
}

/** What is forgotten, in a sentence. `before`: ms */
export const lostText = (kept: Kept, before: number): string =>
  `${KEPT_WORDS[kept].lost} from before ${dated(before)} are forgotten.`
