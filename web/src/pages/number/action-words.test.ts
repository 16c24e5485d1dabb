import { describe, expect, it } from 'vitest'
import { actionWords } from './action-words.ts'

describe('actionWords', () => {
  it.each([
    ['profile.pause', { reason: 'lunch' }, 'Paused: lunch'],
    ['profile.resume', { reason: null }, 'Resumed'],
    ['profile.changed', { members: ['accessToken', 'limits'] }, 'Changed the access token, the limits'],
    ['profile.reconnect', { status: 'CONNECTED' }, 'Checked with Meta, which says CONNECTED'],
    ['profile.configure', { version: 3, deleted: false }, 'The number took version 3 of its settings'],
    ['something.new', null, 'something.new'],
  ])('%s', (action, detail, words) => {
    expect(actionWords({ action, detail })).toBe(words)
  })
})
