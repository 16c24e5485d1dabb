import { describe, expect, it } from 'vitest'
import { lineOf, median, quantile } from './figures.ts'
import { optionsOf } from './options.ts'
import { dollarsPerMillion, freePlan } from './prices.ts'

describe('quantile and median', () => {
  it('are by nearest rank, in any order', () => {
    expect([0.5, 0.99, 1].map((share) => quantile([4, 1, 3, 2], share))).toEqual([2, 4, 4])
    expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([7])]).toEqual([2, 2.5, 7])
  })
})

describe('lineOf', () => {
  it('has the medians, and of each field the least and the most', () => {
    const runs = [{ p50Ms: 3 }, { p50Ms: 1 }, { p50Ms: 2.00049 }]
    expect(lineOf('x', runs, 2)).toEqual({ name: 'x', p50Ms: 2, spread: { p50Ms: [1, 3] }, runs: 3, cores: 2 })
  })
})

describe('the cost model', () => {
  const usage = { workerRequests: 4, cpuMs: 10, objectRequests: 6, awakeMs: 1000, rowsRead: 100, rowsWritten: 12 }

  it('adds up by the price list', () => {
    const dollars = dollarsPerMillion(usage)
    expect(dollars.workerRequest).toBeCloseTo(1.2)
    expect(dollars.cpuMs).toBeCloseTo(0.2)
    expect(dollars.objectRequest).toBeCloseTo(0.9)
    // 1 s of 128 MB is 0.128 GB-s
    expect(dollars.gigabyteSecond).toBeCloseTo(1.6)
    expect(dollars.rowRead).toBeCloseTo(0.1)
    expect(dollars.rowWritten).toBeCloseTo(12)
  })

  it('names the limit of the free plan that ends first', () => {
    expect(freePlan(usage)).toEqual({ messagesPerDay: 8_333, limit: 'rowsWritten' })
    expect(freePlan({ ...usage, rowsWritten: 1 })).toEqual({ messagesPerDay: 16_666, limit: 'objectRequests' })
  })
})

describe('the command line', () => {
  const read = (...args: string[]) => optionsOf(args, ['paced', 'live'], new Set(['live']))

  it('takes all in order, or those named', () => {
    expect(read()).toEqual({ only: ['paced', 'live'], runs: 3, seconds: null, meta: null })
    expect(read('--only', 'live', '--runs', '1', '--seconds', '2')).toMatchObject({
      only: ['live'],
      runs: 1,
      seconds: 2,
    })
  })

  it('leaves out with --meta what needs our own stand-in, and refuses it by name', () => {
    expect(read('--meta', 'http://127.0.0.1:9/')).toMatchObject({ only: ['paced'], meta: 'http://127.0.0.1:9' })
    expect(() => read('--meta', 'http://127.0.0.1:9', '--only', 'live')).toThrow('our own stand-in')
  })

  it.each([
    ['--only', 'nothing'],
    ['--runs', '0'],
    ['--seconds', 'x'],
    ['--meta', 'there'],
  ])('refuses %s %s', (...args) => {
    expect(() => read(...args)).toThrow()
  })
})
