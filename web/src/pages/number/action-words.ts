import type { AuditEntry } from '../../data/wire.ts'
import { plain } from '../../words/plain.ts'

/** What was done with a number, in words; an action that is not known here by its own name. */

type Detail = Readonly<Record<string, unknown>>

const detailOf = ({ detail }: Pick<AuditEntry, 'detail'>): Detail =>
  typeof detail === 'object' && detail !== null ? { ...detail } : {}

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? plain(String(value)) : ''

const MEMBERS: Readonly<Record<string, string>> = {
  accessToken: 'the access token',
  blackout: 'hours without sends',
  cooldown: 'the cooldown',
  displayName: 'the name',
  graphUrl: 'the Graph address',
  limits: 'the limits',
  preset: 'the preset',
  priority: 'the priority',
  reconcileWindowSeconds: 'the wait for a lost answer',
  timezone: 'the time zone',
}

const members = (value: unknown): string =>
  Array.isArray(value) ? value.map((one) => MEMBERS[String(one)] ?? plain(String(one))).join(', ') : ''

const because = (reason: unknown): string => (text(reason) === '' ? '' : `: ${text(reason)}`)

const WORDS: Readonly<Record<string, (detail: Detail) => string>> = {
  'profile.added': () => 'Added to its package',
  'profile.changed': ({ members: changed }) => `Changed ${members(changed) || 'its settings'}`,
  'profile.configure': ({ version }) => `The number took version ${text(version)} of its settings`,
  'profile.deleted': () => 'Taken out',
  'profile.pause': ({ reason }) => `Paused${because(reason)}`,
  'profile.quarantine': ({ reason }) => `Put in quarantine${because(reason)}`,
  'profile.reconnect': ({ status }) => `Checked with Meta${text(status) === '' ? '' : `, which says ${text(status)}`}`,
  'profile.resume': ({ reason }) => `Resumed${because(reason)}`,
  'profile.windows': () => 'Told of open service windows',
}

export const actionWords = (entry: Pick<AuditEntry, 'action' | 'detail'>): string =>
  WORDS[entry.action]?.(detailOf(entry)) ?? plain(entry.action)
