import { describe, expect, it } from 'vitest'
import { type Actor, byRule, type TimelineEntry } from '../domain/reason.ts'
import { MESSAGE_STATUSES } from '../domain/status.ts'
import { end, mergeTimelines, releasedOf, reportOf, taken, tell, viewOf } from './record.ts'
import { PROFILE, Stage } from './testing/stage.ts'

const ADA: Actor = { kind: 'key', id: 'k', name: 'Ada' }
const WHY = { code: 'test', detail: 'x' }
const offered = (change = {}) => new Stage().message({ epoch: 3, attempts: 2, reference: 'r', ...change })
const entry = (epoch: number, n: number, event = 'e'): TimelineEntry => ({
  epoch,
  n,
  at: 1,
  event,
  actor: byRule('x'),
  reasons: [],
})

describe('a message taken from an offer', () => {
  it('begins anew here, but for what it brings', () => {
    const message = offered({ notBefore: 7, timeline: [entry(1, 2)] })
    expect(taken(message, [entry(1, 1)], 9)).toMatchObject({
      ...message,
      n: 0,
      state: 'open',
      status: 'queued',
      notBefore: 7,
      attempts: 2,
      updatedAt: 9,
      wamid: null,
      startedAt: null,
      answeredAt: null,
      endedAt: null,
      cooldownUntil: 0,
      duplicateConfirmed: false,
      forbidResend: false,
      reach: false,
      edited: false,
      error: null,
      givenBack: null,
      timeline: [entry(1, 1), entry(1, 2)],
    })
  })

  it('has one story of two, in order, each entry once, the later word for it', () => {
    const a = [entry(3, 1), entry(1, 10), entry(1, 2)]
    const b = [entry(1, 2, 'again'), entry(2, 1)]
    expect(mergeTimelines(a, b).map((one) => [one.epoch, one.n, one.event])).toEqual([
      [1, 2, 'again'],
      [1, 10, 'e'],
      [2, 1, 'e'],
      [3, 1, 'e'],
    ])
  })
})

describe('its story', () => {
  it('counts each change under the present epoch, and moves the time of the last one', () => {
    const record = taken(offered(), [], 1)
    tell(record, 5, 'one', ADA, [WHY])
    tell(record, 6, 'two', ADA, [], { attempt: 1 })
    expect(record).toMatchObject({ n: 2, updatedAt: 6 })
    expect(record.timeline).toEqual([
      { epoch: 3, n: 1, at: 5, event: 'one', actor: ADA, reasons: [WHY] },
      { epoch: 3, n: 2, at: 6, event: 'two', actor: ADA, reasons: [], data: { attempt: 1 } },
    ])
    end(record, 'expired', 8)
    expect(record).toMatchObject({ status: 'expired', state: 'ended', endedAt: 8, n: 2 })
  })
})

describe('what others are told', () => {
  it('shows the message with the rev of its last change, and no text once that is gone', () => {
    const record = taken(offered(), [], 1)
    tell(record, 5, 'one', ADA, [])
    const view = viewOf(record, PROFILE)
    expect(view).toMatchObject({
      id: record.id,
      packageId: record.packageId,
      profileId: PROFILE,
      direction: 'out',
      status: 'queued',
      recipient: record.to,
      reference: 'r',
      attempts: 2,
      rev: 3 * 2 ** 32 + 1,
      content: record.content,
    })
    expect(viewOf({ ...record, content: '' }, PROFILE).content).toBeNull()
  })

  it('says of each status whether it is open, and whether Meta has the message', () => {
    const open = (['accepted', 'queued', 'sending', 'unknown', 'held'] as const).map(String)
    const sent = ['sent', 'delivered', 'read']
    for (const status of MESSAGE_STATUSES) {
      const record = { ...taken(offered(), [], 1), status }
      expect(reportOf(record)).toEqual({
        id: record.id,
        epoch: 3,
        status,
        open: open.includes(status),
        at: 1,
        userKey: record.userKey,
        acceptedByMeta: sent.includes(status),
      })
      expect(reportOf({ ...record, wamid: 'w' }).acceptedByMeta).toBe(true)
      expect(reportOf({ ...record, state: 'ended' }).open).toBe(false)
      expect(reportOf({ ...record, state: 'gone' }).open).toBe(false)
    }
  })

  it('says when the attempt began, however late a status moved it: a route that went elsewhere since stays there', () => {
    const sent = { ...taken(offered(), [], 1), status: 'sent' as const, startedAt: 5, answeredAt: 6, updatedAt: 6 }
    tell(sent, 9_000, 'delivered', byRule('meta'), [])
    expect(reportOf({ ...sent, status: 'delivered' }).at).toBe(5)
  })

  it('gives back why, whether another number may send it, and a text only when it was changed here', () => {
    const record = taken(offered({ notBefore: 4 }), [], 1)
    const base = { id: record.id, epoch: 3, attempts: 2, expiresAt: record.expiresAt, notBefore: 4 }
    expect(releasedOf(record)).toEqual({ ...base, reasons: [], movable: true })
    expect(releasedOf({ ...record, tiedTo: PROFILE })).toEqual({ ...base, reasons: [], movable: false })
    const back = { reasons: [WHY], movable: false }
    expect(releasedOf({ ...record, givenBack: back })).toEqual({ ...base, ...back })
    expect(releasedOf({ ...record, edited: true })).toEqual({
      ...base,
      reasons: [],
      movable: true,
      edited: record.content,
    })
    expect(releasedOf({ ...record, edited: true, content: '' })).toEqual({ ...base, reasons: [], movable: true })
    expect(releasedOf({ ...record, late: [] })).toMatchObject({ late: true })
  })
})
