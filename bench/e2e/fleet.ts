import type { Client } from './client.ts'

/** The numbers of a run: what the product is told of each, and what the sandbox is told to judge it by. */
export interface FleetNumber {
  id: string
  wabaId: string
  portfolioId: string
  token: string
  fast: boolean
}

export const SLOW = { cooldownMs: 200, perSecond: 10, hourly: 120, threeHourly: 200, daily: 400, pairGapMs: 2000 }
export const FAST = { perSecond: 30, pairGapMs: 2000 }

/** `size` numbers over `wabas` accounts, each account a portfolio of its own; the first `fast` of them high_throughput. */
export function fleet(size: number, fast: number, wabas: number): FleetNumber[] {
  return Array.from({ length: size }, (_, i) => ({
    id: `10555${String(i + 1).padStart(6, '0')}`,
    wabaId: `20${(i % wabas) + 1}`,
    portfolioId: `pf${(i % wabas) + 1}`,
    token: `EAAG-test-${i + 1}`,
    fast: i < fast,
  }))
}

/** Tells Meta's stand-in of the numbers, adds a package with them, and gives its id back. */
export async function enlist(
  api: Client,
  sandbox: Client,
  numbers: FleetNumber[],
  policy: Record<string, unknown> = {},
): Promise<string> {
  for (const one of numbers)
    await sandbox.expect(200, 'POST', `/sandbox/numbers/${one.id}`, {
      wabaId: one.wabaId,
      businessId: one.portfolioId,
      tier: 'TIER_2K',
      throughput: 'STANDARD',
    })
  for (const wabaId of new Set(numbers.map((one) => one.wabaId))) {
    await sandbox.expect(200, 'POST', '/sandbox/templates', {
      wabaId,
      name: 'promo',
      language: 'en_US',
      category: 'MARKETING',
    })
    await sandbox.expect(200, 'POST', '/sandbox/templates', {
      wabaId,
      name: 'code',
      language: 'en_US',
      category: 'AUTHENTICATION',
    })
  }
  const made = await api.expect(201, 'POST', '/api/v1/packages', { name: 'proof', distribution: 'smart', ...policy })
  for (const one of numbers)
    await api.expect(201, 'POST', `/api/v1/packages/${String(made['id'])}/profiles`, {
      phoneNumberId: one.id,
      displayName: one.id,
      wabaId: one.wabaId,
      portfolioId: one.portfolioId,
      accessToken: one.token,
      ...(one.fast
        ? { preset: 'high_throughput', limits: { perSecond: FAST.perSecond, perRecipientGapSeconds: 2 } }
        : {
            limits: {
              perSecond: SLOW.perSecond,
              hourly: SLOW.hourly,
              threeHourly: SLOW.threeHourly,
              daily: SLOW.daily,
              perRecipientGapSeconds: 2,
            },
            cooldown: { min: SLOW.cooldownMs / 1000, max: (SLOW.cooldownMs * 2) / 1000, rush: [], quiet: null },
          }),
    })
  return String(made['id'])
}

/** The limits as the sandbox judges them: told by the test, never read from the guard. */
export async function tellJudge(sandbox: Client, numbers: FleetNumber[], reachLimit: number): Promise<void> {
  await sandbox.expect(200, 'POST', '/sandbox/rules', {
    numbers: Object.fromEntries(numbers.map((one) => [one.id, one.fast ? FAST : SLOW])),
    portfolios: Object.fromEntries(
      [...new Set(numbers.map((one) => one.portfolioId))].map((id) => [
        id,
        { limit: reachLimit, numbers: numbers.filter((one) => one.portfolioId === id).map((one) => one.id) },
      ]),
    ),
    wabaOf: Object.fromEntries(numbers.map((one) => [one.id, one.wabaId])),
    policyByCategory: {
      marketing: 'at_most_once',
      authentication: 'at_most_once',
      utility: 'reconcile',
      service: 'reconcile',
    },
    // a stop takes two calls to reach the siblings: a few ms, but the tests share their cores
    graceMs: 5000,
  })
}

const PICTURE = 'https://example.com/picture.jpg'

/** Free-form messages of many kinds, all valid for an open window. */
export function freeForm(to: string, n: number): Record<string, unknown> {
  const kinds: Record<string, unknown>[] = [
    { type: 'text', text: { body: `Reply ${n}` } },
    { type: 'image', image: { link: PICTURE, caption: `Picture ${n}` } },
    { type: 'document', document: { link: 'https://example.com/a.pdf', filename: `${n}.pdf` } },
    { type: 'location', location: { latitude: 4.6, longitude: -74.1, name: `Place ${n}` } },
    { type: 'contacts', contacts: [{ name: { formatted_name: `Person ${n}`, first_name: 'Person' } }] },
    {
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: `Choose ${n}` },
        action: { buttons: [{ type: 'reply', reply: { id: `b${n}`, title: 'Yes' } }] },
      },
    },
  ]
  return { to, ...(kinds[n % kinds.length] ?? {}) }
}

export function template(to: string, name: 'hello_world' | 'promo' | 'code'): Record<string, unknown> {
  return { to, type: 'template', template: { name, language: { code: 'en_US' } } }
}
