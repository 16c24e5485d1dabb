import { describe, expect, it } from 'vitest'
import { actionGroups, actionName, actionWords, changeWords } from './audit.ts'

describe('actionWords', () => {
  it.each([
    ['profile.pause', { reason: 'lunch' }, 'Paused: lunch'],
    ['profile.resume', { reason: null }, 'Resumed'],
    ['profile.changed', { members: ['accessToken', 'limits'] }, 'Changed access token, limits'],
    ['profile.changed', null, 'Changed its settings'],
    ['profile.reconnect', { status: 'CONNECTED' }, 'Checked with Meta, which says CONNECTED'],
    ['profile.configure', { version: 3, deleted: false }, 'The number took version 3 of its settings'],
    ['package.deleted', { open: 2 }, 'Deleted the package with 2 open messages'],
    ['package.deleted', { open: 0 }, 'Deleted the package'],
    ['hold.raised', { code: '131048', detail: 'spam' }, 'Held (131048): spam'],
    ['api-key.created', { name: 'shop', role: 'sender' }, 'Made key shop (Sender)'],
    ['opt-out.set', { count: 1 }, 'Opted out 1 recipient'],
    ['all.stopped', { note: 'drill' }, 'Stopped all sending: drill'],
    ['something.new', null, 'something.new'],
  ])('%s', (action, detail, words) => {
    expect(actionWords({ action, detail })).toBe(words)
  })

  it('calls a number by its name where that is known', () => {
    const entry = { action: 'route.moved', detail: { from: '1', to: '2' } }
    expect(actionWords(entry)).toBe('Moved from number 1 to number 2')
    expect(actionWords(entry, (id) => `Shop ${id}`)).toBe('Moved from Shop 1 to Shop 2')
  })

  it('leaves out marks that would turn our words', () => {
    expect(actionWords({ action: 'profile.pause', detail: { reason: 'a\u202eb' } })).toBe('Paused: ab')
  })
})

describe('actionGroups', () => {
  it('has each action once, under a name of its own', () => {
    const all = actionGroups().flatMap(({ actions }) => actions)
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    expect(actionName('session.opened')).toBe('Signed in')
    expect(actionName('something.new')).toBe('something.new')
  })
})

describe('changeWords', () => {
  it('says each setting before and after', () => {
    const changes = [
      { member: 'limits.hourly', from: 60, to: 80 },
      { member: 'preset', to: 'careful' },
    ]
    expect(changeWords({ detail: { members: ['limits', 'preset'], changes } })).toEqual([
      { name: 'Hourly cap', from: '60', to: '80' },
      { name: 'Preset', from: 'not set', to: 'Careful' },
    ])
  })

  it('says once what was none and has members now', () => {
    const changes = [
      { member: 'throttle', from: null },
      { member: 'throttle.requestsPerMinute', to: 60 },
    ]
    expect(changeWords({ detail: { changes } })).toEqual([{ name: 'Requests a minute', from: 'none', to: '60' }])
    const back = [
      { member: 'throttle', to: null },
      { member: 'throttle.requestsPerMinute', from: 60 },
    ]
    expect(changeWords({ detail: { changes: back } })).toEqual([{ name: 'Requests a minute', from: '60', to: 'none' }])
  })

  it('says of a token only that there is a new one', () => {
    expect(changeWords({ detail: { members: ['accessToken'], changes: [] } })).toEqual([
      { name: 'Access token', from: 'kept secret', to: 'a new one' },
    ])
  })

  it('is empty where nothing is told', () => {
    for (const detail of [null, 'text', {}, { changes: 'x' }, { changes: [1, null, { member: 5 }] }])
      expect(changeWords({ detail })).toEqual([])
  })
})
