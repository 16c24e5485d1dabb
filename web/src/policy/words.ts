import type { CooldownPolicy, Distribution, Limits, Preset } from '../../../durable/domain/policy.ts'
import { count } from '../words/count.ts'
import { windowText } from './fields.ts'

/** A policy in words. */

export const PRESET_WORDS: Readonly<Record<Preset, string>> = {
  careful: 'Careful',
  standard: 'Standard',
  high_throughput: 'High throughput',
}

export const PRESET_NAMES: readonly Preset[] = ['careful', 'standard', 'high_throughput']

export const MODE_WORDS: Readonly<Record<Distribution, string>> = {
  round_robin: 'Round robin',
  random: 'Random',
  weighted: 'Weighted',
  smart: 'Smart',
}

export const MODES: readonly Distribution[] = ['round_robin', 'random', 'weighted', 'smart']

export const modeOf = (text: string): Distribution => MODES.find((mode) => mode === text) ?? 'round_robin'

/** `60 an hour, 150 in 3 hours, 400 a day`; without any: `no caps of ours, only Meta's` */
export const capsText = ({ hourly, threeHourly, daily }: Limits): string => {
  const parts = [
    ...(hourly === null ? [] : [`${count(hourly)} an hour`]),
    ...(threeHourly === null ? [] : [`${count(threeHourly)} in 3 hours`]),
    ...(daily === null ? [] : [`${count(daily)} a day`]),
  ]
  return parts.length === 0 ? 'No caps of ours, only Meta\u2019s' : parts.join(', ')
}

/** `2 to 6 s`, `3 s`, `none` */
export const drawText = ({ min, max }: Pick<CooldownPolicy, 'min' | 'max'>): string => {
  if (max === 0) return 'none'
  return min === max ? `${min} s` : `${min} to ${max} s`
}

/** `cooldown 2 to 6 s`, `no cooldown` */
export const cooldownPhrase = (draw: Pick<CooldownPolicy, 'min' | 'max'>): string =>
  draw.max === 0 ? 'no cooldown' : `cooldown ${drawText(draw)}`

/** `10:00–12:00, 17:00–20:00`, or `none` */
export const hoursText = (windows: readonly { from: string; to: string }[]): string =>
  windows.length === 0 ? 'none' : windows.map(windowText).join(', ')
