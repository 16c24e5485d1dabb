import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, until } from '../e2e/client.ts'
import type { Product } from '../e2e/product.ts'
import type { Fuzzer } from './fuzz.ts'
import type { World } from './world.ts'

interface Left {
  product: Product
  api: Client
  sandbox: Client
  world: World
  fuzzer: Fuzzer
  /** ms that everything may take to come to rest */
  within: number
}

const READ_THROUGH = 300

/**
 * What must be true of the product after all of it; rejects with what is not. Healthy, no fault in its log, every list readable to its end,
 * a message goes its whole way, an answer of a user comes in, nothing is left in an outbox, and the ledger has nothing
 * to say about the numbers whose rules nobody changed.
 */
export async function isWhole(left: Left): Promise<void> {
  const { product, api, sandbox, world, within } = left
  await product.waitHealthy()
  await api.expect(200, 'POST', '/api/v1/start', { scope: 'all' })
  await api.expect(200, 'POST', '/api/v1/start', { scope: 'package', id: world.calm.packageId })
  await listsReadThrough(left)
  await wholeWay(api, sandbox, within)
  await until('the outboxes are drained', within, async () => {
    const seen = await api.expect(200, 'GET', '/api/v1/diagnostics')
    const actors = seen['actors'] as { outbox: number | null }[]
    return actors.every((one) => one.outbox === 0) ? true : undefined
  })
  const log = readFileSync(join(product.stateDir, 'logs', 'api.log'), 'utf8')
  const faults = faultsIn(log, left.fuzzer.tally.unavailable)
  const verdict = await sandbox.expect(200, 'GET', '/sandbox/verdict')
  const violations = (verdict['violations'] as { phoneNumberId: string }[]).filter((one) =>
    world.calm.numbers.includes(one.phoneNumberId),
  )
  const said = [
    ...(faults.length > 0 ? [`the log: ${faults.slice(0, 10).join('\n')}`] : []),
    ...(violations.length > 0 ? [`the ledger: ${JSON.stringify(violations.slice(0, 5))}`] : []),
  ]
  if (said.length > 0) throw new Error(said.join('\n'))
  const judged = verdict['judged'] as Record<string, number>
  for (const rule of ['capSecond', 'pairGap', 'reach', 'duplicate'])
    if ((judged[rule] ?? 0) === 0) throw new Error(`the ledger had nothing to judge ${rule} by`)
}

/**
 * Words of the runner, and of workerd about itself, about a socket whose other end sent what is no frame, and about an
 * answer that came when its asker had gone on.
 */
const NO_FAULT = [
  '{"ready"',
  'NOSENTRY',
  'Uncaught exception: kj/compat/http.c++',
  'stack: ',
  'An RPC result was not disposed properly',
]

/** A connection to Meta that ended at the moment at which it was used again: whoever asked was told so with a 503. */
const NO_ANSWER = 'no answer from Meta:'

/**
 * Lines of the log that speak of a fault, with where it was: what runs in the background has no answer to show it in.
 * `told` = answers that were 503: no more calls than that may have had no answer from Meta.
 */
function faultsIn(log: string, told: number): string[] {
  const lines = log.split('\n').filter((line) => line !== '' && !NO_FAULT.some((start) => line.startsWith(start)))
  const unanswered = lines.filter((line) => line.startsWith(NO_ANSWER))
  return unanswered.length <= told ? lines.filter((line) => !line.startsWith(NO_ANSWER)) : lines
}

/** One row that cannot be shown makes its page, and all behind it, unreadable: so every page is asked for. */
async function listsReadThrough({ world, fuzzer }: Left): Promise<void> {
  for (const path of Object.keys(world.cursors)) {
    let cursor = ''
    for (let page = 0; page < READ_THROUGH; page++) {
      const answer = await fuzzer.shoot({
        index: -1,
        lane: `GET ${path.replace(/packages\/[^/]+\//, 'packages/{id}/')}`,
        method: 'GET',
        path: `${path}?limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
        headers: [['authorization', `Bearer ${world.adminToken}`]],
        body: null,
        chunked: false,
      })
      if (answer?.status !== 200)
        throw new Error(`${path} cannot be read through: ${answer?.status} ${answer?.body.toString().slice(0, 300)}`)
      const { nextCursor }: { nextCursor: string | null } = JSON.parse(answer.body.toString())
      if (nextCursor === null) break
      cursor = nextCursor
    }
  }
}

/** A new package, a new number, a new user: out, delivered, and an answer back. */
async function wholeWay(api: Client, sandbox: Client, within: number): Promise<void> {
  const number = '20666000001'
  const to = '+491799999999'
  await sandbox.expect(200, 'POST', `/sandbox/numbers/${number}`, { wabaId: '40001', businessId: 'pfafter' })
  const made = await api.expect(201, 'POST', '/api/v1/packages', { name: 'after' })
  const packageId = String(made['id'])
  await api.expect(201, 'POST', `/api/v1/packages/${packageId}/profiles`, {
    phoneNumberId: number,
    displayName: 'after',
    wabaId: '40001',
    portfolioId: 'pfafter',
    accessToken: 'EAAGafter',
    preset: 'high_throughput',
  })
  const sent = await api.expect(202, 'POST', `/api/v1/packages/${packageId}/messages`, {
    to,
    type: 'template',
    template: { name: 'hello_world', language: { code: 'en_US' } },
  })
  const id = String(sent['id'])
  await until('the message is delivered', within, async () => {
    const seen = await api.expect(200, 'GET', `/api/v1/messages/${id}`)
    return ['delivered', 'read'].includes(String(seen['status'])) ? true : undefined
  })
  await sandbox.expect(200, 'POST', '/sandbox/inbound', { phoneNumberId: number, from: to, text: 'Thanks' })
  await until('the answer is there', within, async () => {
    const seen = await api.list(`/api/v1/messages?direction=in&profileId=${number}`)
    return seen.length === 1 ? true : undefined
  })
}
