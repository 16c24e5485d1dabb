import { describe, expect, it } from 'vitest'
import type { Template } from '../domain/hold.ts'
import { migrate } from '../kit/migrate.ts'
import { BareHost } from '../kit/testing/bare-host.ts'
import { STEPS } from './schema.ts'
import { StateStore } from './store-state.ts'

function fresh() {
  const host = new BareHost()
  migrate(host, STEPS)
  return new StateStore(host)
}

const template = (status: string): Template => ({
  wabaId: 'w',
  name: 'welcome',
  language: 'de',
  metaId: null,
  category: 'utility',
  status,
  parameters: { header: 0, body: 2, named: false },
})

describe('single values', () => {
  it('are read as they were written last, each under its own key, until they are dropped', () => {
    const state = fresh()
    expect(state.read('a')).toBeUndefined()
    state.write('a', { n: 1, list: [null, 'x'] })
    state.write('b', false)
    expect([state.read('a'), state.read('b')]).toEqual([{ n: 1, list: [null, 'x'] }, false])
    state.write('a', 0)
    expect([state.read('a'), state.read('b')]).toEqual([0, false])
    state.drop('a')
    expect([state.read('a'), state.read('b')]).toEqual([undefined, false])
  })
})

describe('templates', () => {
  it('are kept under their key, the last word of each, until they are dropped', () => {
    const state = fresh()
    expect(state.templates()).toEqual(new Map())
    state.putTemplate('w/welcome/de', template('PENDING'))
    state.putTemplate('w/other/de', template('PAUSED'))
    state.putTemplate('w/welcome/de', template('APPROVED'))
    expect(state.templates()).toEqual(
      new Map([
        ['w/welcome/de', template('APPROVED')],
        ['w/other/de', template('PAUSED')],
      ]),
    )
    state.dropTemplate('w/welcome/de')
    expect([...state.templates().keys()]).toEqual(['w/other/de'])
  })
})
