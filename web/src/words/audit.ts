import type { AuditEntry } from '../data/wire.ts'
import { count, counted } from './count.ts'
import { plain } from './plain.ts'
import { settingName, settingValue } from './setting.ts'
import { ROLE_WORDS } from './states.ts'

/** What somebody did, in words; an action that is not known here by its own name. */

type Detail = Readonly<Record<string, unknown>>
type Told = Pick<AuditEntry, 'action' | 'detail'>

/** What was changed, and its value before and after, in words. */
export type ChangeWords = { readonly name: string; readonly from: string; readonly to: string }

export const detailOf = ({ detail }: Pick<AuditEntry, 'detail'>): Detail =>
  typeof detail === 'object' && detail !== null ? { ...detail } : {}

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? plain(String(value)) : ''

const listed = (value: unknown): string => {
  if (!Array.isArray(value) || value.length === 0) return 'its settings'
  const names = value.map((one) => settingName(String(one)))
  return names.map((name) => name.charAt(0).toLowerCase() + name.slice(1)).join(', ')
}

const because = (reason: unknown): string => (text(reason) === '' ? '' : `: ${text(reason)}`)

const many = (value: unknown, one: string): string =>
  typeof value === 'number' ? ` ${counted(value, one)}` : ` ${one}s`

const role = (value: unknown): string =>
  Object.entries(ROLE_WORDS).find(([known]) => known === value)?.[1] ?? text(value)

/** What a number is called, by its id. */
type NameOf = (id: string) => string

type Action = {
  readonly group: string
  readonly name: string
  readonly words: (detail: Detail, numberOf: NameOf) => string
}

const action = (group: string, name: string, words: Action['words'] = () => name): Action => ({ group, name, words })

/** Every action that the guard writes down, by its name there. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'all.stopped': action('Everything', 'Stopped all sending', ({ note }) => `Stopped all sending${because(note)}`),
  'all.started': action('Everything', 'Started sending again', ({ note }) => `Started sending again${because(note)}`),
  'settings.changed': action('Everything', 'Changed settings', ({ members }) => `Changed ${listed(members)}`),
  'package.created': action('Packages', 'Created a package', () => 'Created the package'),
  'package.changed': action('Packages', 'Changed a package', ({ members }) => `Changed ${listed(members)}`),
  'package.pause': action('Packages', 'Paused a package', ({ reason }) => `Paused the package${because(reason)}`),
  'package.resume': action('Packages', 'Resumed a package', ({ reason }) => `Resumed the package${because(reason)}`),
  'package.deleted': action('Packages', 'Deleted a package', ({ open }) =>
    typeof open === 'number' && open > 0
      ? `Deleted the package with${many(open, 'open message')}`
      : 'Deleted the package',
  ),
  'profile.added': action('Numbers', 'Added a number', () => 'Added to its package'),
  'profile.changed': action('Numbers', 'Changed a number', ({ members }) => `Changed ${listed(members)}`),
  'profile.pause': action('Numbers', 'Paused a number', ({ reason }) => `Paused${because(reason)}`),
  'profile.quarantine': action('Numbers', 'Put in quarantine', ({ reason }) => `Put in quarantine${because(reason)}`),
  'profile.resume': action('Numbers', 'Resumed a number', ({ reason }) => `Resumed${because(reason)}`),
  'profile.reconnect': action('Numbers', 'Checked with Meta', ({ status }) =>
    text(status) === '' ? 'Checked with Meta' : `Checked with Meta, which says ${text(status)}`,
  ),
  'profile.configure': action('Numbers', 'Took new settings', ({ version }) =>
    text(version) === '' ? 'Took its settings' : `The number took version ${text(version)} of its settings`,
  ),
  'profile.windows': action('Numbers', 'Told of open windows', ({ count: told }) =>
    typeof told === 'number' ? `Told of ${counted(told, 'open service window')}` : 'Told of open service windows',
  ),
  'profile.deleted': action('Numbers', 'Took a number out', () => 'Taken out'),
  'hold.raised': action('Holds by Meta', 'Raised a hold', ({ code, detail }) => `Held${of(code)}${because(detail)}`),
  'hold.lifted': action('Holds by Meta', 'Lifted a hold', ({ code, why }) => `Hold lifted${of(code)}${because(why)}`),
  'templates.sync': action('Holds by Meta', 'Read the templates', ({ count: told }) => `Read${many(told, 'template')}`),
  'route.set': action('Recipients', 'Set a route', ({ to }, numberOf) => `Tied to ${numberOf(text(to))}`),
  'route.moved': action(
    'Recipients',
    'Moved a route',
    ({ from, to }, numberOf) => `Moved from ${numberOf(text(from))} to ${numberOf(text(to))}`,
  ),
  'route.deleted': action(
    'Recipients',
    'Deleted a route',
    ({ from }, numberOf) => `Untied from ${numberOf(text(from))}`,
  ),
  'opt-out.set': action('Recipients', 'Opted out', ({ count: told }) => `Opted out${many(told, 'recipient')}`),
  'opt-out.lift': action(
    'Recipients',
    'Lifted an opt-out',
    ({ count: told }) => `Opted in again${many(told, 'recipient')}`,
  ),
  'recipient.erased': action('Recipients', 'Erased a recipient', ({ erased }) =>
    typeof erased === 'number' ? `Erased text and address in ${count(erased)} places` : 'Erased text and address',
  ),
  'api-key.created': action(
    'Access',
    'Made an API key',
    ({ name, role: of }) => `Made key ${text(name)} (${role(of)})`,
  ),
  'api-key.revoked': action('Access', 'Revoked an API key', ({ name }) => `Revoked key ${text(name)}`),
  'session.opened': action('Access', 'Signed in'),
  'session.ended': action('Access', 'Signed out'),
}

function of(code: unknown): string {
  return text(code) === '' ? '' : ` (${text(code)})`
}

/** @param numberOf what a number is called where its name is known; otherwise by its id */
export const actionWords = (entry: Told, numberOf: NameOf = (id) => `number ${id}`): string =>
  ACTIONS[entry.action]?.words(detailOf(entry), numberOf) ?? plain(entry.action)

/** Actions by group, to choose from. */
export const actionGroups = (): readonly {
  readonly group: string
  readonly actions: readonly { readonly id: string; readonly name: string }[]
}[] => {
  const groups = new Map<string, { id: string; name: string }[]>()
  for (const [id, { group, name }] of Object.entries(ACTIONS))
    groups.set(group, [...(groups.get(group) ?? []), { id, name }])
  return [...groups].map(([group, actions]) => ({ group, actions }))
}

/** The name of an action, for a filter that names it. */
export const actionName = (id: string): string => ACTIONS[id]?.name ?? plain(id)

type Change = { readonly member: string; readonly from?: unknown; readonly to?: unknown }

const isChange = (one: unknown): one is Change =>
  typeof one === 'object' && one !== null && 'member' in one && typeof one.member === 'string'

/** What was changed, setting by setting; empty where the entry tells none. Of a token only that it was changed is known. */
export const changeWords = (entry: Pick<AuditEntry, 'detail'>): readonly ChangeWords[] => {
  const { changes, members } = detailOf(entry)
  const told = Array.isArray(changes) ? changes.filter(isChange) : []
  const words = told
    // `throttle` was none and has members now, or the other way round: the members say it
    .filter(({ member }) => !told.some((other) => other.member.startsWith(`${member}.`)))
    .map(({ member, from, to }) => {
      // What was none as a whole was none in its members.
      const whole = told.find((other) => member.startsWith(`${other.member}.`))
      return {
        name: settingName(member),
        from: settingValue(member, from === undefined ? whole?.from : from),
        to: settingValue(member, to === undefined ? whole?.to : to),
      }
    })
  const token = Array.isArray(members) && members.includes('accessToken')
  return token ? [...words, { name: 'Access token', from: 'kept secret', to: 'a new one' }] : words
}
