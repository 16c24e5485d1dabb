import type { Alert } from '../../data/wire.ts'
import { count, tenth } from '../../words/count.ts'
import { plain } from '../../words/plain.ts'
import { sentence } from '../../words/sentence.ts'
import { moment, msOf } from '../../words/time.ts'

/**
 * One fact that an alert rests on, in words. `id` is an id to copy; `message` is a message's id, which has a page of its
 * own.
 */
export type Fact = { readonly name: string; readonly kind: 'text' | 'id' | 'message'; readonly text: string }

const HELD: Readonly<Record<string, string>> = {
  'hold-waba': 'Business account',
  'hold-token': 'Access token, by its print',
  'hold-template': 'Template',
}

const REACH: Readonly<Record<string, string>> = {
  all: 'everything',
  marketing: 'marketing templates',
  utility: 'utility templates',
  billable: 'everything that Meta charges for',
}

const MEGABYTE = 1_000_000

const bytes = (size: number): string =>
  size >= MEGABYTE ? `${tenth(size / MEGABYTE)} MB` : `${tenth(size / 1_000)} kB`

const text = (name: string, value: string): Fact => ({ name, kind: 'text', text: plain(value) })

/** `wabaId/name/language`, as the guard names one template; `*` = in all languages. */
const template = (id: string): string => {
  const [, name, language] = /^[^/]*\/(.+)\/([^/]+)$/.exec(id) ?? []
  if (name === undefined || language === undefined) return id
  return `${name}, ${language === '*' ? 'all languages' : language}`
}

const codeName = (value: unknown): string => (/^\d+$/.test(String(value)) ? "Meta's code" : "Meta's word")

/** What one member says; undefined = it says nothing. */
const factOf = (rule: string, key: string, value: unknown, now: number): Fact | undefined => {
  const word = typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  const time = (none: string): string =>
    (typeof value === 'number' || typeof value === 'string') && Number.isFinite(msOf(value)) ? moment(value, now) : none
  switch (key) {
    case 'code':
      return word === undefined ? undefined : text(codeName(value), word)
    case 'status':
      return text('Status at Meta', word ?? 'not known')
    case 'wabaId':
      return word === undefined ? undefined : { name: 'Business account', kind: 'id', text: word }
    case 'subject':
      if (word === undefined) return undefined
      if (rule === 'hold-template') return text('Template', template(word))
      return { name: HELD[rule] ?? 'Subject', kind: 'id', text: word }
    case 'reach':
      return word === undefined ? undefined : text('What it stops', REACH[word] ?? word)
    case 'since':
      return value === null ? undefined : text('Since', time(word ?? ''))
    case 'until':
      return text('Until', time('Meta or a person lifts it'))
    case 'at':
      return text('At', time(word ?? ''))
    case 'lastAt':
      return text('Last webhook', time('none yet'))
    case 'messageId':
      return word === undefined ? undefined : { name: 'Message', kind: 'message', text: word }
    case 'oldest':
      return word === undefined ? undefined : { name: 'Oldest of them', kind: 'message', text: word }
    case 'attempt':
      return word === undefined ? undefined : text('Found at attempt', word)
    case 'count':
      return typeof value === 'number' ? text('Sends without a status', count(value)) : undefined
    case 'total':
      return typeof value === 'number' ? text('Messages in the queue', count(value)) : undefined
    case 'bytes':
      return typeof value === 'number' ? text('Their size', bytes(value)) : undefined
    case 'key':
      return word === undefined ? undefined : text('Sealed with the key', word)
    default:
      return word === undefined && typeof value !== 'boolean' ? undefined : text(plain(key), word ?? String(value))
  }
}

/** The evidence of an alert, fact by fact; what has no words here is only in the data as it came. `now` in ms. */
export const factsOf = ({ rule, evidence }: Pick<Alert, 'rule' | 'evidence'>, now: number): readonly Fact[] =>
  typeof evidence !== 'object' || evidence === null || Array.isArray(evidence)
    ? []
    : Object.entries(evidence).flatMap(([key, value]) => factOf(rule, key, value, now) ?? [])

/** What happened, as a sentence; Meta often gives no more than a word for it. */
export const detailOf = ({ detail }: Pick<Alert, 'detail'>): string => {
  if (/^NONE$/i.test(detail.trim())) return 'Meta gave no reason.'
  return /^[A-Z][A-Z0-9_]+$/.test(detail.trim()) ? `Meta's word for it: ${plain(detail)}.` : sentence(detail)
}
