import { join } from 'node:path'
import { pause } from '../../e2e/client.ts'
import type { Counts } from '../count/counters.ts'
import { cpuMsOf } from '../cpu.ts'
import { check } from '../failed.ts'
import { round } from '../figures.ts'
import { type Bench, repeated, sized } from '../measurement.ts'
import { dollarsPerMillion, freePlan, type Usage } from '../prices.ts'
import { checkAccepted, paced, type Stage, withStage } from '../stage.ts'
import { checkCounted, untilSent } from './dispatch.ts'
import { statusesOf } from './send-all.ts'

export const COUNTING = join(import.meta.dirname, '..', 'count', 'entry-count.ts')

export interface Counted {
  counts: Counts
  detail: Record<string, number>
}

export async function countsOf(api: string): Promise<Counted> {
  const answer = await fetch(`${api}/__counts`)
  return (await answer.json()) as Counted
}

/** Statuses come one a webhook, as Meta sends them where traffic is not heavy: the dear case. */
const STATUSES = ['sent', 'delivered', 'read'] as const
const WEBHOOKS_PER_SECOND = 1_000
/** Answers of Meta take this long: it is awake time of the object that waits. */
const META_MS = [200, 400] as const

async function wholeLife(stage: Stage, count: number, patienceMs: number): Promise<void> {
  const { load, product, packageId, key } = stage
  const job = { port: product.port, packageId, token: key, freeForm: false, connections: 2, batch: 100 }
  const { ids } = await load.post({ ...job, count, users: count, firstUser: 0, ms: 600_000 }).then((done) => {
    checkAccepted(done, count)
    return done
  })
  await untilSent(stage, count, 280_000)
  for (const status of STATUSES) {
    const events = await statusesOf(stage, ids, status)
    const { port, appSecret } = product
    const done = await load.webhooks({ port, appSecret, perSecond: WEBHOOKS_PER_SECOND, events })
    check(done.dropped === 0, () => `${done.dropped} webhooks were not taken: ${done.refused.join(' | ')}`)
  }
  await checkCounted(stage, count)
  // what is still on its way to D1 belongs to the messages
  await pause(patienceMs)
}

function tell(bench: Bench, before: Counted, after: Counted, count: number, usage: Usage): void {
  const dollars = dollarsPerMillion(usage)
  const each = (name: keyof Counts): number => round((after.counts[name] - before.counts[name]) / count)
  bench.say(`  per message: ${JSON.stringify(mapped(usage, round))}`)
  bench.say(
    `  rows written: ${each('objectRowsWritten')} by objects, ${each('d1RowsWritten')} by D1 in ${each('d1Calls')} calls`,
  )
  bench.say(
    `  dollars per million: ${JSON.stringify(mapped(dollars, round))}; free plan ends by ${freePlan(usage).limit}`,
  )
  tellDetail(bench, before, after, count)
}

/** What was called, written and asked most, each per `count`; what is rarer than 1 in 20 is left out. */
export function tellDetail(bench: Bench, before: Counted, after: Counted, count: number): void {
  const grown = Object.entries(after.detail).map(
    ([what, n]) => [what, (n - (before.detail[what] ?? 0)) / count] as const,
  )
  for (const [what, n] of grown.toSorted((a, b) => b[1] - a[1])) if (n >= 0.05) bench.say(`    ${n.toFixed(2)} ${what}`)
}

function mapped<K extends string>(figures: Readonly<Record<K, number>> | Usage, by: (n: number) => number): object {
  return Object.fromEntries(Object.entries(figures).map(([name, n]) => [name, by(n)]))
}

/** A message's whole life, counted at every door of the product, and what Cloudflare would ask for it. */
export const cost = repeated(async (bench) => {
  const count = sized(bench, 10_000, 100)
  const policy = paced(0.1)
  const plan = { numbers: sized(bench, 40, 4), policy, delay: META_MS, meta: null, entry: COUNTING }
  return await withStage(plan, async (stage) => {
    const before = await countsOf(stage.product.api)
    const cpu = cpuMsOf(stage.product.workerdPid())
    await wholeLife(stage, count, sized(bench, 3_000, 500))
    const cpuMs = (cpuMsOf(stage.product.workerdPid()) - cpu) / count
    const after = await countsOf(stage.product.api)
    const each = (name: keyof Counts): number => (after.counts[name] - before.counts[name]) / count
    const usage: Usage = {
      // asking for the statistics is not part of a message's life, and 1 in thousands
      workerRequests: each('workerRequests'),
      // all of workerd: more than the platform would bill, which counts the Worker's own code alone
      cpuMs,
      objectRequests: each('objectRequests') + each('alarmRuns'),
      awakeMs: each('awakeMs'),
      rowsRead: each('objectRowsRead') + each('d1RowsRead'),
      rowsWritten: each('objectRowsWritten') + each('d1RowsWritten'),
    }
    tell(bench, before, after, count, usage)
    return {
      rowsWritten: round(usage.rowsWritten),
      rowsRead: round(usage.rowsRead),
      statements: round(each('objectStatements') + each('d1Statements')),
      rpcs: round(each('objectRequests')),
      subrequests: round(each('objectRequests') + each('d1Calls') + each('fetches') + each('senderCalls')),
      alarms: round(each('alarmRuns')),
      dollarsPerMillion: round(Object.values(dollarsPerMillion(usage)).reduce((sum, one) => sum + one, 0)),
      freePlanMessagesPerDay: freePlan(usage).messagesPerDay,
    }
  })
})
