import type { LocalWindow, ProfilePolicy } from '../../../durable/domain/policy.ts'
import type { PolicyLayer } from '../../../worker/contract/effective-policy.ts'
import type { Check } from '../data/form.ts'

/** A policy as texts of a form and back. Fields bear the API's names; the text `none` is no cap, or no hours. */
export type PolicyField =
  | 'preset'
  | 'limits.perSecond'
  | 'limits.hourly'
  | 'limits.threeHourly'
  | 'limits.daily'
  | 'limits.perRecipientGapSeconds'
  | 'limits.maxInFlight'
  | 'limits.queue'
  | 'cooldown.min'
  | 'cooldown.max'
  | 'cooldown.rush'
  | 'cooldown.quiet'
  | 'blackout.windows'
  | 'blackout.exemptAuthentication'
  | 'blackout.exemptReplies'
  | 'timezone'
  | 'reconcileWindowSeconds'

type Value = string | number | boolean | null | LocalWindow | readonly LocalWindow[]

type Kind = {
  readonly text: (value: Value) => string
  /** undefined = it cannot be read so */
  readonly read: (text: string) => Value | undefined
  /** what is said of a text that cannot be read */
  readonly wrong: string
}

const NONE = 'none'
const isNone = (text: string): boolean => text.toLowerCase() === NONE

const figure = (least: number, most: number, whole: boolean, mayBeNone: boolean): Kind => ({
  text: (value) => (value === null ? NONE : String(value)),
  read: (text) => {
    if (mayBeNone && isNone(text)) return null
    const value = Number(text.replace(/[ ,\u202f]/g, ''))
    const fits = text !== '' && Number.isFinite(value) && value >= least && value <= most
    return fits && (!whole || Number.isInteger(value)) ? value : undefined
  },
  wrong: `Enter ${whole ? 'a whole number' : 'a number'} from ${least} to ${most.toLocaleString('en')}${mayBeNone ? ', or none' : ''}.`,
})

const TIME = '([01]\\d|2[0-3]):[0-5]\\d'
const WINDOW = new RegExp(`^(${TIME})\\s*(?:-|–|to)\\s*(${TIME}|24:00)$`)

const windowOf = (text: string): LocalWindow | undefined => {
  const [, from, , to] = WINDOW.exec(text.trim()) ?? []
  return from === undefined || to === undefined ? undefined : { from, to }
}

/** `22:00–07:00` */
export const windowText = ({ from, to }: LocalWindow): string => `${from}–${to}`

const isWindow = (value: Value): value is LocalWindow => typeof value === 'object' && value !== null && 'from' in value

const hours = (many: boolean): Kind => ({
  text: (value) => {
    if (Array.isArray(value)) return value.length === 0 ? NONE : value.map(windowText).join(', ')
    return isWindow(value) ? windowText(value) : NONE
  },
  read: (text) => {
    if (isNone(text)) return many ? [] : null
    if (!many) return windowOf(text)
    const found = text.split(',').map(windowOf)
    const good = found.filter((one) => one !== undefined)
    return good.length === found.length && good.length <= 12 ? good : undefined
  },
  wrong: many ? 'Enter hours as 10:00–12:00, 17:00–20:00, or none.' : 'Enter hours as 22:00–07:00, or none.',
})

const flag: Kind = { text: (value) => (value === true ? 'yes' : ''), read: (text) => text === 'yes', wrong: '' }
const word: Kind = { text: String, read: (text) => text, wrong: '' }

const isZone = (text: string): boolean => {
  try {
    return /^[A-Za-z]/.test(text) && new Intl.DateTimeFormat('en', { timeZone: text }).format(0) !== ''
  } catch {
    return false
  }
}

const KINDS: Readonly<Record<PolicyField, Kind>> = {
  preset: word,
  'limits.perSecond': figure(0, 1_000, false, true),
  'limits.hourly': figure(0, 10_000_000, true, true),
  'limits.threeHourly': figure(0, 10_000_000, true, true),
  'limits.daily': figure(0, 10_000_000, true, true),
  'limits.perRecipientGapSeconds': figure(0, 3_600, false, false),
  'limits.maxInFlight': figure(1, 64, true, false),
  'limits.queue': figure(1, 10_000, true, false),
  'cooldown.min': figure(0, 3_600, false, false),
  'cooldown.max': figure(0, 3_600, false, false),
  'cooldown.rush': hours(true),
  'cooldown.quiet': hours(false),
  'blackout.windows': hours(true),
  'blackout.exemptAuthentication': flag,
  'blackout.exemptReplies': flag,
  timezone: {
    text: String,
    read: (text) => (isZone(text) ? text : undefined),
    wrong: 'Enter a time zone such as UTC or Europe/Berlin.',
  },
  reconcileWindowSeconds: figure(1, 86_400, false, false),
}

export const POLICY_FIELDS = Object.keys(KINDS) as PolicyField[]

/** `limits.hourly` of a policy, or of a part of one. */
const member = (of: object, name: PolicyField): unknown =>
  name
    .split('.')
    .reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined), of)

/** What a field's text means; undefined = it cannot be read. */
export const readField = (name: PolicyField, text: string): Value | undefined => KINDS[name].read(text.trim())

/** Each field's text of the members that a layer names; the others are empty. */
export const policyTexts = (layer: PolicyLayer): Record<PolicyField, string> => {
  const texts = POLICY_FIELDS.map((name) => {
    const value = member(layer, name)
    return [name, value === undefined ? '' : KINDS[name].text(value as Value)]
  })
  return Object.fromEntries(texts)
}

/** A whole policy as a layer that names everything. */
export const wholeLayer = ({ reconcileWindowMs, ...policy }: ProfilePolicy): PolicyLayer => ({
  ...policy,
  reconcileWindowSeconds: reconcileWindowMs / 1_000,
})

/** An empty field says nothing of its own and is right. */
export const POLICY_CHECKS: Readonly<Record<PolicyField, Check>> = Object.fromEntries(
  POLICY_FIELDS.map((name): [PolicyField, Check] => [
    name,
    (text) => (text === '' || KINDS[name].read(text) !== undefined ? undefined : KINDS[name].wrong),
  ]),
) as Record<PolicyField, Check>

/**
 * For a field of which nothing is known that would hold without it: what was set can be changed, not taken away.
 *
 * @param before the text that it began with
 */
export const setCheck =
  (name: PolicyField, before: string): Check =>
  (text) =>
    text === '' && before !== '' ? `${KINDS[name].wrong} What was set cannot be taken away.` : POLICY_CHECKS[name](text)

/**
 * What a change of these fields is for the API. It cannot take a member away again, so a field that was emptied is sent
 * with the value that holds without it (`without`).
 */
export const policyPatch = (
  changed: readonly PolicyField[],
  textOf: (name: PolicyField) => string,
  without: Readonly<Record<PolicyField, string>>,
): Record<string, unknown> => {
  const patch: Record<string, unknown> = {}
  for (const name of changed) {
    const typed = textOf(name).trim()
    const kind = KINDS[name]
    const value = kind.read(typed === '' && kind !== flag ? without[name] : typed)
    if (value === undefined || (value === '' && name === 'preset')) continue
    const [group = name, key] = name.split('.')
    if (key === undefined) patch[group] = value
    else patch[group] = { ...(patch[group] as object | undefined), [key]: value }
  }
  return patch
}
