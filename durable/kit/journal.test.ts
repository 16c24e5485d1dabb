import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { ALERT_WINDOW_MS, type AlertInput, JOURNAL_DDL, Journal } from './journal.ts'
import { migrate } from './migrate.ts'
import { commit, OUTBOX_DDL, Outbox } from './outbox.ts'
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
  migrate(host, [OUTBOX_DDL + JOURNAL_DDL])
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
})
