import { describe, expect, it } from 'vitest'
import { type Env, faultsOfEnv } from './env.ts'

const key = Buffer.alloc(32, 7).toString('base64')
const good = {
  META_GRAPH_URL: 'https://graph.facebook.com',
  META_GRAPH_VERSION: 'v26.0',
  META_APP_SECRET: 'one, two',
  META_VERIFY_TOKEN: 'v',
  ADMIN_TOKEN: 'a',
  MASTER_KEY: `${key},${key}`,
}
const faults = (change: Record<string, string | undefined>) => faultsOfEnv({ ...good, ...change } as Env)

describe('faultsOfEnv', () => {
  it('finds nothing wrong with a whole deployment', () => {
    expect(faults({})).toEqual([])
    expect(faults({ META_GRAPH_URL: 'http://127.0.0.1:9000', GRAPH_URL_ALLOW: 'https://a.example' })).toEqual([])
  })

  it.each([
    ['META_GRAPH_URL', 'http://graph.facebook.com'],
    ['META_GRAPH_URL', 'graph'],
    ['META_GRAPH_VERSION', '26'],
    ['META_APP_SECRET', ' , '],
    ['META_VERIFY_TOKEN', undefined],
    ['ADMIN_TOKEN', ''],
    ['MASTER_KEY', `${key},c2hvcnQ=`],
    ['RECONCILE_WINDOW_MS', '2s'],
    ['GRAPH_URL_ALLOW', 'http://a.example'],
  ])('names %s when it is %s, and never its value', (name, value) => {
    const found = faults({ [name]: value })
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(new RegExp(`^${name} is `))
    if (value !== undefined && value.trim().length > 3) expect(found[0]).not.toContain(value)
  })
})
