import { describe, expect, it } from 'vitest'
import { changeOf, changeOfSnapshot, ofStatus } from './fleet-number.ts'
import type { LiveEvent, LiveNumber, Status } from './wire.ts'

const at = '2026-11-21T22:15:16.000Z'
const ms = Date.parse(at)

const status = (more: Partial<Status> = {}): Status => ({
  profileId: '1',
  packageId: 'p',
  state: 'active',
  reason: null,
  eligibleAt: null,
  health: 95,
  connectionQuality: 'excellent',
  risk: { score: 41, level: 'medium' },
  queue: 3,
  inFlight: 1,
  usage: [{ window: 'hour', used: 5, cap: 60 }],
  cooldownUntil: '2026-11-21T22:15:20.000Z',
  lastSendAt: null,
  displayPhoneNumber: '+1 555-010-0001',
  metaStatus: 'CONNECTED',
  quality: 'GREEN',
  webhooks: { lastAt: at },
  at,
  ...more,
})

const event = (data: LiveEvent['data'], rev = ms + 1): LiveEvent => ({
  type: 'profile',
  id: '1',
  rev,
  packageId: 'p',
  data,
})

describe('ofStatus', () => {
  it('keeps what only the number itself knows when its package answers for it', () => {
    const known = ofStatus(status(), undefined)
    const silent = { displayPhoneNumber: null, quality: null, metaStatus: null, webhooks: { lastAt: null } }
    const next = ofStatus(status({ usage: [], ...silent }), known)
    expect(next).toMatchObject({
      usage: { hour: { used: 5, cap: 60 } },
      quality: 'GREEN',
      metaStatus: 'CONNECTED',
      phone: '+1 555-010-0001',
      webhookAt: ms,
    })
  })

  it('turns times into ms', () => {
    const told = status({ state: 'paused', eligibleAt: '2026-11-21T22:45:16.000Z' })
    const known = ofStatus(told, undefined)
    expect(known).toMatchObject({ at: ms, cooldownUntil: ms + 4_000, lastSendAt: null, eligibleAt: ms + 1_800_000 })
  })
})

describe('changeOf', () => {
  const known = ofStatus(status(), undefined)

  it('takes what the event says and nothing older', () => {
    expect(changeOf(event({ state: 'paused', reason: 'why', health: 20, risk: 81 }), known)).toEqual({
      at: ms + 1,
      state: 'paused',
      eligibleAt: null,
      reason: 'why',
      health: 20,
      band: 'critical',
      risk: 81,
      riskLevel: 'critical',
    })
    expect(changeOf(event({ state: 'paused' }, ms - 1), known)).toBeUndefined()
    expect(changeOf(event({ state: 'paused', eligibleAt: at }), known)).toMatchObject({ eligibleAt: ms })
  })

  it('does not guess a lower level, and ignores what it does not know', () => {
    expect(changeOf(event({ risk: 0, state: 'asleep', reason: 5 }), known)).toEqual({ at: ms + 1, risk: 0 })
  })
})

describe('changeOfSnapshot', () => {
  const told: LiveNumber = {
    profileId: '1',
    packageId: 'p',
    state: 'paused',
    reason: 'why',
    health: 50,
    queue: 9,
    inFlight: 0,
    eligible: false,
    eligibleAt: at,
    at,
  }

  it('is taken only where it is newer', () => {
    const known = ofStatus(status(), undefined)
    expect(changeOfSnapshot(told, known)).toBeUndefined()
    const change = changeOfSnapshot(told, { ...known, at: ms - 1 })
    expect(change).toMatchObject({ state: 'paused', queue: 9, band: 'poor', eligibleAt: ms })
  })
})
