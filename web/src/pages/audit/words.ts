import { nameOf } from '../../data/fleet.ts'
import { fleet } from '../../data/fleet-store.ts'
import type { AuditEntry } from '../../data/wire.ts'
import { phone, shortId } from '../../words/phone.ts'
import { plain } from '../../words/plain.ts'
import type { Who, Within } from './filter.ts'

/** Whom and what an entry names, in words. */

export const WHO_WORDS: Readonly<Record<Who, string>> = {
  people: 'At a dashboard',
  keys: 'By the API',
  guard: 'The guard',
  meta: 'Meta',
}

export const WITHIN_WORDS: Readonly<Record<Within, string>> = {
  hour: 'Last hour',
  today: 'Today',
  week: 'Last 7 days',
  month: 'Last 30 days',
}

const ACTORS: Readonly<Record<AuditEntry['actor']['kind'], string>> = {
  session: 'at a dashboard',
  key: 'by the API',
  rule: 'rule of the guard',
  system: 'the guard itself',
  meta: 'by webhook or answer',
}

export const actorKind = ({ kind }: AuditEntry['actor']): string => ACTORS[kind]

const SUBJECT_WORDS: Readonly<Record<string, string>> = {
  deployment: 'Deployment',
  package: 'Package',
  profile: 'Number',
  waba: 'Business account',
  token: 'Access token',
  template: 'Template',
  portfolio: 'Portfolio',
  route: 'Route',
  recipient: 'Recipient',
  'api-key': 'API key',
  session: 'Session',
}

export const subjectKind = (kind: string): string => SUBJECT_WORDS[kind] ?? plain(kind)

/** `Number` -> `number`; `API key` stays. */
export const inSentence = (name: string): string =>
  /^[A-Z][a-z]/.test(name) ? `${name.charAt(0).toLowerCase()}${name.slice(1)}` : name

export const packageName = (id: string): string => fleet.packages[id]?.name ?? plain(id)

/** What a subject is called: a package or number by its name as long as it is here, all else by its id. */
export const subjectName = ({ kind, id }: AuditEntry['subject']): string => {
  if (kind === 'deployment') return id === 'settings' ? 'Settings' : 'All sending'
  if (kind === 'package') return packageName(id)
  if (kind === 'profile') return nameOf(id)
  if (kind === 'route' || kind === 'recipient') {
    const shown = phone(plain(id))
    return shown === id ? shortId(plain(id), 10) : shown
  }
  return shortId(plain(id))
}
