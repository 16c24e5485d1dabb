import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ProfileSnapshot } from './snapshot.ts'
import { mayLeave, type StickyFacts, stick } from './sticky.ts'

const NOW = 1_700_000_000_000
const failover = { enabled: true, stickyPatienceSeconds: 900 }

function snapshot(over: Partial<ProfileSnapshot>): ProfileSnapshot {
  return {
    profileId: '1',
    at: NOW,
    state: 'paused',
    reason: null,
    eligible: false,
    eligibleAt: null,
    credit: 0,
    health: 100,
    risk: 0,
    successes: 0,
    outcomes: 0,
    usage: 0,
    readyAt: NOW,
    lastSendAt: null,
    queue: 0,
    inFlight: 0,
    switchRev: 0,
    ...over,
  }
}

const facts: StickyFacts = {
  tiedTo: null,
  conversationAt: null,
  movable: true,
  route: null,
  snapshot: undefined,
  failover,
}

describe('mayLeave', () => {
  it('only a number that cannot send until past the patience, or nobody knows when, and only with failover', () => {
    expect(mayLeave(snapshot({ eligibleAt: NOW + 900_000 }), failover, NOW)).toBe(false)
    expect(mayLeave(snapshot({ eligibleAt: NOW + 900_001 }), failover, NOW)).toBe(true)
    expect(mayLeave(snapshot({ eligibleAt: null }), failover, NOW)).toBe(true)
    expect(mayLeave(snapshot({ eligibleAt: null }), { ...failover, enabled: false }, NOW)).toBe(false)
    expect(mayLeave(snapshot({ eligible: true, eligibleAt: null }), failover, NOW)).toBe(false)
    expect(mayLeave(undefined, failover, NOW)).toBe(false)
  })
})

describe('stick', () => {
  it('tied comes before the conversation, the conversation before the route', () => {
    const all = { ...facts, tiedTo: '1', conversationAt: '2', route: '3' }
    expect(stick(all, NOW)).toMatchObject({ kind: 'stay', profileId: '1', movable: false })
    expect(stick({ ...all, tiedTo: null }, NOW)).toMatchObject({ kind: 'stay', profileId: '2', movable: true })
    expect(stick({ ...all, tiedTo: null, conversationAt: null }, NOW)).toMatchObject({ kind: 'stay', profileId: '3' })
    expect(stick(facts, NOW)).toEqual({ kind: 'free', from: null, reasons: [] })
  })

  it('a route is left only by what may move, when its number is gone for longer than the patience', () => {
    const gone = { ...facts, route: '3', snapshot: snapshot({ reason: 'by a person' }) }
    expect(stick(gone, NOW)).toMatchObject({ kind: 'free', from: '3' })
    expect(stick({ ...gone, movable: false }, NOW)).toMatchObject({ kind: 'stay', profileId: '3', movable: false })
    expect(stick({ ...gone, snapshot: snapshot({ eligibleAt: NOW + 60_000 }) }, NOW).kind).toBe('stay')
    expect(stick({ ...gone, failover: { ...failover, enabled: false } }, NOW).kind).toBe('stay')
  })

  it('never leaves a number that open messages of the conversation are with', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.option(fc.integer({ min: 0, max: 1e6 })), (movable, wait) => {
        const eligibleAt = wait === null ? null : NOW + wait
        const said = stick(
          { ...facts, conversationAt: '2', route: '3', movable, snapshot: snapshot({ eligibleAt }) },
          NOW,
        )
        expect(said).toMatchObject({ kind: 'stay', profileId: '2' })
      }),
      { numRuns: 200 },
    )
  })
})

describe('a pause of the package or of everything', () => {
  it('moves no route by itself, whatever its text is', () => {
    const stopped = snapshot({ eligible: false, eligibleAt: null, ownEligibleAt: NOW, reason: 'called off by Ann' })
    expect(mayLeave(stopped, failover, NOW)).toBe(false)
  })

  it('neither holds nor moves what the number does of its own', () => {
    const both = (ownEligibleAt: number | null) =>
      mayLeave(snapshot({ eligibleAt: null, ownEligibleAt, reason: 'package-paused: paused' }), failover, NOW)
    expect(both(null)).toBe(true)
    expect(both(NOW + 900_001)).toBe(true)
    expect(both(NOW + 10_000)).toBe(false)
  })
})

describe('a number at its cap', () => {
  const full = (creditAt?: number | null, over: Partial<ProfileSnapshot> = {}) =>
    snapshot({
      state: 'active',
      eligible: true,
      eligibleAt: NOW,
      ...(creditAt === undefined ? {} : { creditAt }),
      ...over,
    })

  it('is left when no send is free until past the patience, or none ever is, and only with failover', () => {
    expect(mayLeave(full(NOW + 900_000), failover, NOW)).toBe(false)
    expect(mayLeave(full(NOW + 900_001), failover, NOW)).toBe(true)
    expect(mayLeave(full(NOW + 900_001), failover, NOW + 1)).toBe(false)
    expect(mayLeave(full(null), failover, NOW)).toBe(true)
    expect(mayLeave(full(null), { ...failover, enabled: false }, NOW)).toBe(false)
  })

  it('is not left where an earlier version of it does not say when', () => {
    expect(mayLeave(full(), failover, NOW)).toBe(false)
  })

  it('is left for its cap also in a stop that is soon over, or that stops its siblings as well', () => {
    const stopped = { eligible: false, eligibleAt: NOW + 60_000 }
    expect(mayLeave(full(undefined, stopped), failover, NOW)).toBe(false)
    expect(mayLeave(full(NOW + 60_000, stopped), failover, NOW)).toBe(false)
    expect(mayLeave(full(NOW + 1_000_000, stopped), failover, NOW)).toBe(true)
    const siblings = { eligible: false, eligibleAt: null, ownEligibleAt: NOW }
    expect(mayLeave(full(NOW + 60_000, siblings), failover, NOW)).toBe(false)
    expect(mayLeave(full(NOW + 1_000_000, siblings), failover, NOW)).toBe(true)
  })

  it('is told by its cap and until when, unless it stands still for longer than the patience too', () => {
    const left = (one: ProfileSnapshot) => stick({ ...facts, route: '7', snapshot: one }, NOW).reasons
    expect(left(full(NOW + 900_001))).toEqual([
      { code: 'route-left', detail: expect.stringMatching(/^7 .*at its cap$/) },
      { code: 'at-cap', detail: expect.stringContaining(new Date(NOW + 900_001).toISOString()) },
    ])
    expect(left(full(null))).toMatchObject([
      { code: 'route-left' },
      { code: 'at-cap', detail: expect.stringMatching(/no time ends that$/) },
    ])
    expect(left(full(null, { eligible: false, eligibleAt: null, reason: 'paused by Ada' }))).toMatchObject([
      { code: 'route-left', detail: expect.stringMatching(/paused by Ada$/) },
    ])
  })

  it('is not left by what may not move, nor by a conversation with open messages there', () => {
    const at = { ...facts, route: '7', snapshot: full(null) }
    expect(stick({ ...at, movable: false }, NOW)).toMatchObject({ kind: 'stay', profileId: '7' })
    expect(stick({ ...at, conversationAt: '7' }, NOW)).toMatchObject({ kind: 'stay', profileId: '7' })
    expect(stick({ ...at, tiedTo: '7' }, NOW)).toMatchObject({ kind: 'stay', profileId: '7', movable: false })
  })
})

describe('what is said of it', () => {
  const away = { ...facts, route: '7', snapshot: snapshot({ reason: 'paused by Ada' }) }

  it('names the number that was left and why it cannot send, or that no time is known', () => {
    expect(stick(away, NOW).reasons).toMatchObject([
      { code: 'route-left', detail: expect.stringMatching(/^7 .*paused by Ada$/) },
    ])
    expect(stick({ ...away, snapshot: snapshot({}) }, NOW).reasons).toMatchObject([
      { code: 'route-left', detail: expect.stringMatching(/^7 .*no time is known$/) },
    ])
  })

  it('names the number that it stays with, and what holds it there', () => {
    const stays = (over: Partial<StickyFacts>) => stick({ ...facts, ...over }, NOW)
    expect(stays({ tiedTo: '7' })).toMatchObject({
      kind: 'stay',
      profileId: '7',
      reasons: [{ code: expect.any(String) }],
    })
    expect(stays({ conversationAt: '8' })).toMatchObject({
      profileId: '8',
      reasons: [{ code: 'conversation', detail: expect.stringContaining('8') }],
    })
    expect(stays({ route: '9', snapshot: snapshot({ eligible: true }) })).toMatchObject({
      profileId: '9',
      reasons: [{ code: 'route', detail: expect.stringContaining('9') }],
    })
    expect(stays({})).toEqual({ kind: 'free', from: null, reasons: [] })
  })
})
