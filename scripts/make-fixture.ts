import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Client, type Result, until } from '../bench/e2e/client.ts'
import { FAR, type Fixture, type FixtureKind, SCHEDULED } from '../bench/e2e/fixture-messages.ts'
import { enlist, fleet, template } from '../bench/e2e/fleet.ts'
import { startProduct } from '../bench/e2e/product.ts'
import { readJson, writeJson } from './state.ts'

/**
 * `node scripts/make-fixture.ts`: the state directory of this release, stopped in mid-queue, into
 * bench/fixtures/state-<version>/. Made once for each release and never again: bench/e2e/upgrade.e2e.test.ts opens every one
 * of them with the code of its day. The sandbox's state is not part of it.
 */
const root = join(import.meta.dirname, '..')
const version = readJson<{ version: string }>(join(root, 'package.json')).version ?? '0.0.0'
const target = join(root, 'bench', 'fixtures', `state-${version}`)
const stateDir = mkdtempSync(join(tmpdir(), 'whats-guard-fixture-'))

// known to everybody who reads this repository: they open this fixture and nothing else
writeJson(join(stateDir, 'secrets.json'), {
  note: 'test-only keys of a state fixture, never to be used',
  META_APP_SECRET: 'fixture-app-secret',
  META_VERIFY_TOKEN: 'fixture-verify-token',
  MASTER_KEY: Buffer.alloc(32, 9).toString('base64'),
  ADMIN_TOKEN: 'fixture-admin-token',
})

const product = await startProduct({ stateDir })
const fixture: Fixture = await fill(new Client(product.api, product.adminToken), new Client(product.sandbox, null))
await product.stop()

rmSync(target, { recursive: true, force: true })
mkdirSync(join(target, 'api'), { recursive: true })
for (const part of ['d1', 'do', 'migrated.json'])
  cpSync(join(stateDir, 'api', part), join(target, 'api', part), { recursive: true })
// with the sandbox's port: where it is free, the stored addresses and tokens are used as they are
for (const file of ['secrets.json', 'ports.json']) cpSync(join(stateDir, file), join(target, file))
writeJson(join(target, 'fixture.json'), fixture)
for (const file of readdirSync(target, { recursive: true, encoding: 'utf8' }))
  if (file.endsWith('.sqlite')) compact(join(target, file))
rmSync(stateDir, { recursive: true, force: true })
process.stdout.write(`${target}\n`)

/** One file instead of three, without free pages. */
function compact(file: string): void {
  const db = new DatabaseSync(file)
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.exec('PRAGMA journal_mode = DELETE')
  db.exec('VACUUM')
  db.close()
}

async function fill(api: Client, sandbox: Client): Promise<Fixture> {
  const numbers = fleet(3, 3, 1)
  const [sending, paused, unknown] = numbers.map((one) => one.id)
  if (sending === undefined || paused === undefined || unknown === undefined) throw new Error('a fleet of three')
  await sandbox.expect(200, 'POST', '/sandbox/config', {
    delays: { sent: [10, 20], delivered: [50, 100], read: [150, 200] },
    readShare: 0.5,
  })
  const packageId = await enlist(api, sandbox, numbers, { holdDuplicates: true })
  // however late it is opened, no sweep has forgotten what it holds
  await api.expect(200, 'PUT', '/api/v1/settings', {
    retention: { contentDays: 3650, messageDays: 3650, auditDays: 3650 },
  })
  const messages: Fixture['messages'] = []
  const send = async (what: FixtureKind, body: Record<string, unknown>, guard: Record<string, unknown>) => {
    const answer = await api.expect(202, 'POST', `/api/v1/packages/${packageId}/messages`, { ...body, guard })
    const { id } = answer as Result
    if (id === undefined) throw new Error('accepted without an id')
    messages.push({ id, what, status: '', to: String(body['to']) })
  }
  const statusOf = async (id: string) => String((await api.expect(200, 'GET', `/api/v1/messages/${id}`))['status'])
  const settled = (what: FixtureKind, wanted: readonly string[]) =>
    until(`${what} is ${wanted.join(' or ')}`, 30_000, async () => {
      for (const message of messages) if (message.what === what) message.status = await statusOf(message.id)
      return messages.every((one) => one.what !== what || wanted.includes(one.status)) ? true : undefined
    })

  for (let n = 0; n < 6; n++)
    await send('ended', template(`+57300100${n}000`, n % 2 === 0 ? 'promo' : 'hello_world'), { profileId: sending })
  await settled('ended', ['delivered', 'read'])
  await sandbox.expect(200, 'POST', '/sandbox/inbound', { phoneNumberId: sending, from: '+573001999900', text: 'Hola' })
  await until('the window is known', 10_000, async () =>
    (await api.list(`/api/v1/packages/${packageId}/routes`)).length >= 7 ? true : undefined,
  )
  const optedOut = '+573001888800'
  await api.expect(201, 'POST', '/api/v1/opt-outs', { recipient: optedOut, scope: 'all' })

  await sandbox.expect(200, 'POST', '/sandbox/faults', [
    { phoneNumberId: unknown, kind: { type: 'status', http: 503, body: 'html' } },
  ])
  await send('unknown', template('+573002000000', 'promo'), { profileId: unknown, expiresAt: FAR })
  await settled('unknown', ['unknown'])

  // one conversation waits for its pair gap in the number's own queue, the rest for the number in the package's backlog
  const talk = { profileId: paused, expiresAt: FAR }
  await send('ended', template('+573003000000', 'hello_world'), talk)
  await send('queued', template('+573003000000', 'promo'), talk)
  await send('queued', template('+573003000000', 'code'), talk)
  await api.expect(200, 'POST', `/api/v1/profiles/${paused}/pause`, { reason: 'a fixture' })
  for (let n = 1; n < 3; n++) await send('queued', template(`+57300300${n}000`, 'hello_world'), talk)
  await settled('ended', ['delivered', 'read'])
  await settled('queued', ['queued', 'accepted'])
  await send('scheduled', template('+573004000000', 'promo'), { sendAt: SCHEDULED, expiresAt: FAR })
  await settled('scheduled', ['scheduled', 'accepted', 'queued'])
  await send('held', template('+573003001000', 'hello_world'), talk)
  await settled('held', ['held'])
  await until('the history has all of it', 30_000, async () => {
    const { actors } = (await api.expect(200, 'GET', '/api/v1/diagnostics')) as { actors: { outbox: number }[] }
    return actors.every((actor) => actor.outbox === 0) ? true : undefined
  })
  return { version, packageId, numbers: { sending, paused, unknown }, optedOut, messages }
}
