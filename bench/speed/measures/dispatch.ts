import { pause, until } from '../../e2e/client.ts'
import { watchCpu } from '../cpu.ts'
import { check } from '../failed.ts'
import { round } from '../figures.ts'
import { busiestSecond, judge } from '../judge.ts'
import { repeated, sized } from '../measurement.ts'
import { arrivals, fill, resume, type Stage, UNPACED, withStage } from '../stage.ts'

/** 80 % of Meta's level HIGH, which is what the guard keeps to without a cap of its own. */
const PER_SECOND_CAP = 800

/** How many are in the ledger, asked so seldom that asking costs the run nothing. */
export async function untilSent(stage: Stage, count: number, withinMs: number): Promise<void> {
  let seen = 0
  const own = new Set(stage.numbers)
  await until(
    `${count} sends`,
    withinMs,
    async () => {
      const news = await stage.meta.ledger(stage.freeForm ? 0 : seen)
      const mine = news.filter((one) => own.has(one.phoneId)).length
      seen = stage.freeForm ? mine : seen + mine
      return seen >= count ? true : undefined
    },
    500,
  )
}

/** What the product itself says was accepted and sent, when its statistics have caught up. */
export async function checkCounted({ admin, packageId }: Stage, count: number): Promise<void> {
  let totals = { accepted: -1, sent: -1 }
  const settled = await until('statistics', 60_000, async () => {
    const answer = await admin.expect(200, 'GET', `/api/v1/stats?packageId=${packageId}`)
    totals = answer['totals'] as typeof totals
    return totals.accepted >= count && totals.sent >= count ? true : undefined
  }).catch(() => false)
  check(settled && totals.accepted === count && totals.sent === count, () => {
    return `${count} were accepted and sent; the product counts ${totals.accepted} and ${totals.sent}`
  })
}

/** Everything waits, then goes at once: from the resume to the last arrival at Meta's place. */
export const dispatch = repeated(async (bench) => {
  const numbers = sized(bench, 20, 5)
  const count = sized(bench, 20_000, 300)
  return await withStage({ numbers, policy: UNPACED, delay: [5, 5], meta: bench.meta }, async (stage) => {
    const { ids } = await fill(stage, count)
    bench.say(`  ${count} messages wait at ${numbers} numbers`)
    // what accepting left to write is not part of this
    await pause(sized(bench, 3_000, 300))
    const cpu = watchCpu(stage.product.workerdPid(), bench.say)
    const begun = performance.timeOrigin + performance.now()
    await resume(stage)
    await untilSent(stage, count, 180_000)
    cpu(count, 'message')
    const all = await arrivals(stage)
    judge(all, ids)
    check(all.length === count, () => `${count} were accepted, ${all.length} came to Meta`)
    const most = busiestSecond(all)
    check(most <= PER_SECOND_CAP, () => `${most} sends of one number within a second`)
    await checkCounted(stage, count)
    return { perSecond: round((count * 1000) / ((all.at(-1)?.at ?? begun) - begun)) }
  })
})
