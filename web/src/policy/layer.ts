import type { LocalWindow } from '../../../durable/domain/policy.ts'
import type { PolicyLayer } from '../../../worker/contract/effective-policy.ts'
import type { Package } from '../data/wire.ts'
import { PRESET_NAMES } from './words.ts'

/** What a package sets for its numbers, read from what the API shows of it: the members that it names itself. */
type Bag = Readonly<Record<string, unknown>>

const number = (bag: Bag, name: string): number | undefined => {
  const value = bag[name]
  return typeof value === 'number' ? value : undefined
}

/** null says something too: no cap. */
const cap = (bag: Bag, name: string): number | null | undefined => (bag[name] === null ? null : number(bag, name))

const flag = (bag: Bag, name: string): boolean | undefined => {
  const value = bag[name]
  return typeof value === 'boolean' ? value : undefined
}

const isWindow = (value: unknown): value is LocalWindow =>
  typeof value === 'object' &&
  value !== null &&
  'from' in value &&
  'to' in value &&
  typeof value.from === 'string' &&
  typeof value.to === 'string'

const windows = (bag: Bag, name: string): LocalWindow[] | undefined => {
  const value = bag[name]
  return Array.isArray(value) ? value.filter(isWindow) : undefined
}

const quiet = (bag: Bag): LocalWindow | null | undefined => {
  const value = bag['quiet']
  return value === null || isWindow(value) ? value : undefined
}

export const layerOf = (
  of: Pick<Package, 'preset' | 'limits' | 'cooldown' | 'blackout' | 'timezone' | 'reconcileWindowSeconds'>,
): PolicyLayer => ({
  preset: PRESET_NAMES.find((preset) => preset === of.preset),
  limits: {
    perSecond: cap(of.limits, 'perSecond'),
    hourly: cap(of.limits, 'hourly'),
    threeHourly: cap(of.limits, 'threeHourly'),
    daily: cap(of.limits, 'daily'),
    perRecipientGapSeconds: number(of.limits, 'perRecipientGapSeconds'),
    maxInFlight: number(of.limits, 'maxInFlight'),
    queue: number(of.limits, 'queue'),
  },
  cooldown: {
    min: number(of.cooldown, 'min'),
    max: number(of.cooldown, 'max'),
    rush: windows(of.cooldown, 'rush'),
    quiet: quiet(of.cooldown),
  },
  blackout: {
    windows: windows(of.blackout, 'windows'),
    exemptAuthentication: flag(of.blackout, 'exemptAuthentication'),
    exemptReplies: flag(of.blackout, 'exemptReplies'),
  },
  timezone: of.timezone ?? undefined,
  reconcileWindowSeconds: of.reconcileWindowSeconds ?? undefined,
})
