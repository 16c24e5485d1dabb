import { pause } from '../../e2e/client.ts'
import { dashboards } from '../dashboards.ts'
import { check } from '../failed.ts'
import { quantile, round } from '../figures.ts'
import { lasting, repeated, sized } from '../measurement.ts'
import type { Frame } from '../sockets.ts'
import { type Stage, UNPACED, withStage } from '../stage.ts'
import { sendAll, statusesOf } from './send-all.ts'

const PER_SECOND = 500
/** Messages whose story is read afterwards, for the moment at which the actor took each status. */
const SAMPLE = 400

interface Shown {
  id: string
  data: { status?: string }
}

/** When the actor took each status of a message, ms, from the message's own timeline. */
async function takenAt({ admin }: Stage, id: string): Promise<Map<string, number>> {
  const view = await admin.expect(200, 'GET', `/api/v1/messages/${id}`)
  const timeline = view['timeline'] as { at: string; event: string }[]
  return new Map(timeline.map(({ at, event }) => [event, Date.parse(at)]))
}

const seqOf = ({ text }: Frame): string => text.slice(0, text.indexOf('"', 24))

async function delays(stage: Stage, frames: readonly Frame[], sample: readonly string[]): Promise<number[]> {
  const taken = new Map<string, Map<string, number>>()
  for (const id of sample) taken.set(id, await takenAt(stage, id))
  const found: number[] = []
  for (const { text, at } of frames) {
    const { events }: { events: Shown[] } = JSON.parse(text)
    for (const event of events) {
      const since = taken.get(event.id)?.get(event.data.status ?? '')
      if (since !== undefined && (event.data.status === 'delivered' || event.data.status === 'read'))
        for (const one of at) found.push(one - since)
    }
  }
  return found
}

/** From the moment at which an actor took a status to the frame at each of 100 sockets, 500 statuses a second. */
export const live = repeated(async (bench) => {
  const count = Math.round((sized(bench, PER_SECOND, 100) * lasting(bench, 15)) / 2_000)
  const sockets = sized(bench, 100, 10)
  return await withStage({ numbers: sized(bench, 20, 4), policy: UNPACED, meta: null }, async (stage) => {
    const { product, load } = stage
    const ids = await sendAll(stage, count)
    const delivered = await statusesOf(stage, ids, 'delivered')
    const read = await statusesOf(stage, ids, 'read')
    await pause(1_000)
    const watching = await dashboards(product.api, product.adminToken, sockets)
    try {
      const { port, appSecret } = product
      const done = await load.webhooks({
        ...{ port, appSecret, perSecond: sized(bench, PER_SECOND, 100), events: [...delivered, ...read] },
      })
      check(done.dropped === 0, () => `${done.dropped} webhooks were not taken: ${done.refused.join(' | ')}`)
      await pause(1_000)
      let frames = await watching.frames()
      const missedOf = () => frames.filter((frame) => frame.at.length !== sockets)
      // one that leaves in this very moment is still on its way to some
      if (missedOf().length > 0) {
        const seen = new Set(missedOf().map(seqOf))
        await pause(1_000)
        frames = (await watching.frames()).filter((frame) => frame.at.length === sockets || seen.has(seqOf(frame)))
      }
      const missed = missedOf()
      check(missed.length === 0, () => `${missed.length} of ${frames.length} frames did not come to every socket once`)
      const sample = ids.filter((_, i) => i % Math.ceil(ids.length / SAMPLE) === 0)
      const found = await delays(stage, frames, sample)
      check(found.length >= sample.length * sockets, () => `${found.length} sightings of ${sample.length} messages`)
      return { p50Ms: round(quantile(found, 0.5)), p99Ms: round(quantile(found, 0.99)) }
    } finally {
      await watching.stop()
    }
  })
})
