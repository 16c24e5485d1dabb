import { describe, expect, it } from 'vitest'
import { newTally, unreached } from './fuzz.ts'
import { faultsOf } from './verdict.ts'
import type { FuzzResult } from './whole.ts'

const good: FuzzResult = {
  ...{ requests: 5000, serverErrors: 0, schemaMismatches: 0, slowest: 1, unavailable: 5, holes: [], broken: null },
}

describe('a run of the fuzz', () => {
  it('passes with nothing found and hardly anything unavailable', () => {
    expect(faultsOf(good)).toEqual([])
  })

  it.each<[string, Partial<FuzzResult>, string]>([
    ['a server error', { serverErrors: 1 }, 'server errors: 1'],
    ['an answer beside the document', { schemaMismatches: 2 }, 'answers beside the document: 2'],
    ['more than one in a thousand unavailable', { unavailable: 6 }, 'unavailable: 6 of 5000 answers'],
    ['a route that never succeeded', { holes: ['GET /x'] }, 'never with success: GET /x'],
    ['a product that is broken afterwards', { broken: 'the log' }, 'afterwards: the log'],
  ])('fails by %s', (_, more, fault) => {
    expect(faultsOf({ ...good, ...more })).toEqual([fault])
  })

  it('asks for every route only when there was time for it', () => {
    expect(faultsOf({ ...good, requests: 4999, unavailable: 0, holes: ['GET /x'] })).toEqual([])
  })
})

describe('what was never reached with success', () => {
  const lanes = [{ method: 'GET', template: '/api/v1/things', operation: {} }]

  it('are routes of the document, and both ways through the webhook door', () => {
    const doors = ['POST /webhooks/meta signed', 'GET /webhooks/meta']
    const tally = newTally()
    expect(unreached(lanes, tally)).toEqual(['GET /api/v1/things', ...doors])
    for (const lane of doors) tally.successes.set(lane, 0)
    expect(unreached(lanes, tally)).toEqual(['GET /api/v1/things', ...doors])
    for (const lane of ['GET /api/v1/things', ...doors]) tally.successes.set(lane, 1)
    expect(unreached(lanes, tally)).toEqual([])
  })
})
