import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { workerSpec } from '../../scripts/children.ts'
import { freePort } from '../../scripts/ports.ts'
import { signal } from '../../scripts/processes.ts'

/** Builds are taken again while none of their sources has changed. */
export const BUILD_DIR = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'whats-guard')

/**
 * Where a run keeps its state: memory where the system has it, since what fdatasync costs here (0.004 ms there, 10 ms on a
 * disk that others use too) says nothing of the platform, whose storage answers by replication. BENCH_DIR names another place.
 */
const stateRoot = (): string => process.env['BENCH_DIR'] ?? (existsSync('/dev/shm') ? '/dev/shm' : tmpdir())

export interface Product {
  readonly api: string
  /** without the entry Worker that stands before `api`: what is sent here comes to the product's own code at once */
  readonly port: number
  readonly stateDir: string
  readonly adminToken: string
  readonly appSecret: string
  /** From the start of workerd to the first answer of `/healthz`, ms, of the last start. */
  coldStartMs(): number
  workerdPid(): number
  /** How often workerd has ended by itself. */
  crashes(): number
  /** The end of what it printed. */
  log(): string
  /** SIGKILL of everything at once, as a power cut would. */
  kill(): Promise<void>
  /** Starts it again on the same state; resolves when `/healthz` answers. */
  start(): Promise<void>
  /** Ends it and removes its state. */
  stop(): Promise<void>
}

type Told = { type: 'ready'; workerdPid: number } | { type: 'spawned' | 'exited'; pid: number; file: string }

const isTold = (value: unknown): value is Told => typeof value === 'object' && value !== null && 'type' in value

/** Asked every few ms: the answer is what is measured. */
async function firstAnswer(url: string): Promise<void> {
  for (;;) {
    try {
      const answer = await fetch(url)
      await answer.arrayBuffer()
      if (answer.ok) return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
}

/**
 * The built Worker on plain workerd (scripts/serve.ts) with a new state directory and new secrets.
 *
 * @param graphUrl Meta's place
 * @param entry another entry module than the product's, with its bindings wrapped
 * @throws Error with its log when it does not come up
 */
export async function startProduct(graphUrl: string, entry?: string): Promise<Product> {
  process.env['BUILD_DIR'] ??= BUILD_DIR
  const stateDir = mkdtempSync(join(stateRoot(), 'whats-guard-bench-'))
  mkdirSync(join(stateDir, 'logs'))
  const [port, direct] = [await freePort(), await freePort()]
  const secret = (): string => randomBytes(24).toString('base64url')
  const vars = {
    ...{ META_GRAPH_URL: graphUrl, META_APP_SECRET: secret(), META_VERIFY_TOKEN: secret(), ADMIN_TOKEN: secret() },
    MASTER_KEY: randomBytes(32).toString('base64'),
  }
  const spec = workerSpec({ name: 'api', config: 'wrangler.toml', port, stateDir, vars, entry, direct })
  const api = `http://127.0.0.1:${port}`
  let coldStartMs = 0
  let kill = async (): Promise<void> => undefined
  let workerd = 0
  let crashes = 0
  const log = (): string => readFileSync(spec.log, 'utf8').slice(-3_000)

  const start = async (): Promise<void> => {
    const output = openSync(spec.log, 'a')
    const child = spawn(process.execPath, [...spec.args], {
      ...{ cwd: spec.cwd, env: spec.env, stdio: ['ignore', output, output, 'ipc'] },
    })
    closeSync(output)
    const exit = once(child, 'exit')
    const own = new Set<number>()
    let spawnedAt = 0
    const ready = new Promise<void>((resolve, reject) => {
      child.on('message', (told) => {
        if (!isTold(told)) return
        if (told.type === 'spawned') {
          own.add(told.pid)
          if (told.file.includes('workerd')) spawnedAt = performance.now()
        } else if (told.type === 'ready') {
          workerd = told.workerdPid
          resolve()
        } else if (told.pid === workerd) crashes += 1
      })
      child.once('exit', () => reject(new Error(`The product ended.\n${log()}`)))
    })
    kill = async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      // serve.ts first: it would start a dead workerd again
      child.kill('SIGKILL')
      for (const pid of own) signal(pid, 'SIGKILL')
      await exit
    }
    await ready
    await firstAnswer(`${api}/healthz`)
    coldStartMs = performance.now() - spawnedAt
  }
  await start()
  return {
    ...{ api, port: direct, stateDir, start, adminToken: vars.ADMIN_TOKEN, appSecret: vars.META_APP_SECRET },
    coldStartMs: () => coldStartMs,
    workerdPid: () => workerd,
    crashes: () => crashes,
    log,
    kill: () => kill(),
    async stop() {
      await kill()
      rmSync(stateDir, { recursive: true, force: true })
    },
  }
}
