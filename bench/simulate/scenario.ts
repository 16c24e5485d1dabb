import type { ProfilePolicy } from '../../durable/domain/policy.ts'
import { Dice } from './dice.ts'
import { policyOf } from './policy.ts'

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
  /** most messages that may wait in a package */
  backlogCap: number
  /** shares of calls, requests, webhooks that go wrong */
  network: number
  meta: { lost: number; unknown: number; refused: number; slow: number }
  webhooks: { lost: number; late: number; doubled: number }
  crashes: number
  /** how often the process dies, with all actors at once */
  deaths: number
  /** of each 1,000 transactions so many end in a crash, just before or just after their commit */
  cuts: number
  alarmsTwice: boolean
  /** shares of alarms that come late, or that the platform drops: a sweep wakes their actor then */
  alarms: { late: number; lost: number }
  d1Downs: number
  /** deeds of people, by kind: how many */
  deeds: Record<Deed, number>
  /** posts and deeds that are left out, by name and number: what a smaller day needs not */
  without: string[]
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
  'template',
  'account',
  'capability',
  'quality',
  'standing',
  'preference',
  'identity',
  'foreign',
  'numberError',
  'erase',
  'adopt',
  'token',
  'sync',
  'look',
  'forgetRoute',
] as const
export type Deed = (typeof DEEDS)[number]

export function scenarioOf(seed: number): Scenario {
  const dice = new Dice(seed, 1)
  const packages = dice.chance(0.3) ? ['pkg_aaaaaaaaaa', 'pkg_bbbbbbbbbb'] : ['pkg_aaaaaaaaaa']
  const portfolios = dice.chance(0.3) ? ['folio1', 'folio2'] : ['folio1']
  const numbers = Array.from({ length: dice.pick([2, 2, 2, 2, 3, 4]) }, (_, n) => {
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
  // small days find most, and soonest
  const messages = dice.chance(0.01) ? 500 : 5 + Math.floor(dice.random() ** 4 * 26)
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
    holdDuplicates: dice.chance(0.15),
    backlogCap: dice.chance(0.1) ? dice.between(2, 6) : 1_000_000,
    network: rate(0.25),
    meta: { lost: rate(0.2), unknown: rate(0.1), refused: rate(0.2), slow: rate(0.1) },
    webhooks: { lost: rate(0.2), late: rate(0.5), doubled: rate(0.3) },
    crashes: dice.chance(0.5) ? dice.between(1, 25) : 0,
    deaths: deathsOf(new Dice(seed, 9)),
    cuts: dice.chance(0.3) ? dice.between(2, 40) : 0,
    alarmsTwice: dice.chance(0.3),
    alarms: alarmsOf(new Dice(seed, 7)),
    d1Downs: some(0.3, 2),
    without: [],
    deeds: {
      pause: some(0.3, 3),
      quarantine: some(0.15, 2),
      pausePackage: some(0.15, 2),
      switch: some(0.1, 1),
      stopWord: some(0.25, 3),
      startWord: some(0.15, 2),
      optOut: some(0.15, 2),
      inbound: some(0.6, 6),
      cancel: some(0.3, 4),
      edit: some(0.25, 3),
      limits: some(0.2, 2),
      move: some(0.2, 2),
      deletePackage: some(0.05, 1),
      strike: some(0.25, 2),
      signature: some(0.45, 3),
      jump: some(0.1, 2),
      behind: some(0.06, 1),
      route: some(0.1, 2),
      releaseHeld: some(0.2, 2),
      template: some(0.15, 2),
      account: some(0.1, 2),
      capability: some(0.12, 2),
      quality: some(0.1, 2),
      standing: some(0.08, 1),
      preference: some(0.12, 2),
      identity: some(0.12, 2),
      foreign: some(0.12, 3),
      numberError: some(0.08, 1),
      erase: some(0.08, 1),
      adopt: some(0.1, 2),
      token: some(0.08, 1),
      sync: some(0.1, 1),
      look: some(0.2, 2),
      forgetRoute: some(0.08, 1),
    },
  }
}

function deathsOf(dice: Dice): number {
  return dice.chance(0.15) ? dice.between(1, 3) : 0
}

function alarmsOf(dice: Dice): Scenario['alarms'] {
  return {
    late: dice.chance(0.3) ? dice.random() * 0.2 : 0,
    lost: dice.chance(0.2) ? dice.random() * 0.05 : 0,
  }
}
