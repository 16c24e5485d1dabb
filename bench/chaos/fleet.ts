import type { Client } from '../e2e/client.ts'

/** What a number is like, told twice in different words: to the guard as its policy, to the sandbox as what it judges by. */
interface Kind {
  preset: string
  cooldown: { min: number; max: number }
  limits: { perSecond: number; hourly: number; threeHourly: number; daily: number }
}

const OPEN = { perSecond: 60, hourly: 50_000, threeHourly: 100_000, daily: 200_000 }
const brisk: Kind = { preset: 'standard', cooldown: { min: 0.15, max: 0.3 }, limits: OPEN }

/** Each kind has a limit that binds while workerd is dead: its counting must survive the kill. */
const KINDS = {
  brisk,
  /** A cooldown longer than a restart, on a loaded machine too. */
  slow: { ...brisk, cooldown: { min: 2.5, max: 3.5 } },
  /** No cooldown: the second is the limit, at every moment. */
  second: { preset: 'high_throughput', cooldown: { min: 0, max: 0 }, limits: { ...OPEN, perSecond: 5 } },
  /** Reaches the cap of its hour early and must stay there. */
  capped: { ...brisk, limits: { ...OPEN, hourly: 4, threeHourly: 6, daily: 6 } },
} satisfies Record<string, Kind>

const PAIR_GAP_SECONDS = 1
export const REACH_LIMIT = 2_000

export interface ChaosNumber {
  id: string
  wabaId: string
  portfolioId: string
  kind: keyof typeof KINDS
  /** Moves between the packages. */
  wanders: boolean
  /** Index of the package that it begins in. */
  home: number
}

/** Twelve numbers in two packages over two accounts, each package with numbers of both. */
export const NUMBERS: readonly ChaosNumber[] = [0, 1].flatMap((home) =>
  (['brisk', 'brisk', 'brisk', 'slow', 'second', 'capped'] as const).map((kind, i) => ({
    id: `10555${String(home * 6 + i + 1).padStart(6, '0')}`,
    wabaId: `20${(i % 2) + 1}`,
    portfolioId: `pf${(i % 2) + 1}`,
    wanders: i === 2,
    ...{ kind, home },
  })),
)

/** What `POST /packages/:id/profiles` takes for a number. */
export function profileInput(one: ChaosNumber): Record<string, unknown> {
  const { preset, cooldown, limits } = KINDS[one.kind]
  return {
    phoneNumberId: one.id,
    displayName: one.id,
    wabaId: one.wabaId,
    portfolioId: one.portfolioId,
    accessToken: `EAAG-chaos-${one.id}`,
    preset,
    limits: { ...limits, perRecipientGapSeconds: PAIR_GAP_SECONDS },
    cooldown: { ...cooldown, ...(one.kind === 'second' ? {} : { rush: [], quiet: null }) },
  }
}

/** Tells Meta's stand-in of the numbers and templates, adds the packages, and gives their ids back. */
export async function enlist(api: Client, sandbox: Client): Promise<string[]> {
  for (const one of NUMBERS)
    await sandbox.expect(200, 'POST', `/sandbox/numbers/${one.id}`, {
      wabaId: one.wabaId,
      businessId: one.portfolioId,
      tier: 'TIER_2K',
      throughput: 'STANDARD',
    })
  for (const wabaId of new Set(NUMBERS.map((one) => one.wabaId)))
    await sandbox.expect(200, 'POST', '/sandbox/templates', {
      ...{ wabaId, name: 'promo', language: 'en_US', category: 'MARKETING' },
    })
  const packages: string[] = []
  for (const home of [0, 1]) {
    const made = await api.expect(201, 'POST', '/api/v1/packages', {
      name: `chaos ${home + 1}`,
      distribution: 'smart',
      failover: { enabled: true, stickyPatienceSeconds: 2 },
    })
    packages.push(String(made['id']))
    for (const one of NUMBERS.filter((number) => number.home === home))
      await api.expect(201, 'POST', `/api/v1/packages/${String(made['id'])}/profiles`, profileInput(one))
  }
  return packages
}

/** The limits as the sandbox judges them, from the table above and never from the guard. */
export async function tellJudge(sandbox: Client): Promise<void> {
  const portfolios = [...new Set(NUMBERS.map((one) => one.portfolioId))]
  await sandbox.expect(200, 'POST', '/sandbox/rules', {
    numbers: Object.fromEntries(
      NUMBERS.map((one) => {
        const { limits, cooldown } = KINDS[one.kind]
        return [one.id, { ...limits, cooldownMs: cooldown.min * 1000, pairGapMs: PAIR_GAP_SECONDS * 1000 }]
      }),
    ),
    portfolios: Object.fromEntries(
      portfolios.map((id) => [
        id,
        { limit: REACH_LIMIT, numbers: NUMBERS.filter((one) => one.portfolioId === id).map((one) => one.id) },
      ]),
    ),
    wabaOf: Object.fromEntries(NUMBERS.map((one) => [one.id, one.wabaId])),
    policyByCategory: { marketing: 'at_most_once', utility: 'reconcile', service: 'reconcile' },
    graceMs: 500,
  })
}
