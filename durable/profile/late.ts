import { isMetaStatus } from '../domain/lattice.ts'
import type { TimelineEntry } from '../domain/reason.ts'
import type { ProfileContext } from './context.ts'
import { type MessageRecord, mergeTimelines } from './record.ts'
import { mergeInto } from './status-event.ts'

/**
 * The message is this number's again under the offered epoch, and settled at once by what was heard of it: nothing is sent.
 * The epoch must not have been refused or released before. Inside a transaction.
 */
export function settleLate(
  ctx: ProfileContext,
  known: MessageRecord,
  offered: { epoch: number; timeline: TimelineEntry[]; content?: string },
): MessageRecord {
  const { late = [], ...kept } = known
  const now = ctx.host.now()
  const record: MessageRecord = {
    ...kept,
    userKey: ctx.users.keyOf(known.userKey),
    content: offered.content ?? known.content,
    epoch: offered.epoch,
    n: 0,
    state: 'open',
    givenBack: null,
    // the time since the answer is no measure of how long Meta takes: the status waited here
    answeredAt: null,
    updatedAt: now,
    timeline: mergeTimelines(offered.timeline, known.timeline),
  }
  for (const event of late) {
    if (!isMetaStatus(event.status)) continue
    const attempt = Number(event.opaque?.split('.')[1] ?? known.attempts)
    mergeInto(ctx, record, event, event.status, { id: record.id, attempt }, now)
  }
  return record
}
