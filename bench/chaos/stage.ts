import { Client, until } from '../e2e/client.ts'
import type { Product } from '../e2e/product.ts'
import { enlist, NUMBERS, tellJudge } from './fleet.ts'
import type { ChaosOptions } from './options.ts'

/** What a run is played on. */
export interface Stage {
  packages: string[]
  talkers: { to: string; number: string; home: number }[]
}

/** Numbers, packages, faults, and people who have written. */
export async function prepare({ seed }: ChaosOptions, product: Product): Promise<Stage> {
  const api = new Client(product.api, product.adminToken)
  const sandbox = new Client(product.sandbox, null)
  await sandbox.expect(200, 'POST', '/sandbox/config', {
    delays: { sent: [20, 100], delivered: [100, 500], read: [300, 1500] },
    readShare: 0.5,
    retryBaseMs: 200,
    // Meta's quarter of an hour between late retries would only lengthen the run
    retryMaxMs: 5_000,
    seed,
  })
  const packages = await enlist(api, sandbox)
  await tellJudge(sandbox)
  await sandbox.expect(200, 'POST', '/sandbox/faults', [
    { kind: { type: 'latency', minMs: 40, maxMs: 240 } },
    { share: 0.03, kind: { type: 'lostAnswer', how: 'reset' } },
    // not processed, and no telling: repeated under reconcile, on proof
    { share: 0.01, kind: { type: 'status', http: 502, body: 'html' } },
    { share: 0.05, kind: { type: 'webhook', how: 'doubled' } },
    { share: 0.05, kind: { type: 'webhook', how: 'late', ms: 700 } },
  ])
  const talkers = NUMBERS.filter((one) => one.kind !== 'capped' && !one.wanders).flatMap((one, i) =>
    [0, 1].map((k) => ({ to: `+573003${String(i * 2 + k).padStart(6, '0')}`, number: one.id, home: one.home })),
  )
  for (const one of talkers)
    await sandbox.expect(200, 'POST', '/sandbox/inbound', { phoneNumberId: one.number, from: one.to, text: 'Hola' })
  for (const [home, id] of packages.entries())
    await until('all windows are known', 60_000, async () => {
      const known = await api.list(`/api/v1/packages/${id}/routes`)
      return known.length >= talkers.filter((one) => one.home === home).length ? true : undefined
    })
  return { packages, talkers }
}
