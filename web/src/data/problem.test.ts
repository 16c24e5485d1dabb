import { describe, expect, it } from 'vitest'
import { ApiError, asApiError, mayBeDone, problemOf } from './problem.ts'

describe('problemOf', () => {
  it('keeps what a problem document says', () => {
    const text = JSON.stringify({
      type: 'invalid-request',
      detail: 'name: is needed',
      requestId: 'r1',
      errors: [{ path: 'name', message: 'is needed' }],
    })
    const error = problemOf(400, new Headers(), text)
    expect(error).toMatchObject({ type: 'invalid-request', status: 400, message: 'name: is needed', requestId: 'r1' })
    expect(error.errors).toEqual([{ path: 'name', message: 'is needed' }])
  })

  it('tells when to come back', () => {
    const error = problemOf(429, new Headers({ 'retry-after': '37' }), '{"type":"rate-limited"}')
    expect(error).toMatchObject({ type: 'rate-limited', retryAfterSeconds: 37 })
  })

  it('takes an answer that is no document for what it is', () => {
    expect(problemOf(502, new Headers({ 'x-request-id': 'r2' }), '<html>')).toMatchObject({
      type: 'fault',
      status: 502,
      requestId: 'r2',
      message: 'The guard answered 502.',
    })
    expect(problemOf(503, new Headers(), '').type).toBe('unavailable')
    expect(problemOf(500, new Headers(), '{"type":"about:blank"}').type).toBe('fault')
    expect(problemOf(500, new Headers(), 'null').type).toBe('fault')
  })
})

describe('asApiError', () => {
  it('says what a thrown thing means', () => {
    const own = new ApiError('forbidden', 403, 'no')
    expect(asApiError(own)).toBe(own)
    expect(asApiError(new TypeError('Failed to fetch')).type).toBe('unreachable')
    expect(asApiError(new DOMException('late', 'TimeoutError')).type).toBe('timeout')
    expect(asApiError(new Error('odd'))).toMatchObject({ type: 'fault', message: 'odd' })
  })
})

describe('mayBeDone', () => {
  it('is false only for what was refused', () => {
    expect(mayBeDone(problemOf(409, new Headers(), '{"type":"state-conflict"}'))).toBe(false)
    expect(mayBeDone(problemOf(503, new Headers(), '{"type":"unavailable"}'))).toBe(true)
    expect(mayBeDone(asApiError(new DOMException('late', 'TimeoutError')))).toBe(true)
    expect(mayBeDone(asApiError(new TypeError('Failed to fetch')))).toBe(true)
  })
})
