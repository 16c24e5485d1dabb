import { byRule, type Reason } from '../domain/reason.ts'
import type { OfferedMessage } from '../package/rpc.ts'
import type { ProfileContext } from './context.ts'
import { gateNumber } from './facts.ts'
import { giveBack } from './give-back.ts'
import { joinAlias } from './holds.ts'
import { settleLate } from './late.ts'
import { releasedOf, reportOf, taken, tell } from './record.ts'
import type { Offer, OfferAnswer, ReleaseAnswer } from './rpc.ts'
import { creditOf, snapshotOf } from './snapshot.ts'
import { standstills } from './stops.ts'
import { MINUTE_MS } from './time.ts'

/** What is tied here needs no credit and waits out a standstill, and would leave before what an offer got back. */
const BEHIND: Reason = { code: 'order', detail: 'an earlier message to this recipient was not taken' }

/**
 * Takes what it can, in one commit. The same epoch is answered the same again; one that this number promised never to
 * take is refused for good (handover-model.mjs: remember-release, remember-refusal, early-release).
 */
export function takeOffer(ctx: ProfileContext, offer: Offer): OfferAnswer {
  const blocked = blockedBy(ctx, offer)
  const answer: OfferAnswer = {
    taken: [],
    refused: [],
    settled: [],
    blocked,
    credit: 0,
    snapshot: snapshotOf(ctx),
  }
  if (blocked !== null) return { ...answer, credit: answer.snapshot.credit }
  ctx.commit(() => {
    const now = ctx.host.now()
    let credit = creditOf(ctx, gateNumber(ctx, now), now)
    const here = new Map(ctx.messages.many(offer.messages.map((one) => one.id)).map((record) => [record.id, record]))
    for (const message of offer.messages) {
      const { id, epoch } = message
      const known = here.get(id)
      if (known !== undefined && known.state !== 'gone' && known.epoch >= epoch) {
        if (known.state === 'ended') answer.settled.push(reportOf(known))
        else answer.taken.push({ id, epoch })
        continue
      }
      if (known?.late !== undefined && ctx.messages.promised(id) < epoch) {
        answer.settled.push(reportOf(settleLate(ctx, known, message)))
        continue
      }
      // another address of a user whom this number knows better by now, or the package, which hears of joins at other portfolios
      const userKey = ctx.users.keyOf(message.userKey)
      if (ctx.users.keyOf(message.to) !== userKey) joinAlias(ctx, message.to, userKey, now)
      const kept = message.order === 'kept'
      const why =
        refusal(ctx, message, credit) ?? (kept && ctx.sentBack.before(userKey, message.seq, now) ? BEHIND : null)
      if (why !== null) {
        // what is refused for being behind does not begin the time anew
        if (kept && why !== BEHIND) ctx.sentBack.note(userKey, message.seq, now, false)
        ctx.messages.promise(id, epoch, now)
        answer.refused.push({ id, epoch, reasons: [why] })
        continue
      }
      ctx.sentBack.returned(userKey, message.seq)
      const record = taken({ ...message, userKey }, known?.timeline ?? [], now)
      // another time was given to what had been proven lost: its repeat is one still
      if (known?.repeats !== undefined) record.repeats = known.repeats
      tell(record, now, 'taken', byRule('hand-over'), [])
      ctx.save(record, known === undefined)
      here.set(id, record)
      answer.taken.push({ id, epoch })
      credit -= 1
    }
  })
  const snapshot = snapshotOf(ctx)
  return { ...answer, snapshot, credit: snapshot.credit }
}

function blockedBy(ctx: ProfileContext, offer: Offer): OfferAnswer['blocked'] {
  const { config, usersRev } = ctx.cached
  if (config === null || config.packageId !== offer.packageId) return { reason: 'not-mine' }
  if (config.deletedAt !== null) return { reason: 'retired' }
  if (offer.usersRev < usersRev) return { reason: 'users-rev', rev: usersRev }
  return null
}

/** Why a message is not taken; null = it is. What is tied to this number, or goes on with what it holds, needs no credit. */
function refusal(ctx: ProfileContext, message: OfferedMessage, credit: number): Reason | null {
  const { config, queue } = ctx.cached
  if (ctx.messages.promised(message.id) >= message.epoch)
    return { code: 'promised-never', detail: 'this epoch was released or refused before' }
  const cap = config?.policy.limits.queue ?? 0
  if (message.content === '') return { code: 'ended', detail: 'it had ended, and no status of it is known here' }
  if (queue.size >= cap) return { code: 'queue-full', detail: `the number holds ${queue.size} of ${cap} messages` }
  if (message.tiedTo === ctx.name) return null
  const now = ctx.host.now()
  const long = standstills(ctx, now).find((one) => one.until === null || one.until - now > MINUTE_MS)
  if (long !== undefined) return { code: long.code, detail: long.detail }
  if (queue.conversation(ctx.users.keyOf(message.userKey)).length > 0) return null
  if (credit <= 0) return { code: 'no-credit', detail: 'the number holds all that it may send within 60 s' }
  return null
}

/** Gives back what it can and promises never to take the rest; an attempt that is open or was made stays. */
export function release(ctx: ProfileContext, messages: { id: string; epoch: number }[], why: Reason): ReleaseAnswer {
  const answer: Omit<ReleaseAnswer, 'snapshot'> = { released: [], kept: [] }
  ctx.commit(() => {
    const now = ctx.host.now()
    for (const { id, epoch } of messages) {
      const record = ctx.messages.get(id)
      if (record !== undefined && record.state === 'gone' && record.epoch >= epoch) {
        answer.released.push({ ...releasedOf(record), epoch })
        continue
      }
      if (record?.late !== undefined && ctx.messages.promised(id) < epoch) {
        answer.kept.push(reportOf(settleLate(ctx, record, { epoch, timeline: [] })))
        continue
      }
      if (record === undefined || record.epoch !== epoch || record.state === 'gone') {
        ctx.messages.promise(id, epoch, now)
        answer.released.push({
          id,
          epoch,
          attempts: record?.attempts ?? 0,
          expiresAt: record?.expiresAt ?? Number.MAX_SAFE_INTEGER,
          reasons: [{ code: 'never-taken', detail: 'the number has not got it and will not take it' }],
          movable: true,
          notBefore: null,
          ...(record?.late === undefined ? {} : { late: true }),
        })
        continue
      }
      if (record.state === 'open' && (record.status === 'queued' || record.status === 'held')) {
        giveBack(ctx, record, [why], now)
        answer.released.push(releasedOf(record))
      } else answer.kept.push(reportOf(record))
    }
  })
  return { ...answer, snapshot: snapshotOf(ctx) }
}
