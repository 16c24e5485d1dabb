import { describe, expect, it } from 'vitest'
import { candidate, freePort } from './ports.ts'

const first = (pid: number, count: number): number[] => Array.from({ length: count }, (_, n) => candidate(pid, n))

describe('free ports', () => {
  it('are others for each of forty processes that begin together, sixty each', () => {
    const all = Array.from({ length: 40 }, (_, n) => first(7_654_321 + n, 60)).flat()
    expect(new Set(all).size).toBe(40 * 60)
  })

  it('are all looked at before one is looked at again', () => {
    const all = first(17, 15_000)
    expect(new Set(all).size).toBe(15_000)
    expect([Math.min(...all), Math.max(...all)]).toEqual([15_000, 29_999])
  })

  it('are given once', async () => {
    const given = [await freePort(), await freePort(), await freePort()]
    expect(new Set(given).size).toBe(3)
  })
})
