import { Client } from '../../e2e/client.ts'
import { watchCpu } from '../cpu.ts'
import { check } from '../failed.ts'
import { type Figures, quantile, round } from '../figures.ts'
import { type Bench, lasting, repeated, sized } from '../measurement.ts'
import { checkAccepted, openWindows, type Stage, UNPACED, waiting, withStage } from '../stage.ts'

/** Requests of the first second warm what is compiled and cached once. */
const WARM_MS = 1_000

async function pauseNumbers({ admin, numbers }: Stage): Promise<void> {
  for (const id of numbers) await admin.expect(200, 'POST', `/api/v1/profiles/${id}/pause`, { reason: 'bench' })
}

async function accepting(bench: Bench, connections: number, batch: number, most: number): Promise<Figures> {
  const numbers = sized(bench, 10, 4)
  return await withStage({ numbers, policy: UNPACED, meta: bench.meta }, async (stage) => {
    const { product, load, key, packageId, freeForm } = stage
    if (freeForm) await openWindows(stage, 200_000)
    await pauseNumbers(stage)
    const job = { port: product.port, packageId, token: key, freeForm, connections, batch, users: 5_000_000 }
    const warm = await load.post({ ...job, count: most, ms: bench.seconds === null ? WARM_MS : 200, firstUser: 0 })
    const cpu = watchCpu(product.workerdPid(), bench.say)
    const done = await load.post({ ...job, count: most, ms: lasting(bench, 10), firstUser: warm.ids.length })
    cpu(done.ids.length, 'message')
    const accepted = warm.ids.length + done.ids.length
    checkAccepted(done, done.ids.length)
    checkAccepted(warm, warm.ids.length)
    const found = await waiting(stage)
    check(found === accepted, () => `${accepted} were accepted, ${found} wait`)
    const figures = {
      perSecond: round((done.ids.length * 1000) / done.ms),
      p50Ms: round(quantile(done.requestMs, 0.5)),
      p99Ms: round(quantile(done.requestMs, 0.99)),
    }
    // durable before the answer: what a killed process left must hold every one of them; a smoke looks once
    if (bench.seconds !== null && batch > 1) return figures
    await product.kill()
    await product.start()
    const kept = await waiting({ ...stage, admin: new Client(product.api, product.adminToken) })
    check(kept === accepted, () => `${accepted} were accepted, ${kept} wait after a SIGKILL`)
    return figures
  })
}

/** Single POSTs over 32 connections into one package whose numbers are paused. */
export const accept = repeated((bench) => accepting(bench, 32, 1, 190_000))

/** Batches of 100 over 8 connections. */
export const batch = repeated(async (bench) => {
  const { perSecond, p99Ms } = await accepting(bench, 8, 100, 900_000)
  return { perSecond: perSecond ?? 0, p99Ms: p99Ms ?? 0 }
})
