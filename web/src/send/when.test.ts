import { describe, expect, it } from 'vitest'
import { aheadWrong, changedWrong, instantOf, localOf } from './when.ts'

const AT = Date.UTC(2026, 10, 22, 14, 30)

describe('a time of a form', () => {
  it('is the instant that it was made of', () => {
    expect(instantOf(localOf(AT))).toBe(new Date(AT).toISOString())
  })

  it('is none when it is empty or no time', () => {
    expect(instantOf('')).toBeUndefined()
    expect(instantOf('soon')).toBeUndefined()
  })

  it('must lie ahead', () => {
    expect(aheadWrong('', AT)).toBeUndefined()
    expect(aheadWrong(localOf(AT), AT - 60_000)).toBeUndefined()
    expect(aheadWrong(localOf(AT), AT)).toBe('This time has passed.')
    expect(aheadWrong('soon', AT)).toBe('Enter a day and a time.')
  })

  it('that was set cannot be emptied', () => {
    expect(changedWrong('', AT, '')).toBe('Enter a time.')
    expect(changedWrong('', AT, ', or wait')).toBe('Enter a time, or wait.')
    expect(changedWrong(localOf(AT), AT, '')).toBe('This time has passed.')
    expect(changedWrong(localOf(AT), AT - 60_000, '')).toBeUndefined()
  })
})
