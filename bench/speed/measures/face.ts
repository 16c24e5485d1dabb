import { watchCpu } from '../cpu.ts'
import { check } from '../failed.ts'
import { quantile, round } from '../figures.ts'
import { lasting, repeated, sized } from '../measurement.ts'
import { arrivals, checkAccepted, UNPACED, withStage } from '../stage.ts'
import { checkCounted } from './dispatch.ts'

/** Single POSTs to the Cloud API's face over 32 connections: each is answered with Meta's id, when Meta has answered (5 ms). */
export const face = repeated((bench) =>
  withStage({ numbers: sized(bench, 10, 4), policy: UNPACED, delay: [5, 5], meta: bench.meta }, async (stage) => {
    const { product, load, key, packageId, freeForm } = stage
    const job = {
      ...{ port: product.port, packageId, token: key, freeForm, face: true, connections: 32, batch: 1 },
      ...{ users: 5_000_000, count: 100_000 },
    }
    const warm = await load.post({ ...job, ms: bench.seconds === null ? 1_000 : 200, firstUser: 0 })
    const cpu = watchCpu(product.workerdPid(), bench.say)
    const done = await load.post({ ...job, ms: lasting(bench, 10), firstUser: warm.ids.length })
    cpu(done.ids.length, 'message')
    checkAccepted(warm, warm.ids.length)
    checkAccepted(done, done.ids.length)
    const answered = new Set([...warm.ids, ...done.ids])
    const taken = (await arrivals(stage)).map(({ wamid }) => wamid ?? '')
    check(taken.length === answered.size, () => `${answered.size} were answered, ${taken.length} came to Meta`)
    check(
      taken.every((id) => answered.has(id)),
      () => "Meta took what was answered with another id than Meta's",
    )
    await checkCounted(stage, answered.size)
    return {
      perSecond: round((done.ids.length * 1000) / done.ms),
      p50Ms: round(quantile(done.requestMs, 0.5)),
      p99Ms: round(quantile(done.requestMs, 0.99)),
    }
  }),
)
