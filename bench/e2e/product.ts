import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answers } from '../../scripts/health.ts'
import { freePort } from '../../scripts/ports.ts'
import { isAlive, signal } from '../../scripts/processes.ts'

export type ProductOptions = {
  /** Another entry module of the API Worker, absolute path: the product with its bindings wrapped. */
  readonly entry?: string
  /** Variables of the API Worker. */
  readonly vars?: Readonly<Record<string, string>>
  /** Seed the demo package; off by default. */
  readonly demo?: boolean
  /** Run the dashboard too; off by default, since few tests need it. */
  readonly dashboard?: boolean
  readonly sandbox?: boolean
  /** A state directory to go on with; else a new one that `stop` removes. */
  readonly stateDir?: string
  readonly port?: number
}

export type Product = {
  /** Origins, without a slash at the end; empty when that part does not run. */
  readonly api: string
  readonly dashboard: string
  readonly sandbox: string
  readonly adminToken: string
  readonly appSecret: string
  readonly stateDir: string
  /** Every process now running: the runner, its children and theirs. */
  pids(): readonly number[]
  workerdPid(): number
  /** What the runner has printed so far, on both streams. */
  output(): string
  /** SIGKILL of the API's workerd; returns the pid that it had. */
  killWorkerd(): number
  /** Resolves when `/healthz` answers 200; throws when it does not in time. */
  waitHealthy(withinMs?: number): Promise<void>
  /** Sends a signal to the runner alone and waits for its end; returns the milliseconds that took. */
  end(name?: NodeJS.Signals): Promise<number>
  /** SIGKILL of every process, the runner included, as a power cut would. */
  killAll(): Promise<void>
  /** Ends everything and removes a state directory that was made here. */
  stop(): Promise<void>
}

type Started = {
  readonly type: 'started'
  readonly port: number
  readonly dashboardPort: number
  readonly sandboxPort: number | null
}
type Run = {
  readonly runner: number
  readonly children: Readonly<Record<string, readonly (readonly [number, string])[]>>
}

const START = join(import.meta.dirname, '..', '..', 'scripts', 'start.ts')
/** Builds are taken again while none of their sources has changed: five seconds less for each product that a test starts. */
const BUILD_DIR = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'whats-guard')
const NEVER = new AbortController().signal

const isStarted = (value: unknown): value is Started =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'started'

/** The runner's word that everything answers, or its own words on why not. */
const started = (runner: ChildProcess, output: () => string): Promise<Started> =>
  new Promise((resolve, reject) => {
    runner.on('message', (message) => isStarted(message) && resolve(message))
    runner.once('exit', (code) => reject(new Error(`npm start ended with ${code}.\n${output()}`)))
  })

/**
 * Runs the product as `npm start` does, as processes, on free ports and a state directory of its own.
 *
 * @throws Error with the runner's output when it does not come up
 */
export const startProduct = async (options: ProductOptions = {}): Promise<Product> => {
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), 'whats-guard-'))
  const flags = [
    ...(options.demo === true ? [] : ['--no-demo']),
    ...(options.dashboard === true ? [] : ['--no-dashboard']),
    ...(options.sandbox === false ? ['--no-sandbox'] : []),
    ...(options.entry === undefined ? [] : ['--entry', options.entry]),
    ...Object.entries(options.vars ?? {}).flatMap(([name, value]) => ['--var', `${name}=${value}`]),
  ]
  const { META_GRAPH_URL: _, npm_lifecycle_event: __, ...env } = process.env
  const runner = spawn(process.execPath, [START, ...flags], {
    env: {
      ...env,
      PORT: String(options.port ?? (await freePort())),
      DASHBOARD_PORT: String(await freePort()),
      STATE_DIR: stateDir,
      BUILD_DIR,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const exit = once(runner, 'exit')
  let printed = ''
  for (const stream of [runner.stdout, runner.stderr]) stream?.on('data', (chunk) => (printed += chunk))
  const output = (): string => printed
  const { port, dashboardPort, sandboxPort } = await started(runner, output)
  const origin = (number: number): string => `http://127.0.0.1:${number}`
  const api = origin(port)
  const secrets: { ADMIN_TOKEN: string; META_APP_SECRET: string } = JSON.parse(
    readFileSync(join(stateDir, 'secrets.json'), 'utf8'),
  )
  const run = (): Run => JSON.parse(readFileSync(join(stateDir, 'run.json'), 'utf8'))
  const pids = (): readonly number[] => {
    const { runner: own, children } = run()
    return [own, ...Object.values(children).flatMap((list) => list.map(([pid]) => pid))].filter(isAlive)
  }
  const workerdPid = (): number => {
    const pid = run().children['api']?.find(([, program]) => program.includes('workerd'))?.[0]
    if (pid === undefined) throw new Error('The API has no workerd now.')
    return pid
  }
  const end = async (name: NodeJS.Signals = 'SIGTERM'): Promise<number> => {
    const begun = performance.now()
    runner.kill(name)
    await exit
    return performance.now() - begun
  }
  return {
    ...{
      api,
      stateDir,
      adminToken: secrets.ADMIN_TOKEN,
      appSecret: secrets.META_APP_SECRET,
      pids,
      workerdPid,
      end,
      output,
    },
    dashboard: options.dashboard === true ? origin(dashboardPort) : '',
    sandbox: sandboxPort === null ? '' : origin(sandboxPort),
    killWorkerd: () => {
      const pid = workerdPid()
      signal(pid, 'SIGKILL')
      return pid
    },
    waitHealthy: async (withinMs = 60_000) => {
      if (!(await answers(`${api}/healthz`, withinMs, NEVER))) throw new Error(`Not healthy within ${withinMs} ms.`)
    },
    killAll: async () => {
      for (const pid of pids()) signal(pid, 'SIGKILL')
      await exit
    },
    stop: async () => {
      if (runner.exitCode === null && runner.signalCode === null) await end()
      if (options.stateDir === undefined) rmSync(stateDir, { recursive: true, force: true })
    },
  }
}
