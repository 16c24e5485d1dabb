import { until } from '../../e2e/client.ts'
import { check } from '../failed.ts'
import { type Figures, round } from '../figures.ts'
import { judge } from '../judge.ts'
import { type Measurement, sized } from '../measurement.ts'
import { arrivals, fill, paced, resume, withStage } from '../stage.ts'

/** 100,000 wait, everything is killed and started again; each run is one more kill of the same state. */
export const recover: Measurement = async (bench) => {
  const numbers = sized(bench, 20, 5)
  const count = sized(bench, 100_000, 2_000)
  return await withStage({ numbers, policy: paced(0.1), meta: null }, async (stage) => {
    const { ids } = await fill(stage, count)
    bench.say(`  ${count} messages wait at ${numbers} numbers`)
    await resume(stage)
    /** The first arrival of each number since `from`, ms, once all have had one. */
    const firstSends = (from: number): Promise<number[]> =>
      until(`a send of each of ${numbers} numbers`, 120_000, async () => {
        const since = (await arrivals(stage)).filter((one) => one.at >= from)
        const first = new Map<string, number>()
        for (const one of since) if (!first.has(one.phoneId)) first.set(one.phoneId, one.at)
        return first.size === numbers ? [...first.values()] : undefined
      })
    await firstSends(0)
    const runs: Figures[] = []
    for (let run = 1; run <= bench.runs; run++) {
      await stage.product.kill()
      const from = performance.timeOrigin + performance.now()
      await stage.product.start()
      const first = await firstSends(from)
      const figures = {
        firstSendMs: round(Math.min(...first) - from),
        allActorsAwakeMs: round(Math.max(...first) - from),
      }
      bench.say(
        `  run ${run}/${bench.runs}: ${JSON.stringify(figures)}; workerd answers after ${round(stage.product.coldStartMs())} ms`,
      )
      runs.push(figures)
    }
    await stage.admin.expect(200, 'POST', `/api/v1/packages/${stage.packageId}/pause`, {})
    const view = (await stage.admin.expect(200, 'GET', `/api/v1/packages/${stage.packageId}`)) as {
      live: { open: number } | null
    }
    const all = await arrivals(stage)
    judge(all, ids)
    const open = view.live?.open ?? 0
    check(
      open + all.length >= count,
      () => `${count} were accepted, ${all.length} sent, ${open} are open: some are lost`,
    )
    return runs
  })
}
