import type { ProfilePolicy } from '../../durable/domain/policy.ts'
import { Dice } from './dice.ts'

export interface NumberPlan {
  id: string
  packageId: string
  waba: string
  portfolio: string
  tokenId: string
}

/** What a seed means: the fleet, how bad the day is, and for how long. */
export interface Scenario {
  seed: number
  numbers: NumberPlan[]
  packages: string[]
  portfolios: string[]
  people: number
  messages: number
  /** ms during which things happen */
  spanMs: number
  policy: ProfilePolicy
  distribution: 'round_robin' | 'random' | 'weighted' | 'smart'
  failover: boolean
  patienceSeconds: number
  reachLimit: number | null
  holdDuplicates: boolean
  /** shares of calls, requests, webhooks that go wrong */
  network: number
  meta: { lost: number; unknown: number; refused: number; slow: number }
  webhooks: { lost: number; late: number; doubled: number }
  crashes: number
  alarmsTwice: boolean
  d1Downs: number
  /** deeds of people, by kind: how many */
  deeds: Record<Deed, number>
}

export const DEEDS = [
  'pause',
  'quarantine',
  'pausePackage',
  'switch',
  'stopWord',
  'startWord',
  'optOut',
  'inbound',
  'cancel',
  'edit',
  'limits',
  'move',
  'deletePackage',
  'strike',
  'signature',
  'jump',
  'behind',
  'route',
  'releaseHeld',
] as const
export type Deed = (typeof DEEDS)[number]

export function scenarioOf(seed: number): Scenario {
  const dice = new Dice(seed, 1)
  const packages = dice.chance(0.3) ? ['pkg_aaaaaaaaaa', 'pkg_bbbbbbbbbb'] : ['pkg_aaaaaaaaaa']
  const portfolios = dice.chance(0.3) ? ['folio1', 'folio2'] : ['folio1']
  const numbers = Array.from({ length: dice.between(2, 4) }, (_, n) => {
    const portfolio = dice.pick(portfolios)
    return {
      id: String(101 + n),
      packageId: packages[n % packages.length] ?? 'pkg_aaaaaaaaaa',
      waba: `waba-${portfolio}-${dice.between(1, 2)}`,
      portfolio,
      tokenId: dice.chance(0.5) ? 'token-shared' : `token-${n}`,
    }
  })
  const rate = (most: number) => (dice.chance(0.4) ? 0 : dice.random() * most)
  const some = (share: number, most: number) => (dice.chance(share) ? dice.between(1, most) : 0)
  const messages = dice.chance(0.02) ? 300 : dice.between(5, 30)
  return {
    seed,
    numbers,
    packages,
    portfolios,
    people: dice.between(1, 8),
    messages,
    spanMs: dice.pick([60_000, 600_000, 3_600_000, 4 * 3_600_000, 26 * 3_600_000]),
    policy: policyOf(dice),
    distribution: dice.pick(['round_robin', 'random', 'weighted', 'smart'] as const),
    failover: dice.chance(0.7),
    patienceSeconds: dice.pick([0, 60, 900]),
    reachLimit: dice.chance(0.3) ? dice.between(2, 8) : null,
    holdDuplicates: dice.chance(0.1),
    network: rate(0.25),
    meta: { lost: rate(0.2), unknown: rate(0.1), refused: rate(0.2), slow: rate(0.1) },
    webhooks: { lost: rate(0.2), late: rate(0.5), doubled: rate(0.3) },
    crashes: dice.chance(0.5) ? dice.between(1, 25) : 0,
    alarmsTwice: dice.chance(0.3),
    d1Downs: some(0.3, 2),
    deeds: {
      pause: some(0.3, 3),
      quarantine: some(0.15, 2),
      pausePackage: some(0.15, 2),
      switch: some(0.1, 1),
      stopWord: some(0.25, 3),
      startWord: some(0.1, 2),
      optOut: some(0.15, 2),
      inbound: some(0.6, 6),
      cancel: some(0.3, 4),
      edit: some(0.25, 3),
      limits: some(0.2, 2),
      move: some(0.2, 2),
      deletePackage: some(0.05, 1),
      strike: some(0.25, 2),
      signature: some(0.1, 1),
      jump: some(0.1, 2),
      behind: some(0.06, 1),
      route: some(0.1, 2),
      releaseHeld: some(0.15, 2),
    },
  }
}

function policyOf(dice: Dice): ProfilePolicy {
  const cap = (share: number, least: number, most: number) => (dice.chance(share) ? dice.between(least, most) : null)
  const min = dice.pick([0, 0, 0.5, 2])
  return {
    preset: dice.chance(0.5) ? 'high_throughput' : 'careful',
    limits: {
      perSecond: cap(0.4, 1, 3),
      hourly: cap(0.4, 2, 8),
      threeHourly: cap(0.2, 3, 10),
      daily: cap(0.2, 4, 14),
      perRecipientGapSeconds: dice.pick([1, 6, 6, 20]),
      maxInFlight: dice.pick([1, 2, 4, 32]),
      queue: dice.chance(0.1) ? 3 : 10_000,
    },
    cooldown: { min, max: min + dice.pick([0, 1, 4]), rush: [], quiet: null },
    blackout: { windows: [], exemptAuthentication: true, exemptReplies: true },
    timezone: 'UTC',
    priority: 0,
    reconcileWindowMs: dice.pick([2_000, 60_000, 600_000]),
  }
}
