import { describe, expect, it } from 'vitest'
import { Bench } from './checker.ts'
import { judgePlaces } from './judge-places.ts'
import { type ConfigEntry, type Ledger, newLedger, type Promised, type SendEntry } from './ledger.ts'
import { phoneOf } from './people.ts'

const START = 1_700_000_000_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const CAPS = { hourly: null, threeHourly: null, daily: null, perSecond: null }
const config: ConfigEntry = {
  ...{ profile: '101', packageId: 'pkg_aaaaaaaaaa', sentAt: START, ackedAt: START + 1, ...CAPS },
  ...{
    gapMs: 6_000,
    cooldownMs: 0,
    maxInFlight: 4,
    reconcileMs: 1_000,
    deleted: false,
    quiet: null,
    rush: [],
    zoneMs: 0,
  },
  blackout: { windows: [], exemptAuthentication: false, exemptReplies: false },
}

function send(n: number, minutes: number, over: Partial<SendEntry> = {}): SendEntry {
  const at = START + minutes * MINUTE
  return {
    ...{ at, profile: '101', waba: 'w', token: 't', to: phoneOf(1), person: 1, category: 'utility', id: idOf(n) },
    ...{ attempt: 1, answer: 'accepted', code: null, taken: true, wamid: `w${n}`, answerAt: at + 100 },
    ...{ template: 'notice', mark: '' },
    ...over,
  }
}

function idOf(n: number): string {
  return `wgaaaaaaaaaa000000000${String(n).padStart(4, '0')}00000`
}

function promised(n: number, minutes: number): Promised {
  const guard = {}
  const item = { to: phoneOf(1), type: 'template', content: '', template: null, tied: false, parameters: null, guard }
  return {
    ...{ id: idOf(n), at: START + minutes * MINUTE, packageId: 'pkg_aaaaaaaaaa', key: null, status: 'accepted' },
    ...{ item: { ...item, idempotencyKey: null, bodyHash: '' }, policy: 'reconcile', order: 'kept' },
  }
}

const other = (n: number, minutes: number) => send(n, minutes, { to: phoneOf(7), person: 7 })
const foreign = { profile: '101', sentAt: START + MINUTE, ackedAt: START + MINUTE }

/** A conversation that 101 begins and 102 goes on with after 20 minutes: is that a fault? The second message came at minute 10. */
function faults(over: Partial<ConfigEntry>, more: Partial<Ledger> = {}): string[] {
  const ledger: Ledger = {
    ...newLedger(START),
    promised: [promised(1, 0), promised(2, 10)],
    configs: [{ ...config, ...over }],
    sends: [send(1, 1), send(2, 20, { profile: '102' })],
    ...more,
  }
  const bench = new Bench(ledger, () => 7)
  judgePlaces(bench, { d1: [], owners: new Map(), open: [], projected: [], traces: [] })
  return bench.verdict.violations.map((one) => one.rule)
}

describe('a conversation that changes its number', () => {
  it('is a fault while the number has a place', () => {
    expect(faults({})).toEqual(['one-number'])
    expect(faults({ hourly: 2 })).toEqual(['one-number'])
  })

  it('is none while the number is at a cap for longer than the patience', () => {
    expect(faults({ hourly: 1 })).toEqual([])
    expect(faults({ threeHourly: 2 }, { foreign: [foreign] })).toEqual([])
    expect(faults({ daily: 0 })).toEqual([])
  })

  it('is one without failover, or within the patience as it is', () => {
    expect(faults({ hourly: 1 }, { failover: false })).toEqual(['one-number'])
    expect(faults({ hourly: 1 }, { patienceMs: 2 * HOUR })).toEqual(['one-number'])
  })

  it('is one when the cap is free again before what waits would have been patient', () => {
    const late = { promised: [promised(1, 0), promised(2, 50)] }
    const sends = [send(1, 1), send(2, 58, { profile: '102' })]
    expect(faults({ hourly: 1 }, { ...late, sends })).toEqual(['one-number'])
    expect(faults({ hourly: 1 }, { ...late, sends, patienceMs: 5 * MINUTE })).toEqual([])
  })

  it('is one by what Meta refused, or by what the number sent only after it was left', () => {
    const refused = send(3, 5, { to: phoneOf(7), answer: 'refused', taken: false })
    expect(faults({ hourly: 2 }, { sends: [send(1, 1), refused, send(2, 20, { profile: '102' })] })).toEqual([
      'one-number',
    ])
    expect(faults({ hourly: 2 }, { sends: [send(1, 1), other(3, 5), send(2, 20, { profile: '102' })] })).toEqual([])
    expect(faults({ hourly: 2 }, { sends: [send(1, 1), send(2, 20, { profile: '102' }), other(3, 21)] })).toEqual([
      'one-number',
    ])
  })

  it('is none while the last places are kept for what may have to be repeated, until that is heard of', () => {
    const lost = send(3, 5, { to: phoneOf(7), person: 7, answer: 'lost', taken: false })
    const sends = [send(1, 1), lost, send(2, 20, { profile: '102' })]
    const third = { ...promised(3, 4), item: { ...promised(3, 4).item, to: phoneOf(7) } }
    const both = [promised(1, 0), promised(2, 10)]
    const story = { promised: [...both, third], sends }
    expect(faults({ hourly: 3 }, story)).toEqual([])
    expect(faults({ hourly: 4 }, story)).toEqual(['one-number'])
    const heard = {
      waba: 'w',
      status: 'sent',
      named: true,
      sentAt: lost.at,
      ackedAt: lost.answerAt,
      startedAt: lost.at,
    }
    expect(faults({ hourly: 3 }, { ...story, webhooks: [{ ...heard, wamid: lost.wamid }] })).toEqual(['one-number'])
    const once = [...both, { ...third, policy: 'at_most_once' as const }]
    expect(faults({ hourly: 3 }, { sends, promised: once })).toEqual(['one-number'])
  })

  it('counts a status that the number cannot know as its own', () => {
    const own = send(1, 5)
    const sends = [own, send(2, 20, { profile: '102' })]
    const story = { promised: [promised(1, 0), promised(2, 10)], sends }
    const word = { waba: 'w', status: 'sent', wamid: own.wamid, startedAt: own.at, ackedAt: own.answerAt }
    const early = { ...word, named: false, sentAt: own.answerAt - 1 }
    expect(faults({ hourly: 2 }, { ...story, webhooks: [early] })).toEqual([])
    expect(faults({ hourly: 2 }, { ...story, webhooks: [{ ...early, named: true }] })).toEqual(['one-number'])
    expect(faults({ hourly: 2 }, { ...story, webhooks: [{ ...early, sentAt: own.answerAt + 1 }] })).toEqual([
      'one-number',
    ])
    expect(faults({ hourly: 2 }, { ...story, webhooks: [{ ...early, sentAt: null }] })).toEqual(['one-number'])
  })

  it('may find the caps halved by high risk only after trouble of the day', () => {
    const before = { profile: '101', at: START - 5 * HOUR, hard: false }
    expect(faults({ hourly: 3 }, { troubles: [before] })).toEqual([])
    expect(faults({ hourly: 4 }, { troubles: [before] })).toEqual(['one-number'])
    expect(faults({ hourly: 3 }, { troubles: [{ ...before, profile: '102' }] })).toEqual(['one-number'])
  })

  it('goes along with what only one number may send, and leaves that number by its own rules', () => {
    const tied = { ...promised(2, 5), item: { ...promised(2, 5).item, tied: true } }
    const story = (profile: string) => ({
      promised: [promised(1, 0), tied, promised(3, 10)],
      sends: [send(1, 1), send(2, 15, { profile }), send(3, 20, { profile: '102' })],
    })
    expect(faults({}, story('102'))).toEqual([])
    expect(faults({}, story('103'))).toEqual(['one-number'])
    const trouble = { profile: '103', at: START + 16 * MINUTE, hard: true }
    expect(faults({}, { ...story('103'), troubles: [trouble] })).toEqual([])
  })
})
