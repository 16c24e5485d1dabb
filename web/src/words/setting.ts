import { MODE_WORDS, PRESET_WORDS } from '../policy/words.ts'
import { count } from './count.ts'
import { plain } from './plain.ts'

/** Settings as the API names them, in words: their names, and what they are set to. */

type Setting = { readonly name: string; readonly unit?: string }

const SETTINGS: Readonly<Record<string, Setting>> = {
  accessToken: { name: 'Access token' },
  'blackout.exemptAuthentication': { name: 'Login codes leave all the same' },
  'blackout.exemptReplies': { name: 'Replies leave all the same' },
  'blackout.windows': { name: 'Hours without sends' },
  backlogCap: { name: 'Places in the queue' },
  'cooldown.max': { name: 'Cooldown, at most', unit: 's' },
  'cooldown.min': { name: 'Cooldown, at least', unit: 's' },
  'cooldown.quiet': { name: 'Quiet hours' },
  'cooldown.quiet.from': { name: 'Quiet hours from' },
  'cooldown.quiet.to': { name: 'Quiet hours to' },
  'cooldown.rush': { name: 'Rush hours' },
  displayName: { name: 'Name' },
  distribution: { name: 'Distribution' },
  duplicateWindowSeconds: { name: 'A duplicate within', unit: 's' },
  failover: { name: 'Fail over' },
  'failover.enabled': { name: 'Fail over' },
  'failover.stickyPatienceSeconds': { name: 'Patience before it moves', unit: 's' },
  graphUrl: { name: 'Graph address' },
  holdDuplicates: { name: 'Hold what looks like a duplicate' },
  'limits.daily': { name: 'Daily cap' },
  'limits.hourly': { name: 'Hourly cap' },
  'limits.maxInFlight': { name: 'On their way at once' },
  'limits.perRecipientGapSeconds': { name: 'Between two to one recipient', unit: 's' },
  'limits.perSecond': { name: 'Messages a second' },
  'limits.queue': { name: 'Queue of a number' },
  'limits.threeHourly': { name: '3-hour cap' },
  name: { name: 'Name' },
  preset: { name: 'Preset' },
  priority: { name: 'Priority' },
  reconcileWindowSeconds: { name: 'Wait for a lost answer', unit: 's' },
  'retention.auditDays': { name: 'Keep the audit log', unit: 'days' },
  'retention.contentDays': { name: 'Keep texts', unit: 'days' },
  'retention.messageDays': { name: 'Keep messages', unit: 'days' },
  routeDays: { name: 'A route lives', unit: 'days' },
  throttle: { name: 'Requests a minute' },
  'throttle.requestsPerMinute': { name: 'Requests a minute' },
  timezone: { name: 'Time zone' },
}

/** Parts of settings, for an entry that names them as a whole. */
const GROUPS: Readonly<Record<string, string>> = {
  blackout: 'Hours without sends',
  cooldown: 'Cooldown',
  limits: 'Limits',
  retention: 'Retention',
  weights: 'Weights',
}

const WEIGHT = /^weights\.(.+)$/

/** `limits.hourly` -> `Hourly cap`; what is not known here by its own name. */
export const settingName = (member: string): string => {
  const weight = WEIGHT.exec(member)?.[1]
  return (
    SETTINGS[member]?.name ?? GROUPS[member] ?? (weight === undefined ? plain(member) : `Weight of ${plain(weight)}`)
  )
}

const CODES: ReadonlyMap<string, string> = new Map([...Object.entries(MODE_WORDS), ...Object.entries(PRESET_WORDS)])

const isWindow = (value: unknown): value is { readonly from: string; readonly to: string } =>
  typeof value === 'object' && value !== null && 'from' in value && 'to' in value

const text = (value: unknown): string => {
  if (isWindow(value)) return `${plain(String(value.from))}–${plain(String(value.to))}`
  if (typeof value === 'string') return plain(value)
  return plain(JSON.stringify(value) ?? '')
}

/** What a setting is set to: `60`, `2 s`, `none`, `on`; `not set` where another layer's word holds. */
export const settingValue = (member: string, value: unknown): string => {
  if (value === undefined) return 'not set'
  if (value === null) return 'none'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  const unit = SETTINGS[member]?.unit
  if (typeof value === 'number') {
    const digits = Number.isInteger(value) ? count(value) : String(value)
    return unit === undefined ? digits : `${digits} ${value === 1 && unit === 'days' ? 'day' : unit}`
  }
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(text).join(', ')
  // names and zones are the caller's words; only these two are codes of ours
  if ((member === 'distribution' || member === 'preset') && typeof value === 'string')
    return CODES.get(value) ?? plain(value)
  return text(value)
}
