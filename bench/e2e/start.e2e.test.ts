import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { freePort } from '../../scripts/ports.ts'
import { isAlive } from '../../scripts/processes.ts'
import { type Product, startProduct } from './product.ts'

/** `entry` lets this run against a stand-in for the Worker; the product's own by default. */
const entry = process.env['E2E_ENTRY']
const base = entry === undefined ? {} : { entry, sandbox: false }

/** Ends a test that will not end well; how soon things happen is what the bench measures, on cores of its own. */
const PATIENCE_MS = 60_000

const gone = (pids: readonly number[]): Promise<void> =>
  vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: PATIENCE_MS, interval: 50 })

/** The dashboard learns a new process's address from a registry on disk that both share. */
const reaches = ({ dashboard }: Product): Promise<void> =>
  vi.waitFor(async () => expect((await fetch(`${dashboard}/healthz`)).status).toBe(200), {
    timeout: PATIENCE_MS,
    interval: 50,
  })

describe('npm start', () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'whats-guard-start-'))
  let product: Product

  beforeAll(async () => {
    product = await startProduct({ ...base, stateDir, dashboard: true, demo: entry === undefined })
  })
  afterAll(async () => {
    await product.stop()
    rmSync(stateDir, { recursive: true, force: true })
  })

  it('answers /healthz without a token, and the API only with one', async () => {
    expect((await fetch(`${product.api}/healthz`)).status).toBe(200)
    const without = await fetch(`${product.api}/api/v1/packages`)
    expect(without.status).toBe(401)
    expect(without.headers.get('content-type')).toContain('application/problem+json')
    const headers = { authorization: `Bearer ${product.adminToken}` }
    expect((await fetch(`${product.api}/api/v1/packages`, { headers })).status).toBe(200)
  })

  it.skipIf(entry !== undefined)('has a demo in which somebody writes and is answered, by itself', async () => {
    const headers = { authorization: `Bearer ${product.adminToken}` }
    await vi.waitFor(
      async () => {
        const text = await (await fetch(`${product.api}/api/v1/messages`, { headers })).text()
        const { items }: { items: { direction: string; status: string; recipient: string }[] } = JSON.parse(text)
        const wrote = items.find((one) => one.direction === 'in')
        const answered = items.find((one) => one.direction === 'out' && one.recipient === wrote?.recipient)
        expect(['sent', 'delivered', 'read']).toContain(answered?.status)
      },
      { timeout: PATIENCE_MS, interval: 200 },
    )
  })

  it('serves the dashboard under a strict policy, and the API through it', async () => {
    const page = await fetch(product.dashboard)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe')
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await page.text()).toContain('<title>Whats Guard</title>')
    expect((await fetch(`${product.dashboard}/healthz`)).status).toBe(200)
    const through = await fetch(`${product.dashboard}/api/v1/packages`)
    expect(through.status).toBe(401)
    expect(through.headers.get('content-type')).toContain('application/problem+json')
  })

  it('signs people in through the dashboard, whose own origin is the one that counts', async () => {
    const at = `${product.dashboard}/api/v1`
    const origin = product.dashboard
    const signIn = await fetch(`${at}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ token: product.adminToken }),
    })
    expect(signIn.status).toBe(201)
    expect(signIn.headers.get('set-cookie')).toMatch(/^wg_session=wgs_[\w-]{43}; Path=\/; .*HttpOnly; SameSite=Strict$/)
    const cookie = (signIn.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const change = (from: string) =>
      fetch(`${at}/settings`, {
        method: 'PUT',
        headers: { cookie, origin: from, 'content-type': 'application/json', 'x-requested-with': 'whats-guard' },
        body: '{}',
      })
    expect((await change(origin)).status).toBe(200)
    expect((await change(product.api)).status).toBe(403)
    expect((await fetch(`${at}/session`, { headers: { cookie } })).status).toBe(200)
    const docs = await fetch(`${product.dashboard}/api/docs`)
    expect(docs.headers.get('content-security-policy')).toMatch(/script-src 'self'; style-src 'self'/)
    const [, script = ''] = /<script src="([^"]+)"/.exec(await docs.text()) ?? []
    expect((await fetch(product.dashboard + script)).headers.get('content-type')).toContain('text/javascript')
  })

  it('keeps secrets readable by their owner only', () => {
    const mode = execFileSync('ls', ['-l', join(stateDir, 'secrets.json')]).toString()
    expect(mode).toMatch(/^-rw-------/)
  })

  it('brings a killed workerd back', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      const before = product.killWorkerd()
      await product.waitHealthy()
      await vi.waitFor(() => expect(product.workerdPid()).not.toBe(before), { timeout: PATIENCE_MS, interval: 20 })
      await reaches(product)
    }
  })

  it('brings back a killed child with all that it had started', async () => {
    const { children } = JSON.parse(readFileSync(join(stateDir, 'run.json'), 'utf8'))
    const pids: number[] = children.api.map(([pid]: [number]) => pid)
    const serve = children.api.find(([, program]: [number, string]) => program.endsWith('serve.ts'))[0]
    process.kill(serve, 'SIGKILL')
    await gone(pids)
    await product.waitHealthy()
    await reaches(product)
  })

  it('refuses a second start on the same state, and says so', async () => {
    await expect(startProduct({ ...base, stateDir })).rejects.toThrow(/already runs/)
    expect((await fetch(`${product.api}/healthz`)).status).toBe(200)
  })

  it('stops every process on SIGTERM, and starts again with the same state', async () => {
    const pids = product.pids()
    const { adminToken } = product
    expect(pids.length).toBeGreaterThan(4)
    await product.end()
    await gone(pids)
    product = await startProduct({ ...base, stateDir, dashboard: true })
    expect(product.adminToken).toBe(adminToken)
  })

  it('leaves nothing behind when the runner alone is killed', async () => {
    const pids = product.pids()
    await product.end('SIGKILL')
    await gone(pids)
  })

  it('starts after a SIGKILL of everything', async () => {
    product = await startProduct({ ...base, stateDir, dashboard: true })
    await product.killAll()
    product = await startProduct({ ...base, stateDir, dashboard: true })
    await reaches(product)
  })
})

describe.skipIf(entry !== undefined)('npm start --no-demo', () => {
  it('seeds nothing and sends nothing by itself', async () => {
    const product = await startProduct({ demo: false })
    const text = async (url: string, headers: Readonly<Record<string, string>> = {}): Promise<string> =>
      await (await fetch(url, { headers })).text()
    const packages = await text(`${product.api}/api/v1/packages`, { authorization: `Bearer ${product.adminToken}` })
    expect(JSON.parse(packages)).toMatchObject({ items: [] })
    expect(product.output()).toContain('Whats Guard is running.')
    expect(JSON.parse(await text(`${product.sandbox}/sandbox/ledger`))).toEqual({ items: [], next: 0 })
    await product.stop()
  })
})

describe('npm itself', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('takes everything with it on a %s to it alone', async (name) => {
    const stateDir = mkdtempSync(join(tmpdir(), 'whats-guard-npm-'))
    const flags = ['--no-demo', '--no-dashboard', ...(entry === undefined ? [] : ['--no-sandbox', '--entry', entry])]
    const env = { ...process.env, PORT: String(await freePort()), STATE_DIR: stateDir }
    const npm = spawn('npm', ['start', '--', ...flags], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const exit = once(npm, 'exit')
    let output = ''
    npm.stdout.on('data', (chunk) => {
      output += chunk
    })
    await vi.waitFor(() => expect(output).toContain('Whats Guard is running.'), { timeout: PATIENCE_MS, interval: 50 })
    const run = JSON.parse(readFileSync(join(stateDir, 'run.json'), 'utf8'))
    const pids: number[] = [run.runner, ...run.processes.map(([pid]: [number]) => pid)]
    npm.kill(name)
    await exit
    await gone(pids)
    rmSync(stateDir, { recursive: true, force: true })
  })
})
