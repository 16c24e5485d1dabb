import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Client, dice, pause, type Result, until } from './client.ts'
import { enlist, fleet, freeForm, tellJudge, template } from './fleet.ts'
import { type Product, startProduct } from './product.ts'
import { actorMessages, historyMessages } from './state.ts'

const MESSAGES = 2000
const RUN_MS = 30_000
const FINAL = new Set(['sent', 'delivered', 'read', 'failed', 'unresolved', 'cancelled', 'expired'])

interface Seen {
  id: string
  status: string
}

/**
 * The six invariants on the running product, judged by the sandbox: 2,000 messages over 20 numbers, of which 8 are
 * high_throughput, mixed kinds and replies, with lost answers, 5xx, doubled and shuffled webhooks, and one number each
 * hit by 190, 131048, 80007 and 130429.
 */
describe('2,000 messages over 20 numbers on a bad day', () => {
  const numbers = fleet(20, 8, 4)
  const roll = dice(20261121)
  let product: Product
  let api: Client
  let sandbox: Client
  let packageId: string
  const accepted: { id: string; to: string; ordered: boolean }[] = []
  const refused: Record<string, number> = {}

  beforeAll(async () => {
    product = await startProduct({ vars: { RECONCILE_WINDOW_MS: '2000' } })
    api = new Client(product.api, product.adminToken)
    sandbox = new Client(product.sandbox, null)
    await api.readDocument()
    await sandbox.expect(200, 'POST', '/sandbox/config', {
      delays: { sent: [20, 100], delivered: [100, 500], read: [300, 1500] },
      readShare: 0.5,
      retryBaseMs: 200,
    })
    packageId = await enlist(api, sandbox, numbers, { failover: { enabled: true, stickyPatienceSeconds: 5 } })
    await tellJudge(sandbox, numbers, 2000)
  }, 180_000)

  afterAll(() => product.stop())

  it('ends every message in one final state, with no violation of any rule', async () => {
    const talkers = Array.from({ length: 120 }, (_, i) => ({
      to: `+5730010${String(i).padStart(5, '0')}`,
      number: numbers[i % numbers.length]?.id ?? '',
    }))
    for (const one of talkers)
      await sandbox.expect(200, 'POST', '/sandbox/inbound', { phoneNumberId: one.number, from: one.to, text: 'Hola' })
    await until('all windows are known', 60_000, async () =>
      (await api.list(`/api/v1/packages/${packageId}/routes`)).length >= talkers.length ? true : undefined,
    )

    const gone = Array.from({ length: 10 }, (_, i) => `+5730099${String(i).padStart(5, '0')}`)
    for (const to of gone) await api.expect(201, 'POST', '/api/v1/opt-outs', { recipient: to, scope: 'all' })
    await sandbox.expect(200, 'POST', '/sandbox/rules', {
      optOuts: gone.map((to) => ({ to, scope: 'all', at: Date.now() })),
    })

    await sandbox.expect(200, 'POST', '/sandbox/faults', [
      { kind: { type: 'latency', minMs: 5, maxMs: 60 } },
      { share: 0.025, kind: { type: 'lostAnswer', how: 'reset' } },
      { share: 0.025, kind: { type: 'status', http: 503, body: 'html' } },
      { share: 0.05, kind: { type: 'webhook', how: 'doubled' } },
      { share: 0.05, kind: { type: 'webhook', how: 'shuffled' } },
    ])

    const begun = Date.now()
    let n = 0
    const next = (): Record<string, unknown> => {
      n += 1
      const guard = { expiresAt: new Date(Date.now() + RUN_MS).toISOString() }
      const kind = roll(100)
      if (kind < 1) return { ...template(gone[roll(gone.length)] ?? '', 'promo'), guard }
      if (kind < 22) return { ...freeForm(talkers[roll(talkers.length)]?.to ?? '', n), guard }
      const to = `+57301${String(roll(900)).padStart(7, '0')}`
      if (kind < 45) return { ...template(to, 'promo'), guard: { ...guard, priority: 'low' } }
      if (kind < 60) return { ...template(to, 'code'), guard: { ...guard, priority: 'high' } }
      return { ...template(to, 'hello_world'), guard }
    }
    for (let batch = 0; batch < MESSAGES / 50; batch++) {
      if (batch === 8)
        await sandbox.expect(200, 'POST', '/sandbox/faults', [
          { id: 'dead-token', phoneNumberId: numbers[0]?.id, count: 1, kind: { type: 'error', code: 190 } },
          { id: 'spam', phoneNumberId: numbers[9]?.id, count: 1, kind: { type: 'error', code: 131048 } },
          { id: 'waba-rate', phoneNumberId: numbers[2]?.id, count: 1, kind: { type: 'error', code: 80007 } },
          { id: 'fast', phoneNumberId: numbers[3]?.id, count: 1, kind: { type: 'error', code: 130429 } },
        ])
      const messages = Array.from({ length: 50 }, next)
      const answer = await api.expect(
        202,
        'POST',
        `/api/v1/packages/${packageId}/messages/batch`,
        { messages },
        { 'idempotency-key': `batch-${batch}` },
      )
      ;(answer['results'] as Result[]).forEach((result, i) => {
        const message = messages[i]
        if (result.id !== undefined)
          accepted.push({
            id: result.id,
            to: String(message?.['to']),
            ordered: (message?.['template'] as { name?: string } | undefined)?.name !== 'code',
          })
        else refused[result.problem?.type ?? '?'] = (refused[result.problem?.type ?? '?'] ?? 0) + 1
      })
      await pause(250)
    }
    // a retried batch is the same batch
    const before = await api.list<Seen>(`/api/v1/messages?packageId=${packageId}&direction=out`)
    expect(before.length).toBeLessThanOrEqual(accepted.length)

    const open = await until(
      'every message is final',
      RUN_MS + 120_000,
      async () => {
        const seen = await api.list<Seen>(`/api/v1/messages?packageId=${packageId}&direction=out`)
        const left = seen.filter((one) => !FINAL.has(one.status))
        return seen.length === accepted.length && left.length === 0 ? seen : undefined
      },
      2000,
    )
    const byStatus = Object.groupBy(open, (one) => one.status)
    const counts = Object.fromEntries(Object.entries(byStatus).map(([status, list]) => [status, list?.length ?? 0]))
    expect(
      Object.keys(refused).every((type) => type === 'opted-out'),
      JSON.stringify(refused),
    ).toBe(true)
    expect(accepted.length + (refused['opted-out'] ?? 0)).toBe(MESSAGES)
    expect((counts['delivered'] ?? 0) + (counts['read'] ?? 0), JSON.stringify(counts)).toBeGreaterThan(MESSAGES / 2)

    const kept = Map.groupBy(
      accepted.filter((one) => one.ordered),
      (one) => one.to,
    )
    const order = Object.fromEntries([...kept].map(([to, list]) => [to, list.map((one) => one.id)]))
    await sandbox.expect(200, 'POST', '/sandbox/rules', { order })
    const verdict = await sandbox.expect(200, 'GET', '/sandbox/verdict')
    expect(verdict['violations']).toEqual([])
    for (const [rule, judged] of Object.entries(verdict['judged'] as Record<string, number>))
      expect(judged, rule).toBeGreaterThan(0)
    console.error(
      JSON.stringify({ accepted: accepted.length, refused, counts, judged: verdict['judged'], ms: Date.now() - begun }),
    )
  }, 300_000)

  it('leaves D1 equal to the actors, row by row', async () => {
    await until('the outboxes are drained', 60_000, async () => {
      const seen = await api.expect(200, 'GET', '/api/v1/diagnostics')
      return JSON.stringify(seen).includes('"outbox":0') && !/"outbox":[1-9]/.test(JSON.stringify(seen))
        ? true
        : undefined
    })
    await product.end()
    const history = historyMessages(product.stateDir)
    const actors = actorMessages(product.stateDir)
    expect(actors.size).toBeGreaterThanOrEqual(accepted.length)
    const different = [...actors].filter(([id, own]) => {
      const row = history.get(id)
      return row === undefined || row.status !== own.status || row.rev !== own.rev || row.profileId !== own.profileId
    })
    expect(different.slice(0, 5)).toEqual([])
    expect(history.size).toBe(actors.size)
  }, 120_000)
})
