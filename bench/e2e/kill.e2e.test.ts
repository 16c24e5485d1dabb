import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Client, dice, pause, type Result, until } from './client.ts'
import { enlist, fleet, freeForm, tellJudge, template } from './fleet.ts'
import { type Product, startProduct } from './product.ts'

const KILLS = 5
const FINAL = new Set(['sent', 'delivered', 'read', 'failed', 'unresolved', 'cancelled', 'expired'])

interface LedgerRow {
  messageId: string
  category: string
  outcome: string
  at: number
  confirmedAt: number | null
}

/**
 * workerd is killed five times under load while the sandbox loses answers after it has accepted, and D1 is away for a
 * while under the same load: nothing acknowledged is lost, nothing is sent twice where the policy forbids it.
 */
describe('five SIGKILLs of workerd, and D1 away', () => {
  const numbers = fleet(8, 4, 2)
  const roll = dice(7)
  let product: Product
  let api: Client
  let sandbox: Client
  let packageId: string
  const acknowledged = new Map<string, string>()

  beforeAll(async () => {
    product = await startProduct({
      entry: join(import.meta.dirname, 'entry-d1-away.ts'),
      vars: { RECONCILE_WINDOW_MS: '2000' },
    })
    api = new Client(product.api, product.adminToken)
    sandbox = new Client(product.sandbox, null)
    await api.readDocument()
    await sandbox.expect(200, 'POST', '/sandbox/config', {
      delays: { sent: [20, 100], delivered: [100, 500], read: [300, 1500] },
      readShare: 0.5,
      retryBaseMs: 200,
    })
    packageId = await enlist(api, sandbox, numbers)
    await tellJudge(sandbox, numbers, 2000)
  }, 90_000)

  afterAll(() => product.stop())

  it('loses nothing and sends nothing twice', async () => {
    await sandbox.expect(200, 'POST', '/sandbox/faults', [
      { kind: { type: 'latency', minMs: 20, maxMs: 120 } },
      { share: 0.05, kind: { type: 'lostAnswer', how: 'reset' } },
    ])
    const talkers = Array.from({ length: 20 }, (_, i) => ({
      to: `+5730020${String(i).padStart(5, '0')}`,
      number: numbers[i % numbers.length]?.id ?? '',
    }))
    for (const one of talkers)
      await sandbox.expect(200, 'POST', '/sandbox/inbound', { phoneNumberId: one.number, from: one.to, text: 'Hola' })
    await until('all windows are known', 20_000, async () =>
      (await api.list(`/api/v1/packages/${packageId}/routes`)).length >= talkers.length ? true : undefined,
    )

    const expiresAt = new Date(Date.now() + 45_000).toISOString()
    let n = 0
    let loading = true
    const answers: Record<string, number> = {}
    const load = async (): Promise<void> => {
      while (loading) {
        n += 1
        const kind = roll(10)
        const to = `+57302${String(roll(700)).padStart(7, '0')}`
        const body =
          kind < 2
            ? freeForm(talkers[roll(talkers.length)]?.to ?? '', n)
            : template(to, kind < 5 ? 'promo' : 'hello_world')
        const key = `load-${n}`
        // an answer that never came is asked for again under the same key: acknowledged or not, it is one message
        for (let tries = 0; tries < 40; tries++) {
          const answer = await api
            .call(
              'POST',
              `/api/v1/packages/${packageId}/messages`,
              { ...body, guard: { expiresAt } },
              { 'idempotency-key': key },
            )
            .catch(() => undefined)
          const result = answer?.body as Result | undefined
          const said = answer === undefined ? 'none' : String(answer.status)
          answers[said] = (answers[said] ?? 0) + 1
          if (answer?.status === 202 && result?.id !== undefined) {
            acknowledged.set(result.id, key)
            break
          }
          await pause(100)
        }
        await pause(15)
      }
    }
    const loaders = [load(), load(), load()]
    for (let kill = 0; kill < KILLS; kill++) {
      await pause(1500 + roll(1500))
      product.killWorkerd()
      await product.waitHealthy(20_000)
    }
    // keys and the directory are cached per isolate: one that never saw them may say 503, so let it see them first
    const afterKills = acknowledged.size
    await until(
      'accepting goes on after the last kill',
      15_000,
      async () => acknowledged.size > afterKills + 20 || undefined,
    )
    await api.expect(200, 'POST', '/__test/d1', { awayMs: 6000 })
    const beforeAway = acknowledged.size
    await pause(6000)
    expect(acknowledged.size, 'accepting goes on while D1 is away').toBeGreaterThan(beforeAway)
    loading = false
    await Promise.all(loaders)
    // one key, one message: no retry was taken for a second request
    expect(new Set(acknowledged.values()).size).toBe(acknowledged.size)

    const seen = await until(
      'every message is final',
      150_000,
      async () => {
        const list = await api.list<{ id: string; status: string }>(
          `/api/v1/messages?packageId=${packageId}&direction=out`,
        )
        return list.length >= acknowledged.size && list.every((one) => FINAL.has(one.status)) ? list : undefined
      },
      2000,
    )
    const known = new Map(seen.map((one) => [one.id, one.status]))
    expect(
      [...acknowledged.keys()].filter((id) => !known.has(id)),
      'lost',
    ).toEqual([])

    const ledger: LedgerRow[] = []
    for (let since = 0; ; ) {
      const page = await sandbox.expect(200, 'GET', `/sandbox/ledger?since=${since}&limit=10000`)
      const items = page['items'] as (LedgerRow & { edge: string })[]
      if (items.length === 0) break
      ledger.push(...items.filter((one) => one.edge === 'messages'))
      since = Number(page['next'])
    }
    const taken = ledger.filter(
      (one) => one.outcome === 'accepted' || one.outcome === 'lost-answer' || one.outcome === 'lost',
    )
    expect(taken.length).toBeGreaterThan(0)
    const twice = [...Map.groupBy(taken, (one) => one.messageId)].filter(([, rows]) => rows.length > 1)
    expect(
      twice.filter(([, rows]) => rows.some((row) => row.category === 'MARKETING' || row.category === 'marketing')),
    ).toEqual([])
    const verdict = await sandbox.expect(200, 'GET', '/sandbox/verdict')
    expect(verdict['violations']).toEqual([])
    console.error(
      JSON.stringify({
        acknowledged: acknowledged.size,
        answers,
        requests: ledger.length,
        twiceUnderReconcile: twice.length,
        statuses: Object.fromEntries(
          Object.entries(Object.groupBy(seen, (one) => one.status)).map(([k, v]) => [k, v?.length]),
        ),
      }),
    )
  }, 330_000)
})
