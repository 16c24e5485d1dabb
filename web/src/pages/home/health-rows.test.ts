import { describe, expect, it } from 'vitest'
import type { FleetNumber } from '../../data/fleet-number.ts'
import { calmNumber } from '../../data/testing/calm-number.ts'
import type { Diagnostics } from '../../data/wire.ts'
import { diagnosisRows, healthRows, verdictOf, webhookRow } from './health-rows.ts'

const number = (webhookAt: FleetNumber['webhookAt'], lastSendAt: number | null): FleetNumber =>
  calmNumber({ lastSendAt, webhookAt })

const actor = (more: Partial<Diagnostics['actors'][number]> = {}): Diagnostics['actors'][number] => ({
  actor: 'profile:1',
  ok: true,
  rowsWritten: 1,
  outbox: 0,
  nextWake: '2026-11-21T10:00:01.000Z',
  counts: {},
  ...more,
})

const diagnosis = (more: Partial<Diagnostics> = {}): Diagnostics => ({
  at: '2026-11-21T10:00:00.000Z',
  version: '1',
  graph: { url: 'u', version: 'v' },
  database: { ok: true, latencyMs: 11 },
  behind: { packages: 0, profiles: 0 },
  sealed: { current: 1, older: 0, unknown: 0 },
  actors: [actor()],
  truncated: false,
  ...more,
})

const bad = (told: Diagnostics) =>
  diagnosisRows(told).flatMap(({ name, state, value }) => (state === 'good' ? [] : [[name, state, value]]))

describe('diagnosisRows', () => {
  it('finds nothing wrong where nothing is', () => {
    expect(bad(diagnosis())).toEqual([])
    expect(diagnosisRows(diagnosis()).map(({ name }) => name)).toEqual([
      'Actors',
      'Alarms',
      'Database',
      'History',
      'Settings',
    ])
  })

  it('says what is wrong', () => {
    const told = diagnosis({
      actors: [
        actor({ ok: false, nextWake: null, outbox: null }),
        actor({ nextWake: '2026-11-21T09:59:50.000Z', outbox: 2_000 }),
      ],
      database: { ok: false, latencyMs: null },
      behind: { packages: 1, profiles: 2 },
      sealed: { current: 0, older: 0, unknown: 4 },
    })
    expect(bad(told)).toEqual([
      ['Actors', 'critical', '1 of 2 silent'],
      ['Alarms', 'warning', '10 s late'],
      ['Database', 'critical', 'does not answer'],
      ['History', 'warning', '2,000 rows behind'],
      ['Settings', 'warning', '3 not applied yet'],
      ['Secrets', 'critical', '4 cannot be opened'],
    ])
  })
})

describe('webhookRow', () => {
  it('warns of numbers that send and were never heard of; those that have not sent are no worry', () => {
    expect(webhookRow([number(null, null), number(60_000, 1)], 120_000)).toMatchObject({
      state: 'good',
      value: '1 min ago',
    })
    expect(webhookRow([number(null, 5)], 120_000)).toMatchObject({ state: 'warning', value: 'none yet' })
    expect(webhookRow([number(undefined, 5)], 120_000).state).toBe('good')
  })
})

describe('healthRows', () => {
  it('shows what it knows when the diagnosis is not for this reader', () => {
    const rows = healthRows({ standing: { kind: 'live' }, numbers: [], now: 0, diagnosis: undefined })
    expect(rows.map(({ name }) => name)).toEqual(['Live line', 'Webhooks from Meta'])
  })

  it('says nothing of the webhooks while the numbers are not here', () => {
    const rows = healthRows({ standing: { kind: 'live' }, numbers: undefined, now: 0, diagnosis: undefined })
    expect(rows.map(({ name }) => name)).toEqual(['Live line'])
  })
})

describe('verdictOf', () => {
  const rows = (more: Partial<Diagnostics>) =>
    healthRows({ standing: { kind: 'live' }, numbers: [], now: 0, diagnosis: diagnosis(more) })

  it('calls what is critical so, and counts it apart from warnings', () => {
    expect(verdictOf(rows({}))).toBe('all good')
    expect(verdictOf(rows({ behind: { packages: 1, profiles: 0 } }))).toBe('1 warning')
    expect(verdictOf(rows({ database: { ok: false, latencyMs: null } }))).toBe('1 critical')
    expect(verdictOf(rows({ behind: { packages: 1, profiles: 0 }, database: { ok: false, latencyMs: null } }))).toBe(
      '1 critical, 1 warning',
    )
  })
})
