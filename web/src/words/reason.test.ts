import { describe, expect, it } from 'vitest'
import { isTokenRefused, reasonOf } from './reason.ts'

describe('reasonOf', () => {
  it.each([
    ['person: moving house', 'person', 'Stopped by a person: moving house.'],
    ['person: ', 'person', 'Stopped by a person.'],
    ['token-dead: put in a new one', 'token-dead', 'Put in a new one.'],
    ['131048: Meta limits it', '131048', 'Meta limits it. (Meta 131048)'],
    ['hold-368: blocked.', 'hold-368', 'Blocked. (Meta 368)'],
    ['hold-DISABLE: switched off', 'hold-DISABLE', 'Switched off.'],
    ['no code at all', '', 'No code at all.'],
    ['two words: and more', '', 'Two words: and more.'],
  ])('%s', (reason, code, text) => {
    expect(reasonOf(reason)).toEqual({ code, text })
  })
})

describe('isTokenRefused', () => {
  it('knows the token as what is wrong, whoever found it out', () => {
    const said = [
      'token-dead: put in a new one',
      'hold-190: expired',
      'meta-190: expired',
      'meta-131048: spam',
      'person: 190',
    ]
    expect(said.map(isTokenRefused)).toEqual([true, true, true, false, false])
    expect(isTokenRefused(null)).toBe(false)
  })
})
