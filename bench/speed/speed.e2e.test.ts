import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'

/** Fields by measurement; those that are not here (idle, recover, cost, growth) take too long for every test run. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  paced: ['sentPerSecond', 'ceiling', 'brokenGaps', 'smallestGapMs', 'stickySwitches'],
  accept: ['perSecond', 'p50Ms', 'p99Ms'],
  batch: ['perSecond', 'p99Ms'],
  dispatch: ['perSecond'],
  webhooks: ['perSecond', 'p50Ms', 'p99Ms', 'dropped'],
  live: ['p50Ms', 'p99Ms'],
  face: ['perSecond', 'p50Ms', 'p99Ms'],
}

/** `npm run bench` in little: that the measurements run and that their checks hold. No figure is judged: a test shares its cores. */
describe('the bench, in little', () => {
  let lines: Record<string, unknown>[] = []
  let code: number | null = null
  let told = ''

  beforeAll(async () => {
    const child = spawn(process.execPath, [
      join(import.meta.dirname, 'run.ts'),
      '--only',
      Object.keys(FIELDS).join(),
      '--seconds',
      '1',
      '--runs',
      '1',
    ])
    let printed = ''
    child.stdout.on('data', (chunk) => {
      printed += chunk
    })
    child.stderr.on('data', (chunk) => {
      told += chunk
    })
    ;[code] = await once(child, 'close')
    lines = printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  }, 300_000)

  it('ends well and prints one line for each, in order', () => {
    expect(
      lines.filter((line) => 'failed' in line),
      told,
    ).toEqual([])
    expect(lines.map((line) => line['name'])).toEqual(Object.keys(FIELDS))
    expect(code).toBe(0)
  })

  it.each(Object.entries(FIELDS))('%s has its figures, their spread, the runs and the cores', (name, fields) => {
    const line = lines.find((one) => one['name'] === name) ?? {}
    for (const field of fields) expect(line[field], field).toEqual(expect.any(Number))
    expect(Object.keys(Object(line['spread']))).toEqual(fields)
    expect(line).toMatchObject({ runs: 1, cores: expect.any(Number) })
  })

  it('says in its first line what a deploy uploads and how soon it answers', () => {
    for (const field of ['bundleBytes', 'bundleGzipBytes', 'coldStartMs'])
      expect(lines[0]?.[field], field).toBeGreaterThan(0)
  })

  it('holds where no load excuses: no recipient changes number, no webhook is dropped', () => {
    const figure = (name: string, field: string) => lines.find((one) => one['name'] === name)?.[field]
    expect([figure('paced', 'stickySwitches'), figure('webhooks', 'dropped')]).toEqual([0, 0])
  })
})
