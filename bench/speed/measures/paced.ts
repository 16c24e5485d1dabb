import { pause } from '../../e2e/client.ts'
import { watchCpu } from '../cpu.ts'
import { check } from '../failed.ts'
import { round } from '../figures.ts'
import { gaps, judge, switches } from '../judge.ts'
import { lasting, repeated, sized } from '../measurement.ts'
import { arrivals, paced as every, fill, resume, withStage } from '../stage.ts'

const COOLDOWN_MS = 100
/** Invariant 3 is judged at the receiver with 2 ms. */
const LEAST_MS = COOLDOWN_MS - 2
/** The first seconds bind 50 numbers' queues; Meta's place answers after a pause of its own. */
const WARM_MS = 2_000
const SMOKE_WARM_MS = 300
/** Messages to one recipient: enough to see a switch of numbers. */
const EACH = 5

/** 50 numbers at exactly 10 a second: how much of the rate is kept, and how often it is broken where it is judged. */
export const paced = repeated(async (bench) => {
  const numbers = sized(bench, 50, 10)
  const windowMs = lasting(bench, 30)
  const warmMs = sized(bench, WARM_MS, SMOKE_WARM_MS)
  const ceiling = (numbers * 1000) / COOLDOWN_MS
  // what is left at the end keeps every number busy until then
  const count = Math.ceil((ceiling * (windowMs + warmMs + sized(bench, 8_000, 3_000))) / 1000)
  return await withStage(
    { numbers, policy: every(COOLDOWN_MS / 1000), delay: [100, 200], meta: bench.meta },
    async (stage) => {
      const { ids } = await fill(stage, count, Math.ceil(count / EACH))
      bench.say(`  ${count} messages wait at ${numbers} numbers`)
      const cpu = watchCpu(stage.product.workerdPid(), bench.say)
      await resume(stage)
      await pause(windowMs + warmMs + 1_500)
      const all = await arrivals(stage)
      cpu(all.length, 'message')
      judge(all, ids)
      const from = (all[0]?.at ?? 0) + warmMs
      const until = from + windowMs
      check((all.at(-1)?.at ?? 0) >= until - 1_000, () => 'the sends ended before the window')
      const between = gaps(all, from, until)
      return {
        sentPerSecond: round((all.filter((one) => one.at >= from && one.at < until).length * 1000) / windowMs),
        ceiling,
        brokenGaps: between.filter((gap) => gap < LEAST_MS).length,
        smallestGapMs: round(Math.min(...between)),
        stickySwitches: switches(all),
      }
    },
  )
})
