import { describe, expect, it } from 'vitest'
import { GoodDay, START, type Story, toldOf } from './good-day.ts'
import type { SendEntry } from './ledger.ts'

const first = ({ sends }: Story): SendEntry => sends[0] as SendEntry
const second = ({ sends }: Story): SendEntry => sends[1] as SendEntry
/** Nobody tells anything of it. */
const untold = (day: GoodDay, { told }: Story) => {
  day.ledger.webhooks = day.ledger.webhooks.filter((one) => !told.includes(one))
}

describe('the judge, once all is quiet', () => {
  it('has nothing to say of a good day', () => {
    expect(new GoodDay().judged()).toMatchObject({ rules: [], violations: [] })
  })

  // a rule that cannot be broken without another is named with it
  it.each<[rules: string, change: (day: GoodDay) => unknown]>([
    ['promised-found', (day) => day.found.owners.delete(day.expired.promised.id)],
    ['nothing-open', (day) => day.found.open.push({ who: '102', open: 1, outbox: 0 })],
    ['final', (day) => day.ended(day.expired, 'queued')],
    ['status-known', (day) => day.ended(day.sent, 'expired')],
    ['status-proven', (day) => day.ended(day.sent, 'read')],
    ['never-sent unresolved-has-cause', (day) => day.ended(day.expired, 'unresolved')],
    ['status-proven never-sent', (day) => day.ended(day.expired, 'sent')],
    ['unresolved-has-cause', (day) => day.ended(day.refused, 'unresolved')],
    [
      'unknown-never-expires',
      (day) => {
        untold(day, day.lost)
        Object.assign(second(day.lost), { answer: 'lost', taken: false })
        day.ended(day.lost, 'expired')
      },
    ],
    [
      'cancelled-not-sent',
      (day) => day.ledger.cancelled.push({ id: day.lost.promised.id, at: first(day.lost).at + 1 }),
    ],
    ['cancelled-stays', (day) => day.ended(day.cancelled, 'expired')],

    ['content', (day) => Object.assign(first(day.sent), { mark: 'another' })],
    ['package-of-number', (day) => Object.assign(day.sent.promised, { packageId: 'pkg_bbbbbbbbbb' })],
    ['pinned', (day) => Object.assign(day.sent.promised.item.guard, { profileId: '102' })],
    ['expired', (day) => Object.assign(day.sent.promised.item.guard, { expiresAt: first(day.sent).at })],
    ['send-at', (day) => Object.assign(day.sent.promised.item.guard, { sendAt: first(day.sent).at + 1 })],
    [
      'tied',
      (day) => {
        day.lost.promised.item.tied = true
        second(day.lost).profile = '102'
      },
    ],

    [
      'at-most-once repeat-allowed',
      (day) =>
        day.ledger.sends.push({
          ...first(day.sent),
          attempt: 2,
          wamid: 'w2b',
          at: START + 90_000,
          answerAt: START + 90_100,
        }),
    ],
    ['repeat-allowed', (day) => Object.assign(first(day.lost), { answer: 'accepted', taken: true })],
    ['repeat-silence', (day) => Object.assign(second(day.lost), { at: first(day.lost).at + 59_999 })],
    ['repeat-evidence', (day) => untold(day, day.sent)],
    [
      'repeat-signatures',
      (day) =>
        day.ledger.refusedSignatures.push({ waba: first(day.lost).waba, at: START + 40_000, toldAt: START + 40_000 }),
    ],
    ['repeat-unheard', (day) => day.ledger.webhooks.push(toldOf(first(day.lost)))],
    [
      'expired repeat-before-end',
      (day) => Object.assign(day.lost.promised.item.guard, { expiresAt: second(day.lost).at }),
    ],
    [
      'duplicate-confirmed',
      (day) => {
        first(day.lost).taken = true
        const late = second(day.lost).at + 5_000
        day.ledger.webhooks.push({ ...toldOf(first(day.lost)), sentAt: late, ackedAt: late })
      },
    ],

    [
      'order',
      (day) => {
        day.refused.promised.item.to = day.sent.promised.item.to
        first(day.refused).at = first(day.sent).at - 1
      },
    ],
    ['in-d1', (day) => day.found.d1.pop()],
    ['d1-equal', (day) => Object.assign(day.sent.row, { attempts: 2 })],
    ['d1-timeline', (day) => day.sent.row.timeline.pop()],
    ['outbox-empty', (day) => day.found.open.push({ who: '102', open: 0, outbox: 1 })],
    ['rev-unique', (day) => day.found.projected.push({ ...day.sent.owner, status: 'read' })],
    [
      'timeline-unique',
      (day) => {
        const timeline = day.sent.owner.timeline.map((entry) => ({ ...entry, event: 'bound' }))
        day.found.projected.push({ ...day.sent.owner, rev: 2, timeline })
      },
    ],
    ['erased', (day) => day.ledger.erased.push({ address: day.sent.promised.item.to, at: START, ackedAt: START + 1 })],
    [
      'erased-everywhere',
      (day) => {
        day.ledger.erased.push({ address: '+499', at: START, ackedAt: START + 1 })
        day.found.traces.push({ address: '+499', where: 'profile:101 messages' })
      },
    ],
  ])('sees %s', (rules, change) => {
    const day = new GoodDay()
    change(day)
    const { rules: broken, looked } = day.judged()
    expect(broken.toSorted()).toEqual(rules.split(' ').toSorted())
    expect(looked).toEqual(expect.arrayContaining(broken))
  })
})
