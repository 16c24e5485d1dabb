import type { Health, Profile } from '../../data/wire.ts'
import { drawText } from '../../policy/words.ts'
import { percent, tenth } from '../../words/count.ts'
import { plain } from '../../words/plain.ts'

/** What the figures of a report are made of, in words. */

const DAY_MS = 86_400_000

export type Part = {
  readonly name: string
  readonly note: string
  readonly value: number
  /** what it can be at most, for its bar */
  readonly most: number
}

const RATE_WHEN_FEW = 10

/** The parts of a number's weight; `now` in ms. */
export const weightParts = (
  { weight, health }: Pick<Health, 'weight' | 'health'>,
  { createdAt, priority }: Pick<Profile, 'createdAt' | 'priority'>,
  now: number,
): readonly Part[] => {
  const days = Math.max(0, Math.floor((now - Date.parse(createdAt)) / DAY_MS))
  const known: Readonly<Record<string, (value: number) => Omit<Part, 'value'>>> = {
    base: () => ({ name: 'Base', note: 'every number starts here', most: 40 }),
    health: () => ({ name: 'Health', note: `${health} of 100, × 25`, most: 25 }),
    success: (value) => ({
      name: 'Success rate',
      note:
        value === RATE_WHEN_FEW
          ? 'counts as a half until 20 outcomes are known, × 20'
          : `at least ${percent(value / 20)} % over 7 days, × 20`,
      most: 20,
    }),
    age: () => ({ name: 'Age', note: `${Math.min(90, days)} of 90 days here, × 10`, most: 10 }),
    priority: () => ({ name: 'Priority', note: `set to ${priority} (−10 to +10)`, most: 10 }),
  }
  return weight.parts.map(({ name, value }) => ({
    ...(known[name]?.(value) ?? { name: plain(name), note: '', most: 100 }),
    value,
  }))
}

const FACTORS: Readonly<Record<string, string>> = {
  rush: 'rush hours',
  quiet: 'quiet hours',
  queue: 'a long queue',
  risk: 'risk',
  throttled: 'throttling by Meta',
}

export const MODE_TEXT = {
  rush: 'Rush hours',
  normal: 'Normal',
  quiet: 'Quiet hours',
  recovering: 'Recovering from throttling',
} as const

/** `× 2.5 for quiet hours` */
export const factorText = ({ name, factor }: Health['cooldown']['factors'][number]): string =>
  `× ${Number(factor.toFixed(2))} for ${FACTORS[name] ?? plain(name)}`

/** How the pause after a send comes about now: `4.0 s × 2.5 for quiet hours`. */
export const cooldownText = (
  { factors }: Pick<Health['cooldown'], 'factors'>,
  draw: Pick<Profile['cooldown'], 'min' | 'max'>,
): string => {
  if (draw.max === 0) return 'no cooldown is set'
  const mean = (draw.min + draw.max) / 2
  return [`${tenth(mean)} s, the mean of ${drawText(draw)}`, ...factors.map(factorText)].join(' ')
}

export type Sign = {
  readonly name: string
  readonly value: string
  /** `unknown`: nobody has said it, so that it is no good news either */
  readonly found: 'hit' | 'watch' | 'clear' | 'unknown'
}

/** What Meta itself says that speaks of a block: its state of the number, and the floors that its words set. */
export const signsOf = ({ meta, risk }: Pick<Health, 'meta' | 'risk'>): readonly Sign[] => {
  const floor = (name: string): boolean => risk.floors.some((one) => one.name === name)
  const said = (text: string | null): string => (text === null ? 'not said' : plain(text))
  const codes = risk.floors.flatMap(({ name }) => /^code-(\d+)$/.exec(name)?.[1] ?? [])
  const hit = (is: boolean, known = true): Sign['found'] => (is ? 'hit' : known ? 'clear' : 'unknown')
  return [
    {
      name: 'Access token',
      value: floor('token-dead') ? 'refused' : meta.checkedAt === null ? 'not asked yet' : 'accepted',
      found: hit(floor('token-dead'), meta.checkedAt !== null),
    },
    {
      name: 'Number status by Meta',
      value: said(meta.status),
      found: hit(floor('status-not-connected'), meta.status !== null),
    },
    {
      name: 'Health status by Meta',
      value: said(meta.health),
      found: hit(floor('health-limited') || floor('health-blocked'), meta.health !== null),
    },
    {
      name: 'Quality rating by Meta',
      value: said(meta.quality),
      found: floor('quality-yellow') ? 'watch' : hit(floor('quality-red'), meta.quality !== null),
    },
    {
      name: 'Restriction or ban notice',
      value: floor('restriction') ? 'in force' : 'none',
      found: hit(floor('restriction')),
    },
    {
      name: 'Codes that ask to stop, last 24 h',
      value: codes.length === 0 ? 'none' : codes.join(', '),
      found: hit(codes.length > 0),
    },
  ]
}

/** `1 of 6 found, 2 not known` */
export const signsFound = (signs: readonly Sign[]): string => {
  const many = (found: Sign['found']): number => signs.filter((sign) => sign.found === found).length
  const unknown = many('unknown')
  return `${many('hit')} of ${signs.length} found${unknown === 0 ? '' : `, ${unknown} not known`}`
}
