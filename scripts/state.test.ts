import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { optionsOf } from './options.ts'
import { prepare, secretsOf, wipe } from './state.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'whats-guard-state-'))
  prepare(directory)
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

describe('secretsOf', () => {
  it('makes them once, for their owner alone, and gives the same ones again', () => {
    const first = secretsOf(directory, {})
    expect(Buffer.from(first.MASTER_KEY, 'base64')).toHaveLength(32)
    expect(new Set(Object.values(first)).size).toBe(4)
    expect(statSync(join(directory, 'secrets.json')).mode & 0o777).toBe(0o600)
    expect(secretsOf(directory, {})).toEqual(first)
  })

  it('lets the environment win without storing what it said; an empty variable says nothing', () => {
    const first = secretsOf(directory, {})
    const second = secretsOf(directory, { ADMIN_TOKEN: 'mine', META_APP_SECRET: '' })
    expect(second).toEqual({ ...first, ADMIN_TOKEN: 'mine' })
    expect(readFileSync(join(directory, 'secrets.json'), 'utf8')).not.toContain('mine')
  })

  it('refuses a master key that is not 32 bytes, also the second of several', () => {
    const good = Buffer.alloc(32).toString('base64')
    expect(() => secretsOf(directory, { MASTER_KEY: 'short' })).toThrow(/MASTER_KEY/)
    expect(() => secretsOf(directory, { MASTER_KEY: `${good},short` })).toThrow(/MASTER_KEY/)
    expect(secretsOf(directory, { MASTER_KEY: `${good},${good}` }).MASTER_KEY).toBe(`${good},${good}`)
  })

  it('refuses a damaged file and leaves it as it is, since a new master key would lock every token away', () => {
    writeFileSync(join(directory, 'secrets.json'), '{"ADMIN')
    expect(() => secretsOf(directory, {})).toThrow(/cannot be read/)
    expect(readFileSync(join(directory, 'secrets.json'), 'utf8')).toBe('{"ADMIN')
  })
})

describe('wipe', () => {
  it('removes what the runner made and nothing else', () => {
    secretsOf(directory, {})
    writeFileSync(join(directory, 'letters.txt'), 'mine')
    wipe(directory)
    expect(existsSync(join(directory, 'secrets.json'))).toBe(false)
    expect(existsSync(join(directory, 'logs'))).toBe(false)
    expect(existsSync(join(directory, 'letters.txt'))).toBe(true)
  })
})

describe('optionsOf', () => {
  it('has the ports and parts of the contract by default', () => {
    expect(optionsOf([], {})).toMatchObject({
      ...{ port: 8787, dashboardPort: 8788, demo: true, sandbox: true, dashboard: true, clean: false, vars: {} },
      stateDir: join(process.cwd(), '.state'),
    })
  })

  it('takes the three flags and the environment', () => {
    const environment = { PORT: '9000', STATE_DIR: '/srv/guard', META_GRAPH_URL: 'http://127.0.0.1:1', PATH: '/bin' }
    expect(optionsOf(['--no-demo', '--no-sandbox', '--clean'], environment)).toMatchObject({
      ...{ port: 9000, demo: false, sandbox: false, clean: true, stateDir: '/srv/guard' },
      vars: { META_GRAPH_URL: 'http://127.0.0.1:1' },
    })
    expect(optionsOf(['--var', 'A=b=c'], {}).vars).toEqual({ A: 'b=c' })
  })

  it('refuses what it cannot read', () => {
    expect(() => optionsOf([], { PORT: 'http' })).toThrow(/PORT/)
    expect(() => optionsOf([], { DASHBOARD_PORT: '70000' })).toThrow(/DASHBOARD_PORT/)
    expect(() => optionsOf(['--no-such'], {})).toThrow()
    expect(() => optionsOf(['--var', 'A'], {})).toThrow(/NAME=value/)
  })
})
