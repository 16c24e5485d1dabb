import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { ALERT_WINDOW_MS, type AlertInput, JOURNAL_DDL, Journal } from './journal.ts'
import { migrate } from './migrate.ts'
import { commit, OUTBOX_DDL, OUTBOX_PAGES, Outbox } from './outbox.ts'
import { BareHost } from './testing/bare-host.ts'

const alert: AlertInput = {
  rule: 'hold-waba',
  subject: { kind: 'profile', id: '1' },
  severity: 'critical',
  packageId: 'pkg_1',
  title: 'Held',
  detail: 'Meta blocked the account',
  evidence: { code: 368 },
  guidance: 'Read the violation',
}

function fresh() {
  const host = new BareHost()
  migrate(host, [OUTBOX_DDL + JOURNAL_DDL, OUTBOX_PAGES])
  const outbox = new Outbox(host, ['history'])
  outbox.load()
  const journal = new Journal(host, outbox, 'profile:1')
  return { host, journal, outbox, raise: () => commit(host, outbox, () => journal.raise(alert)) }
}

describe('Journal', () => {
  it('counts the same alert within its window and repeats it after', () => {
    const { host, journal, raise } = fresh()
    expect(raise()).toBe(true)
    host.clock += ALERT_WINDOW_MS - 1
    expect(raise()).toBe(false)
    expect(journal.alertRow(1)).toMatchObject({ id: 'profile:1:1', count: 2, rev: 2, closedAt: null })
    host.clock += ALERT_WINDOW_MS
    expect(raise()).toBe(true)
    expect(journal.alertRow(2)).toMatchObject({ count: 1, rev: 1 })
  })

  it('closes an alert when its condition is gone, and opens a new one when it comes back', () => {
    const { host, journal, outbox, raise } = fresh()
    raise()
    commit(host, outbox, () => journal.close('hold-waba', alert.subject))
    expect(journal.alertRow(1)?.closedAt).toBe(host.clock)
    expect(raise()).toBe(true)
    expect(outbox.pending('history', 10)?.entries).toEqual(['alert:1', 'alert:2'])
  })

  it('says that there is news when an alert opens or ends, not when one is counted again', () => {
    const { host, journal, outbox, raise } = fresh()
    const told = (act: () => unknown): boolean => {
      journal.news = false
      act()
      return journal.news
    }
    const close = () => commit(host, outbox, () => journal.close('hold-waba', alert.subject))
    expect(journal.news).toBe(false)
    expect([told(raise), told(raise), told(close), told(close)]).toEqual([true, false, true, false])
  })

  it('keeps audit entries until D1 has them, and never gives a number out twice', () => {
    const { host, journal, outbox } = fresh()
    const write = () =>
      commit(host, outbox, () => journal.audit('profile.pause', SYSTEM, { kind: 'profile', id: '1' }, null, {}))
    write()
    write()
    journal.prune(2, 0)
    expect(journal.auditRow(1)).toBeUndefined()
    write()
    expect(journal.auditRow(3)).toMatchObject({ id: 'profile:1:3', action: 'profile.pause', subjectId: '1' })
  })

  it('counts a severer word about the same as the latest one, ten minutes long from each', () => {
    const { host, journal, outbox, raise } = fresh()
    raise()
    host.clock += 599_999
    const worse = {
      ...alert,
      severity: 'warning' as const,
      detail: 'Still',
      evidence: { code: 131031 },
      title: 'Other',
    }
    expect(commit(host, outbox, () => journal.raise(worse))).toBe(false)
    expect(journal.alertRow(1)).toEqual({
      id: 'profile:1:1',
      rule: 'hold-waba',
      severity: 'warning',
      subject: '{"kind":"profile","id":"1"}',
      packageId: 'pkg_1',
      title: 'Held',
      detail: 'Still',
      evidence: '{"code":131031}',
      guidance: 'Read the violation',
      count: 2,
      firstAt: host.clock - 599_999,
      lastAt: host.clock,
      closedAt: null,
      rev: 2,
    })
    expect(journal.raisedAt('hold-waba', alert.subject)).toBe(host.clock)
    host.clock += 600_000
    expect(raise()).toBe(true)
    expect([journal.alertRow(1)?.count, journal.alertRow(2)?.firstAt]).toEqual([2, host.clock])
  })

  it('tells rules and subjects apart, and looks at the latest of each', () => {
    const { host, journal, outbox, raise } = fresh()
    const other = { kind: 'profile', id: '2' }
    raise()
    expect(commit(host, outbox, () => journal.raise({ ...alert, subject: other }))).toBe(true)
    expect(commit(host, outbox, () => journal.raise({ ...alert, rule: 'hold-token' }))).toBe(true)
    commit(host, outbox, () => journal.close('hold-waba', alert.subject))
    raise()
    expect([1, 2, 3, 4].map((n) => journal.alertRow(n)?.closedAt)).toEqual([host.clock, null, null, null])
    expect(journal.raisedAt('hold-waba', alert.subject)).toBe(host.clock)
    expect([journal.raisedAt('hold-token', other), journal.alertRow(5)]).toEqual([null, undefined])
    expect(raise()).toBe(false)
    expect([journal.alertRow(1)?.count, journal.alertRow(4)?.count]).toEqual([1, 2])
  })

  it('closes once: what is closed, or was never open, stays as it is', () => {
    const { host, journal, outbox, raise } = fresh()
    const close = () => commit(host, outbox, () => journal.close('hold-waba', alert.subject))
    close()
    expect(outbox.pending('history', 10)).toBeNull()
    raise()
    close()
    const at = host.clock
    host.clock += 5
    close()
    expect(journal.alertRow(1)).toMatchObject({ closedAt: at, rev: 2 })
    expect(journal.raisedAt('hold-waba', alert.subject)).toBeNull()
    expect(outbox.pending('history', 10)?.upTo).toBe(2)
  })

  it('tells D1 of each count and each entry, whole', () => {
    const { host, journal, outbox, raise } = fresh()
    raise()
    raise()
    const subject = { kind: 'profile', id: '1' }
    commit(host, outbox, () => journal.audit('profile.pause', SYSTEM, subject, 'pkg_1', { reason: 'x' }))
    expect(outbox.pending('history', 10)?.entries).toEqual(['alert:1', 'audit:1'])
    expect(outbox.pending('history', 10)?.upTo).toBe(3)
    expect(journal.auditRow(1)).toEqual({
      id: 'profile:1:1',
      at: host.clock,
      action: 'profile.pause',
      actor: JSON.stringify(SYSTEM),
      subjectKind: 'profile',
      subjectId: '1',
      packageId: 'pkg_1',
      detail: '{"reason":"x"}',
    })
  })

  it('forgets alerts that were silent before the given time and audit up to the given number, never the last', () => {
    const { host, journal, outbox, raise } = fresh()
    const at = host.clock
    for (let i = 0; i < 3; i++) {
      raise()
      commit(host, outbox, () => journal.audit('a', SYSTEM, alert.subject, null, {}))
      host.clock += 600_000
    }
    const left = () => [1, 2, 3].map((n) => [journal.alertRow(n) !== undefined, journal.auditRow(n) !== undefined])
    journal.prune(0, at)
    expect(left()).toEqual([
      [true, true],
      [true, true],
      [true, true],
    ])
    journal.prune(1, at + 1)
    expect(left()).toEqual([
      [false, false],
      [true, true],
      [true, true],
    ])
    journal.prune(9, host.clock)
    expect(left()).toEqual([
      [false, false],
      [false, false],
      [true, true],
    ])
  })

  it('says of an erased subject what it said, under another name', () => {
    const { host, journal, outbox } = fresh()
    commit(host, outbox, () => {
      for (const id of ['+491', '+492'])
        journal.audit('route.set', SYSTEM, { kind: 'route', id }, 'pkg_1', { to: '101' })
      journal.rename(['+491', '+493'], 'hash:ab')
    })
    expect(journal.auditRow(1)).toMatchObject({ action: 'route.set', subjectId: 'hash:ab', detail: '{"to":"101"}' })
    expect(journal.auditRow(2)).toMatchObject({ subjectId: '+492' })
  })
})
