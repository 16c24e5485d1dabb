import { canSend, type FleetNumber, fullWindow } from '../../data/fleet-number.ts'
import type { FleetPackage } from '../../data/fleet-store.ts'
import type { Alert, NumberState } from '../../data/wire.ts'
import { count, counted } from '../../words/count.ts'
import { plain } from '../../words/plain.ts'
import { reasonOf } from '../../words/reason.ts'
import { sentence } from '../../words/sentence.ts'
import type { Held } from './held.ts'

/** Something that a person should look at, worst first. */
export type Need = {
  readonly key: string
  readonly severity: 'critical' | 'warning'
  readonly title: string
  readonly text: string
  readonly packageId: string | null
  /** the number it is about */
  readonly numberId: string | undefined
  /** since when, ms; undefined = not known */
  readonly since: number | undefined
  /** how often it was seen */
  readonly times: number
  readonly act:
    | { readonly kind: 'number'; readonly id: string }
    | { readonly kind: 'start' }
    | { readonly kind: 'resume-package'; readonly id: string }
    | { readonly kind: 'read'; readonly alertId: string }
    | { readonly kind: 'look'; readonly packageId: string }
    | { readonly kind: 'review' }
}

export type Facts = {
  readonly numbers: readonly FleetNumber[]
  readonly packages: readonly FleetPackage[]
  readonly nameOf: (id: string) => string
  /** those that are open, newest first */
  readonly alerts: readonly Alert[]
  /** undefined = not known yet */
  readonly held: Held | undefined
  readonly stopped: boolean
}

const STOPPED: Partial<Record<NumberState, 'critical' | 'warning'>> = {
  disconnected: 'critical',
  quarantined: 'critical',
  suspected: 'warning',
  paused: 'warning',
}

/** What stands still because a person, its package or the switch of everything wants it so is no news about the number. */
const WANTED = new Set(['person', 'package-paused', 'global-paused'])

const joined = (...texts: readonly string[]): string => {
  const kept: string[] = []
  // The guard's detail and its guidance often say the same.
  for (const text of texts) {
    const plain = text.replace(/ \(Meta \d+\)$/, '')
    if (plain !== '' && !kept.some((other) => other.includes(plain))) kept.push(text)
  }
  return kept.join(' ')
}

const GRAVITY = { critical: 0, warning: 1, info: 2 } as const

/** Of several alerts about one number the one that tells why it stands: the gravest, of equals the first. */
const gravest = (alerts: readonly Alert[]): Alert | undefined =>
  alerts.toSorted((a, b) => GRAVITY[a.severity] - GRAVITY[b.severity] || (a.firstAt < b.firstAt ? -1 : 1))[0]

const ofNumber = (one: FleetNumber, facts: Facts): Need | undefined => {
  const severity = STOPPED[one.state]
  const reason = one.reason === null ? { code: '', text: '' } : reasonOf(one.reason)
  if (severity === undefined || WANTED.has(reason.code)) return undefined
  const alert = gravest(facts.alerts.filter(({ subject }) => subject.kind === 'profile' && subject.id === one.id))
  return {
    key: `number:${one.id}`,
    severity: alert?.severity === 'critical' ? 'critical' : severity,
    title: `${facts.nameOf(one.id)} is ${one.state}`,
    text: joined(reason.text, alert === undefined ? '' : sentence(alert.guidance)),
    packageId: one.packageId,
    numberId: one.id,
    since: alert === undefined ? undefined : Date.parse(alert.firstAt),
    times: alert?.count ?? 1,
    act: { kind: 'number', id: one.id },
  }
}

const ofPackage = (one: FleetPackage, numbers: readonly FleetNumber[]): Need | undefined => {
  const about = { packageId: one.id, numberId: undefined, since: undefined, times: 1, key: `package:${one.id}` }
  if (one.paused)
    return {
      ...about,
      severity: 'warning',
      title: `${one.name} is paused`,
      text: one.pausedReason === null ? 'Its messages are accepted and wait.' : sentence(one.pausedReason),
      act: { kind: 'resume-package', id: one.id },
    }
  const backlog = one.backlog ?? 0
  const able = numbers.filter(({ packageId, state }) => packageId === one.id && canSend(state))
  // Messages wait with the package only while none of its numbers has a place for them.
  if (backlog > 0 && able.length > 0 && able.every((number) => fullWindow(number) !== undefined))
    return {
      ...about,
      severity: 'warning',
      title: `${one.name} has used up its caps`,
      text: `${counted(backlog, 'message')} ${backlog === 1 ? 'waits' : 'wait'} until a window slides: every number that could send is at one of its caps.`,
      act: { kind: 'look', packageId: one.id },
    }
  return undefined
}

const ofAlert = (alert: Alert, facts: Facts): Need => {
  const number = alert.subject.kind === 'profile' ? alert.subject.id : undefined
  const subject = number === undefined ? '' : `${facts.nameOf(number)}: `
  const title = plain(alert.title)
  return {
    key: `alert:${alert.id}`,
    severity: alert.severity === 'critical' ? 'critical' : 'warning',
    title: `${subject}${number === undefined ? title : `${title.charAt(0).toLowerCase()}${title.slice(1)}`}`,
    text: joined(sentence(alert.detail), sentence(alert.guidance)),
    packageId: alert.packageId,
    numberId: number,
    since: Date.parse(alert.firstAt),
    times: alert.count,
    act: { kind: 'read', alertId: alert.id },
  }
}

const heldTitle = ({ many, more }: Held): string => {
  if (many === 0) return 'Whether messages are held is not known yet'
  return `${more ? `${count(many)} messages or more are` : many === 1 ? '1 message is' : `${count(many)} messages are`} held`
}

const heldText = ({ many, more }: Held): string => {
  if (many === 0) return 'None was found among the newest messages; older ones were not looked through.'
  const one = many === 1 && !more
  return `${one ? 'It leaves' : 'They leave'} only when a person has looked and releases ${one ? 'it' : 'them'}; what is not released ends when its time is over.`
}

const ofHeld = (held: Held): Need => ({
  key: 'held',
  severity: 'warning',
  title: heldTitle(held),
  text: heldText(held),
  packageId: held.packageId,
  numberId: undefined,
  since: held.since,
  times: 1,
  act: { kind: 'review' },
})

const RANK = { critical: 0, warning: 1 } as const

/**
 * What needs a person: the switch of everything, numbers that stopped by themselves, paused packages, and open alerts
 * about anything else that nobody has read yet, and messages that are held. Worst first, of equals the newest.
 */
export const needsOf = (facts: Facts): readonly Need[] => {
  const numbers = facts.numbers.flatMap((one) => ofNumber(one, facts) ?? [])
  const told = new Set(numbers.map(({ numberId }) => numberId))
  const alerts = facts.alerts
    .filter(({ severity, readAt, closedAt }) => severity !== 'info' && readAt === null && closedAt === null)
    .filter(({ subject }) => !(subject.kind === 'profile' && told.has(subject.id)))
  const rest = [
    ...numbers,
    ...facts.packages.flatMap((one) => ofPackage(one, facts.numbers) ?? []),
    ...alerts.map((one) => ofAlert(one, facts)),
    ...(facts.held === undefined || (facts.held.many === 0 && !facts.held.more) ? [] : [ofHeld(facts.held)]),
  ]
  const sorted = rest.toSorted((a, b) => RANK[a.severity] - RANK[b.severity] || (b.since ?? 0) - (a.since ?? 0))
  if (!facts.stopped) return sorted
  const stop: Need = {
    key: 'stop',
    severity: 'critical',
    title: 'All sending is stopped',
    text: 'Messages are accepted and wait until somebody starts it again.',
    packageId: null,
    numberId: undefined,
    since: undefined,
    times: 1,
    act: { kind: 'start' },
  }
  return [stop, ...sorted]
}

/** `more`: there are open alerts that were not looked at, too many to be asked for at once. */
export const needsTitle = (many: number, more: boolean): string => {
  if (more) return `${count(many)} or more things need you`
  if (many === 0) return 'Nothing needs you now'
  return many === 1 ? '1 thing needs you' : `${count(many)} things need you`
}

/** What is said where nothing needs a person: numbers that cannot send then are such that a person stopped. */
export const calmTitle = (numbers: number, stopped: number): string => {
  if (stopped === 0) return 'Every number is doing what it should'
  const who = stopped === numbers ? 'Every number is' : `${counted(stopped, 'number is', 'numbers are')}`
  return `${who} stopped by a person${stopped === numbers ? '' : ', the others do what they should'}`
}
