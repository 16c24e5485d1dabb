import { until } from '../../e2e/client.ts'
import { watchCpu } from '../cpu.ts'
import { check } from '../failed.ts'
import { quantile, round } from '../figures.ts'
import { lasting, repeated, sized } from '../measurement.ts'
import { type Stage, UNPACED, withStage } from '../stage.ts'
import { sendAll, statusesOf } from './send-all.ts'

/** History follows within 2 s; a smoke on a busy machine may take longer without being wrong. */
const SETTLED_MS = 60_000

/** What the product counts must be what was told, each status once. */
async function checkHeard({ admin, packageId }: Stage, count: number): Promise<void> {
  let totals = { delivered: -1, read: -1 }
  await until('statistics', SETTLED_MS, async () => {
    const answer = await admin.expect(200, 'GET', `/api/v1/stats?packageId=${packageId}`)
    totals = answer['totals'] as typeof totals
    return totals.read >= count && totals.delivered >= count ? true : undefined
  }).catch(() => undefined)
  check(totals.delivered === count && totals.read === count, () => {
    return `${count} were delivered and read; the product counts ${totals.delivered} and ${totals.read}`
  })
}

/** Sent, delivered and read of messages that were sent before, one status a webhook, whoever answers slowly. */
export const webhooks = repeated(async (bench) => {
  const perSecond = sized(bench, 1_000, 100)
  const each = Math.round((perSecond * lasting(bench, 30)) / 3_000)
  return await withStage({ numbers: sized(bench, 20, 4), policy: UNPACED, meta: null }, async (stage) => {
    const { product, load } = stage
    const ids = await sendAll(stage, each)
    const events = (
      await Promise.all((['sent', 'delivered', 'read'] as const).map((status) => statusesOf(stage, ids, status)))
    ).flat()
    bench.say(`  ${events.length} webhooks at ${perSecond} a second`)
    const cpu = watchCpu(product.workerdPid(), bench.say)
    const done = await load.webhooks({ port: product.port, appSecret: product.appSecret, perSecond, events })
    cpu(events.length, 'webhook')
    if (done.refused.length > 0) bench.say(`  ${done.refused.join(' | ')}`)
    if (done.dropped === 0) await checkHeard(stage, each)
    return {
      perSecond: round((done.answerMs.length * 1000) / done.ms),
      p50Ms: round(quantile(done.answerMs, 0.5)),
      p99Ms: round(quantile(done.answerMs, 0.99)),
      dropped: done.dropped,
    }
  })
})
