import type { StatusEvent } from '../jobs.ts'
import { judge } from '../judge.ts'
import { arrivals, fill, resume, type Stage, wabaOf } from '../stage.ts'
import { untilSent } from './dispatch.ts'

/** Messages that Meta's place has taken, for measurements of what comes after. */
export async function sendAll(stage: Stage, count: number): Promise<string[]> {
  const { ids } = await fill(stage, count)
  await resume(stage)
  await untilSent(stage, count, 180_000)
  return ids
}

/** One status for each message that was sent, in the order of sending. */
export async function statusesOf(
  stage: Stage,
  ids: readonly string[],
  status: StatusEvent['status'],
): Promise<StatusEvent[]> {
  const all = await arrivals(stage)
  judge(all, ids)
  return all.map(({ phoneId, to, opaque, wamid }) => ({
    ...{ phoneId, to, opaque, status },
    ...{ wabaId: wabaOf(phoneId), wamid: wamid ?? '' },
  }))
}
