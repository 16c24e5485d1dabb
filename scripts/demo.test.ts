import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { seedDemo } from './demo.ts'

/** The two collections that the demo touches, as the contract has them. */
type Store = { packages: string[]; profiles: string[]; failAfter: number; unauthorized: number }

let store: Store
let server: Server
let directory = ''
let api = ''

beforeEach(async () => {
  store = { packages: [], profiles: [], failAfter: Number.POSITIVE_INFINITY, unauthorized: 0 }
  directory = mkdtempSync(join(tmpdir(), 'whats-guard-demo-'))
  server = createServer(async (request, response) => {
    const body: { phoneNumberId?: string } = JSON.parse((await request.toArray()).join('') || '{}')
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    }
    if (request.headers.authorization !== 'Bearer token') {
      store.unauthorized += 1
      return answer(401, {})
    }
    if (request.method === 'GET') return answer(200, { items: store.packages.map((id) => ({ id })), nextCursor: null })
    if (body.phoneNumberId === undefined) {
      store.packages.push('p1')
      return answer(201, { id: 'p1' })
    }
    if (store.profiles.length >= store.failAfter) return answer(503, {})
    if (store.profiles.includes(body.phoneNumberId)) return answer(409, { type: 'number-taken' })
    store.profiles.push(body.phoneNumberId)
    return answer(201, { id: body.phoneNumberId })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  api = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
})
afterEach(() => {
  server.close()
  rmSync(directory, { recursive: true, force: true })
})

describe('seedDemo', () => {
  const seed = (token = 'token'): Promise<string | undefined> => seedDemo(api, token, join(directory, 'demo.json'))

  it('makes one package with five numbers, once', async () => {
    expect(await seed()).toBe('p1')
    expect(new Set(store.profiles).size).toBe(5)
    expect(await seed()).toBeUndefined()
    expect(store.packages).toEqual(['p1'])
  })

  it('does not come back after the person deleted it', async () => {
    await seed()
    store.packages = []
    expect(await seed()).toBeUndefined()
    expect(store.packages).toEqual([])
  })

  it('adds nothing where there are packages already', async () => {
    store.packages.push('theirs')
    expect(await seed()).toBeUndefined()
    expect(store.packages).toEqual(['theirs'])
  })

  it('finishes what an interrupted start left', async () => {
    store.failAfter = 2
    await expect(seed()).rejects.toThrow(/503/)
    store.failAfter = Number.POSITIVE_INFINITY
    expect(await seed()).toBe('p1')
    expect(store.packages).toEqual(['p1'])
    expect(store.profiles).toHaveLength(5)
  })

  it('fails in words when the token is not taken', async () => {
    await expect(seed('wrong')).rejects.toThrow(/401/)
    expect(store.unauthorized).toBe(1)
  })
})
