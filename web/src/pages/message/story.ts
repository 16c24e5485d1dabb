import type { Actor, Message } from '../../data/wire.ts'
import type { IconName } from '../../parts/icon.tsx'
import type { TimelineItem } from '../../parts/timeline.tsx'
import { plain } from '../../words/plain.ts'
import { sentence } from '../../words/sentence.ts'
import { moment, span } from '../../words/time.ts'
import { took } from './took.ts'

/** A message's story in words: what happened, who did it, and why. */

export type Entry = Message['timeline'][number]

/** What is known when an entry is told. */
type Before = {
  /** the number that has the message, by its name */
  readonly number: string | undefined
  /** when the attempt under way began, ms */
  readonly sendingAt: number | undefined
  readonly now: number
}

type Told = {
  readonly event: string
  readonly icon: IconName
  readonly tone?: TimelineItem['tone']
  /** in place of the actor's own words */
  readonly actor?: string
  /** beside the reasons that the guard gave: what the entry's data says */
  readonly more?: readonly { readonly code: string; readonly detail: string }[]
}

const data = (entry: Entry, name: string): unknown => entry.data?.[name]

const metaCode = (entry: Entry): string | undefined =>
  entry.reasons.map(({ code }) => /^meta-(\d+)$/.exec(code)?.[1]).find((code) => code !== undefined)

/** A status that a webhook brought says when it was true at Meta; an answer to a request does not. */
const byWebhook = (entry: Entry): boolean => data(entry, 'at') !== undefined

const failed = (entry: Entry): Told => {
  const code = metaCode(entry)
  const of = code === undefined ? '' : `: ${code}`
  if (entry.actor.kind !== 'meta') return { event: 'Failed', icon: 'failed', tone: 'bad' }
  return { event: byWebhook(entry) ? `Failed at Meta${of}` : `Refused by Meta${of}`, icon: 'failed', tone: 'bad' }
}

const sending = (entry: Entry, { number }: Before): Told => {
  const [attempt, cooldown, mode] = [data(entry, 'attempt'), data(entry, 'cooldownMs'), data(entry, 'mode')]
  const hours = mode === 'rush' || mode === 'quiet' ? `, ${mode} hours` : ''
  return {
    event: typeof attempt === 'number' ? `Sending, attempt ${attempt}` : 'Sending',
    icon: 'send',
    tone: 'info',
    ...(number === undefined ? {} : { actor: number }),
    ...(typeof cooldown === 'number' && cooldown > 0
      ? { more: [{ code: 'cooldown', detail: `the number then rests ${span(cooldown)}${hours}` }] }
      : {}),
  }
}

const requeued = (entry: Entry, { now }: Before): Told => {
  const until = data(entry, 'notBefore')
  const code = metaCode(entry)
  return {
    event: code === undefined ? 'Back in the queue' : `Refused by Meta: ${code}; back in the queue`,
    icon: 'clock',
    tone: 'warn',
    ...(typeof until === 'number'
      ? { more: [{ code: 'not-before', detail: `not before ${moment(until, now)}` }] }
      : {}),
  }
}

const edited = (entry: Entry): Told => {
  const fields = data(entry, 'fields')
  const content = data(entry, 'content') === true || (Array.isArray(fields) && fields.includes('item'))
  return { event: content ? 'Content edited' : 'Times edited', icon: 'edit' }
}

const WORDS: Readonly<Record<string, (entry: Entry, before: Before) => Told>> = {
  accepted: () => ({ event: 'Accepted', icon: 'messages' }),
  received: () => ({ event: 'Received', icon: 'messages', actor: "Meta's webhook" }),
  bound: (_, { number }) => ({
    event: number === undefined ? 'Given to a number' : `Given to ${number}`,
    icon: 'next',
    tone: 'info',
  }),
  taken: (_, { number }) => ({
    event: number === undefined ? 'In the queue of its number' : `In the queue of ${number}`,
    icon: 'clock',
  }),
  sending,
  sent: (entry) => ({
    event: byWebhook(entry) ? 'Sent' : 'Accepted by Meta',
    icon: 'check',
  }),
  answered: () => ({ event: "Meta's answer came after its status", icon: 'check' }),
  delivered: () => ({ event: 'Delivered', icon: 'doubleCheck', tone: 'good' }),
  read: () => ({ event: 'Read', icon: 'doubleCheck', tone: 'info' }),
  played: () => ({ event: 'Played', icon: 'doubleCheck', tone: 'info' }),
  failed,
  requeued,
  released: ({ actor }) =>
    actor.kind === 'rule'
      ? { event: 'Given back by its number', icon: 'move', tone: 'warn' }
      : { event: 'Released', icon: 'next' },
  returned: (_, { number }) => ({
    event: number === undefined ? 'Back with the package' : `Back with the package, from ${number}`,
    icon: 'move',
    tone: 'warn',
  }),
  retargeted: () => ({ event: 'Waits for another number', icon: 'move', tone: 'warn' }),
  queued: () => ({ event: 'Released, back in the queue', icon: 'next' }),
  due: () => ({ event: 'Its time has come', icon: 'clock' }),
  held: () => ({ event: 'Held', icon: 'hold', tone: 'warn' }),
  unknown: () => ({ event: 'What became of it is not known', icon: 'question', tone: 'warn' }),
  unresolved: () => ({ event: 'Left unresolved', icon: 'question', tone: 'warn' }),
  'resend-forbidden': () => ({ event: 'Never to be sent again', icon: 'close' }),
  edited,
  cancelled: () => ({ event: 'Cancelled', icon: 'close' }),
  expired: () => ({ event: 'Expired', icon: 'clock' }),
  erased: () => ({ event: 'Text and address erased', icon: 'close' }),
}

const RULES: Readonly<Record<string, string>> = {
  distribution: 'distribution',
  'hand-over': 'hand-over',
  dispatch: 'dispatch',
  reconcile: 'reconciliation',
  'give-back': 'the number',
  lifetime: 'its lifetime',
  integrity: 'the integrity rule',
  requeue: 'the guard',
  'wait-template': 'the guard',
  tied: 'the guard',
}

/** Who did it: a person by name, the guard, Meta. */
export const actorText = (actor: Actor): string => {
  if (actor.kind === 'meta') return 'Meta'
  if (actor.kind === 'system') return 'the guard'
  if (actor.kind === 'rule') return RULES[actor.id] ?? `rule ${plain(actor.name)}`
  return actor.kind === 'key' ? `key ${plain(actor.name)}` : `${plain(actor.name)}, in the dashboard`
}

const metaText = (entry: Entry, at: number, { sendingAt }: Before): string => {
  if (byWebhook(entry)) return "Meta's webhook"
  return sendingAt === undefined ? 'Meta' : `Meta, after ${took(at - sendingAt)}`
}

/** Worth a look: more than what the words above say already. */
const SAID = new Set(['attempt', 'profileId', 'notBefore', 'fields', 'content', 'cooldownMs', 'mode', 'wamid'])
const rest = ({ data: all }: Entry): unknown =>
  all === null || Object.keys(all).every((name) => SAID.has(name)) ? undefined : all

/** Ids of numbers within a sentence of the guard, by their names. */
export const withNames = (text: string, nameOf: (id: string) => string | undefined): string =>
  text.replace(/\b\d{6,20}\b/g, (id) => nameOf(id) ?? id)

/** The story, in order. `nameOf`: a number's name, undefined for what is none. `now`: ms. */
export const storyOf = (
  { timeline }: Pick<Message, 'timeline'>,
  nameOf: (id: string) => string | undefined,
  now: number,
): readonly TimelineItem[] => {
  let number: string | undefined
  let sendingAt: number | undefined
  return timeline.map((entry) => {
    const at = Date.parse(entry.at)
    const id = data(entry, 'profileId')
    if (typeof id === 'string') number = nameOf(id) ?? plain(id)
    const before: Before = { number, sendingAt, now }
    const { event, icon, tone, actor, more } = WORDS[entry.event]?.(entry, before) ?? {
      event: plain(entry.event),
      icon: 'more' as const,
    }
    if (entry.event === 'sending') sendingAt = at
    else if (entry.event !== 'answered') sendingAt = undefined
    return {
      at: entry.at,
      event,
      icon,
      actor: actor ?? (entry.actor.kind === 'meta' ? metaText(entry, at, before) : actorText(entry.actor)),
      reasons: [...entry.reasons, ...(more ?? [])].map(({ code, detail }) => ({
        code: plain(code),
        detail: sentence(withNames(detail, nameOf)),
      })),
      ...(tone === undefined ? {} : { tone }),
      ...(rest(entry) === undefined ? {} : { data: rest(entry) }),
    }
  })
}

/** What Meta's webhooks say of the price; undefined = nothing yet. */
export const chargeOf = ({ timeline }: Pick<Message, 'timeline'>): string | undefined => {
  const told = timeline.findLast((entry) => data(entry, 'pricing') !== undefined)
  const pricing = told === undefined ? undefined : data(told, 'pricing')
  if (typeof pricing !== 'object' || pricing === null) return undefined
  const { billable, category, type } = { billable: null, category: null, type: null, ...pricing }
  const words = [
    billable === true ? 'Billable' : billable === false ? 'Free' : undefined,
    typeof category === 'string' ? plain(category).replaceAll('_', ' ') : undefined,
    typeof type === 'string' && type !== 'regular' ? plain(type).replaceAll('_', ' ') : undefined,
  ].filter((word) => word !== undefined)
  return words.length === 0 ? undefined : words.join(', ')
}

/** When it may leave: `at 14:30`, where that lies ahead. */
export const notBeforeText = ({ notBefore }: Pick<Message, 'notBefore'>, now: number): string | undefined =>
  notBefore === null || Date.parse(notBefore) <= now ? undefined : moment(notBefore, now)
