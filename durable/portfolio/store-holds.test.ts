import { describe, expect, it } from 'vitest'
import type { Hold, Template } from '../domain/hold.ts'
import { migrate } from '../kit/migrate.ts'
import { BareHost } from '../kit/testing/bare-host.ts'
import { PORTFOLIO_STEPS } from './schema.ts'
import { HoldStore } from './store-holds.ts'

function fresh() {
  const host = new BareHost()
  migrate(host, PORTFOLIO_STEPS)
  return new HoldStore(host)
}

const hold = (id: string, until: number | null, code = '131031'): Hold => ({
  key: `waba:${id}`,
  subject: { kind: 'waba', id },
  code,
  reach: 'all',
  class: 'account',
  autoResume: 'time',
  since: 1,
  until,
  detail: 'd',
})

const template = (status: string): Template => ({
  wabaId: 'w',
  name: 'n',
  language: 'de',
  metaId: '7',
  category: 'utility',
  status,
  parameters: null,
})

describe('holds', () => {
  it('are found as they were put last, all in the order of their keys, until they are dropped', () => {
    const holds = fresh()
    expect([holds.hold('waba:1'), holds.holds()]).toEqual([undefined, []])
    holds.putHold(hold('2', null))
    holds.putHold(hold('1', 10))
    holds.putHold(hold('2', 20, '368'))
    expect(holds.hold('waba:1')).toEqual(hold('1', 10))
    expect(holds.holds()).toEqual([hold('1', 10), hold('2', 20, '368')])
    holds.dropHold('waba:1')
    expect([holds.hold('waba:1'), holds.holds()]).toEqual([undefined, [hold('2', 20, '368')]])
  })

  it('name the first end among those that have one', () => {
    const holds = fresh()
    expect(holds.firstEnd()).toBeNull()
    holds.putHold(hold('1', null))
    expect(holds.firstEnd()).toBeNull()
    for (const [id, until] of [
      ['2', 30],
      ['3', 20],
    ] as const)
      holds.putHold(hold(id, until))
    expect(holds.firstEnd()).toBe(20)
    holds.putHold(hold('3', 40))
    expect(holds.firstEnd()).toBe(30)
  })
})

describe('the word that lifted a hold', () => {
  it('is the latest, whenever it comes, of each key its own', () => {
    const holds = fresh()
    expect(holds.liftedAt('a')).toBe(0)
    holds.putWord('a', 10)
    holds.putWord('a', 5)
    holds.putWord('b', 7)
    expect(['a', 'b', 'c'].map((key) => holds.liftedAt(key))).toEqual([10, 7, 0])
    holds.putWord('a', 11)
    expect(holds.liftedAt('a')).toBe(11)
  })

  it('is forgotten when it is older than the given time', () => {
    const holds = fresh()
    for (const at of [9, 10, 11]) holds.putWord(`at ${at}`, at)
    holds.pruneWords(10)
    expect([9, 10, 11].map((at) => holds.liftedAt(`at ${at}`))).toEqual([0, 10, 11])
  })
})

describe('templates', () => {
  it('are found as they were put last, all in the order of their ids, also those that are gone', () => {
    const holds = fresh()
    expect([holds.template('a'), holds.templates()]).toEqual([undefined, []])
    holds.putTemplate({ id: 'b', template: template('APPROVED'), gone: false, rev: 1 })
    holds.putTemplate({ id: 'a', template: template('PENDING'), gone: false, rev: 2 })
    holds.putTemplate({ id: 'b', template: template('PAUSED'), gone: true, rev: 3 })
    const [a, b] = [
      { id: 'a', template: template('PENDING'), gone: false, rev: 2 },
      { id: 'b', template: template('PAUSED'), gone: true, rev: 3 },
    ]
    expect([holds.template('a'), holds.template('b'), holds.templates()]).toEqual([a, b, [a, b]])
  })
})
