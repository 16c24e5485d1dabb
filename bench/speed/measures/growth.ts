import { until } from '../../e2e/client.ts'
import { check } from '../failed.ts'
import { type Figures, median, round } from '../figures.ts'
import { growHistory } from '../history-rows.ts'
import { judge } from '../judge.ts'
import { type Bench, type Measurement, sized } from '../measurement.ts'
import {
  addNumbers,
  arrivals,
  checkAccepted,
  newNumbers,
  resume,
  type Stage,
  UNPACED,
  waiting,
  withStage,
} from '../stage.ts'

/** Everything that a stage has accepted so far, and the next recipient. */
interface Work {
  stage: Stage
  ids: string[]
}

async function accept({ stage, ids }: Work, count: number, batch: number): Promise<number> {
  const { product, packageId, key, load } = stage
  const job = { port: product.port, packageId, token: key, freeForm: false, connections: 4, ms: 600_000 }
  const done = await load.post({ ...job, count, users: count, batch, firstUser: ids.length })
  checkAccepted(done, count)
  ids.push(...done.ids)
  return done.ms
}

const halt = ({ admin, packageId }: Stage) => admin.expect(200, 'POST', `/api/v1/packages/${packageId}/pause`, {})

/** Brings the backlog to `size`, then takes the time of accepting and sending `count` more, ms. The package is paused before and after. */
async function acceptAndSend(work: Work, size: number, count: number): Promise<number> {
  const { stage } = work
  const short = size - (await waiting(stage))
  if (short > 0) await accept(work, short, 1000)
  const accepted = await accept(work, count, 100)
  const before = (await arrivals(stage)).length
  const begun = performance.timeOrigin + performance.now()
  await resume(stage)
  await until(
    `${count} sends`,
    180_000,
    async () => ((await stage.meta.ledger(before + count - 1)).length > 0 ? true : undefined),
    50,
  )
  await halt(stage)
  const all = await arrivals(stage)
  judge(all, work.ids)
  return accepted + (all[before + count - 1]?.at ?? begun) - begun
}

/** The median time of the work at one size, after one turn that warms it up. */
async function timed(bench: Bench, what: string, once: () => Promise<number>): Promise<number[]> {
  if (bench.seconds === null) await once()
  const times: number[] = []
  for (let run = 0; run < bench.runs; run++) times.push(await once())
  bench.say(`  ${what}: ${times.map(Math.round).join(', ')} ms, median ${Math.round(median(times))}`)
  return times
}

async function backlog(bench: Bench): Promise<number[][]> {
  const count = sized(bench, 2_000, 100)
  return await withStage({ numbers: sized(bench, 10, 3), policy: UNPACED, meta: null }, async (stage) => {
    const work: Work = { stage, ids: [] }
    await halt(stage)
    const sizes = [sized(bench, 1_000, 100), sized(bench, 100_000, 300)]
    const times: number[][] = []
    for (const size of sizes) times.push(await timed(bench, `${size} waiting`, () => acceptAndSend(work, size, count)))
    return times
  })
}

async function profiles(bench: Bench): Promise<number[][]> {
  const count = sized(bench, 2_000, 100)
  const [few, many] = [sized(bench, 10, 2), sized(bench, 1_000, 4)]
  return await withStage({ numbers: few, policy: UNPACED, meta: null }, async (stage) => {
    const ids: string[] = []
    await halt(stage)
    const small = await timed(bench, `${few} profiles`, () => acceptAndSend({ stage, ids }, 0, count))
    const more = newNumbers(many - few)
    await addNumbers(stage.admin, stage.packageId, more, UNPACED)
    const grown = { ...stage, numbers: [...stage.numbers, ...more] }
    return [small, await timed(bench, `${many} profiles`, () => acceptAndSend({ stage: grown, ids }, 0, count))]
  })
}

/** Among the newest 1,000: the message that was answered last need not be the one that was taken last, since four batches come at a time. */
async function isListed({ stage: { admin, packageId } }: Work, id: string): Promise<boolean> {
  for (let page = 0, cursor = ''; page < 5; page++) {
    const seen = await admin.expect(200, 'GET', `/api/v1/messages?packageId=${packageId}&limit=200${cursor}`)
    if ((seen['items'] as { id: string }[]).some((one) => one.id === id)) return true
    if (seen['nextCursor'] === null) return false
    cursor = `&cursor=${encodeURIComponent(String(seen['nextCursor']))}`
  }
  return false
}

/** Pages of 50 as a dashboard asks for them, and the way of new messages into the history. */
async function readAndWrite(work: Work, count: number): Promise<number> {
  const { stage } = work
  const { admin, packageId, numbers } = stage
  const begun = performance.now()
  const filters = [
    '',
    `&packageId=${packageId}`,
    '&recipient=%2B573110000042',
    `&profileId=${numbers[0]}`,
    '&status=failed',
  ]
  for (const filter of filters)
    for (let page = 0, cursor = ''; page < 4; page++) {
      const seen = await admin.expect(200, 'GET', `/api/v1/messages?limit=50${filter}${cursor}`)
      if (seen['nextCursor'] === null) break
      cursor = `&cursor=${encodeURIComponent(String(seen['nextCursor']))}`
    }
  await accept(work, count, 100)
  const last = work.ids.at(-1) ?? ''
  await until(
    'the history',
    60_000,
    async () => {
      const { actors } = (await admin.expect(200, 'GET', '/api/v1/diagnostics')) as {
        actors: { actor: string; outbox: number }[]
      }
      return actors.every((one) => !one.actor.startsWith('package:') || one.outbox === 0) ? true : undefined
    },
    10,
  )
  const took = performance.now() - begun
  check(await isListed(work, last), () => 'the newest message is not in the history')
  return took
}

async function history(bench: Bench): Promise<number[][]> {
  const count = sized(bench, 2_000, 100)
  return await withStage({ numbers: sized(bench, 10, 3), policy: UNPACED, meta: null }, async (stage) => {
    const work: Work = { stage, ids: [] }
    await halt(stage)
    const times: number[][] = []
    for (const rows of [sized(bench, 10_000, 200), sized(bench, 1_000_000, 2_000)]) {
      await stage.product.kill()
      growHistory(stage.product.stateDir, stage.packageId, stage.numbers, rows)
      await stage.product.start()
      times.push(await timed(bench, `${rows} rows of history`, () => readAndWrite(work, count)))
    }
    return times
  })
}

/** The same work where little and where much lies about: by what factor it takes longer. */
export const growth: Measurement = async (bench) => {
  const found = { backlog: await backlog(bench), profiles: await profiles(bench), history: await history(bench) }
  const ratio = ([small, large]: number[][], run: number): number => round((large?.[run] ?? 0) / (small?.[run] ?? 1))
  const runs: Figures[] = []
  for (let run = 0; run < bench.runs; run++)
    runs.push({
      backlog: ratio(found.backlog, run),
      profiles: ratio(found.profiles, run),
      history: ratio(found.history, run),
    })
  return runs
}
