import { describe, expect, it } from 'vitest'
import { ApiError } from '../data/problem.ts'
import { refusalWords } from './refusal.ts'

describe('refusalWords', () => {
  it('tells a wrong token, a throttle and an absent guard apart', () => {
    expect(refusalWords(new ApiError('unauthenticated', 401, 'x'), 0)).toContain('not known')
    expect(refusalWords(new ApiError('rate-limited', 429, 'x'), 37)).toContain('in 37 s')
    expect(refusalWords(new ApiError('rate-limited', 429, 'x'), 0)).toContain('try again now')
    for (const type of ['unreachable', 'unavailable', 'timeout'] as const)
      expect(refusalWords(new ApiError(type, 0, 'x'), 0)).toContain('does not answer')
  })

  it('hands on what it has no words for, with the request', () => {
    expect(refusalWords(new ApiError('fault', 500, 'A fault.', { requestId: 'r1' }), 0)).toBe('A fault. Request r1.')
  })
})
