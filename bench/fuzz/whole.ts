import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '../e2e/client.ts'
import { startProduct } from '../e2e/product.ts'
import { isWhole } from './after.ts'
import { dearest, Fuzzer, unreached } from './fuzz.ts'
import { Generator } from './request.ts'
import { shown } from './shot.ts'
import { throttled } from './throttled.ts'
import { Wire } from './wire.ts'
import { makeWorld } from './world.ts'

export interface FuzzResult {
  requests: number
  serverErrors: number
  schemaMismatches: number
  /** ms */
  slowest: number
  /** 503 with Retry-After */
  unavailable: number
  /** routes that were never reached with success */
  holes: string[]
  /** what was wrong with the product afterwards; null = nothing */
  broken: string | null
}

const CONNECTIONS = 16
/** Requests between two words on how far it is. */
const SAID_EVERY = 5_000
/** Nothing is killed here, so nothing must reach a disk: most of a request's time would go into waiting for one. */
const MEMORY = '/dev/shm'
const SETTLED_MS = 60_000

/**
 * The built product, a world in it, `requests` hostile requests, and a look at what is left of the product after them.
 * With `at` only that one request is sent, and shown with its answer.
 */
export async function fuzz(options: {
  requests: number
  seed: number
  at: number | null
  say: (line: string) => void
}): Promise<FuzzResult> {
  const { requests, seed, at, say } = options
  const stateDir = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'whats-guard-fuzz-'))
  const product = await startProduct({ stateDir, vars: { RECONCILE_WINDOW_MS: '2000' } })
  let broken: string | null = null
  let holes: string[] = []
  const wire = new Wire(product.api, CONNECTIONS)
  try {
    const api = new Client(product.api, product.adminToken)
    const sandbox = new Client(product.sandbox, null)
    await sandbox.expect(200, 'POST', '/sandbox/config', {
      delays: { sent: [5, 20], delivered: [10, 50], read: [50, 200] },
    })
    const secrets: { META_VERIFY_TOKEN: string } = JSON.parse(
      readFileSync(join(product.stateDir, 'secrets.json'), 'utf8'),
    )
    const world = await makeWorld(api, sandbox, {
      adminToken: product.adminToken,
      appSecret: product.appSecret,
      verifyToken: secrets.META_VERIFY_TOKEN,
    })
    const published = await api.expect(200, 'GET', '/api/openapi.json')
    const text = JSON.stringify(published)
    const generator = new Generator(seed, world, JSON.parse(text))
    const fuzzer = new Fuzzer({ wire, document: JSON.parse(text), adminToken: product.adminToken, say })
    const pid = product.workerdPid()
    if (at !== null) {
      const shot = generator.shot(at)
      say(shown(shot))
      const answer = await fuzzer.shoot(shot)
      say(
        answer === null ? 'no answer' : `${answer.status} ${JSON.stringify(answer.headers)}\n${answer.body.toString()}`,
      )
    } else {
      const begun = performance.now()
      const tail = Math.min(200, Math.floor(requests / 20))
      await fuzzer.run(
        (index) => {
          if (index > 0 && index % SAID_EVERY === 0) {
            const left = ((requests - index) * (performance.now() - begun)) / index / 1000
            say(`${index} of ${requests} requests, ${Math.round(left)} s left`)
          }
          return generator.shot(index)
        },
        0,
        requests - tail,
        CONNECTIONS,
      )
      const seconds = (performance.now() - begun) / 1000
      await throttled(fuzzer, generator, world, requests - tail, requests)
      const { statuses, unavailable } = fuzzer.tally
      say(
        `${Math.round((requests - tail) / seconds)} requests/s; by status ${JSON.stringify(statuses)}; 503 allowed: ${unavailable}`,
      )
      say(`most time: ${dearest(fuzzer.tally, 12)}`)
      holes = unreached(generator.lanes, fuzzer.tally)
      try {
        if (product.workerdPid() !== pid) throw new Error('workerd died and was started again')
        await isWhole({ product, api, sandbox, world, fuzzer, within: SETTLED_MS })
      } catch (error) {
        broken = error instanceof Error ? error.message : String(error)
      }
    }
    const { tally } = fuzzer
    return {
      requests: tally.requests,
      serverErrors: tally.serverErrors,
      schemaMismatches: tally.schemaMismatches,
      slowest: Math.round(tally.slowest),
      unavailable: tally.unavailable,
      holes,
      broken,
    }
  } finally {
    wire.close()
    await product.stop()
    rmSync(stateDir, { recursive: true, force: true })
  }
}
