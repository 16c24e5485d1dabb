import { join } from 'node:path'
import { pagesSpec, workerSpec } from './children.ts'
import { demoPackage, seedDemo } from './demo.ts'
import { demoTraffic } from './demo-traffic.ts'
import { answers } from './health.ts'
import { take } from './lock.ts'
import { type Options, optionsOf } from './options.ts'
import { watchParent } from './parent.ts'
import { isFree, sandboxPort } from './ports.ts'
import { prepare, type Secrets, secretsOf, wipe } from './state.ts'
import { Supervisor } from './supervisor.ts'
import { tick } from './ticker.ts'
import { buildWeb } from './web.ts'

/**
 * `npm start`: the whole product on this machine. Supervises the API Worker, the sandbox and the dashboard as processes
 * of their own, fires the crons, seeds the demo, and leaves nothing running when it ends, however it ends.
 */
const HEALTHY_MS = 60_000

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const apiSpec = ({ port, stateDir, entry, vars }: Options, secrets: Secrets, sandboxAt: number | undefined) =>
  workerSpec({
    ...{ name: 'api', config: 'wrangler.toml', port, stateDir, entry },
    // The environment's META_GRAPH_URL wins over the sandbox, the secrets over everything.
    vars: {
      ...(sandboxAt === undefined ? {} : { META_GRAPH_URL: `http://127.0.0.1:${sandboxAt}` }),
      ...vars,
      ...secrets,
    },
  })

const sandboxSpec = ({ port, stateDir }: Options, secrets: Secrets, sandboxAt: number) =>
  workerSpec({
    ...{ name: 'sandbox', config: 'sandbox/wrangler.toml', port: sandboxAt, stateDir },
    vars: {
      WEBHOOK_URL: `http://127.0.0.1:${port}/webhooks/meta`,
      // Of several (rotation) Meta signs with one.
      APP_SECRET: secrets.META_APP_SECRET.split(',')[0]?.trim() ?? '',
      VERIFY_TOKEN: secrets.META_VERIFY_TOKEN,
    },
  })

const ensurePorts = async ({ port, dashboardPort, dashboard }: Options): Promise<void> => {
  const wanted = { PORT: port, ...(dashboard ? { DASHBOARD_PORT: dashboardPort } : {}) }
  for (const [name, number] of Object.entries(wanted)) {
    if (!(await isFree(number))) throw new Error(`Port ${number} is in use. Set ${name} to another one.`)
  }
}

const seed = async (apiUrl: string, token: string, file: string): Promise<void> => {
  try {
    const id = await seedDemo(apiUrl, token, file)
    if (id !== undefined) say(`  Demo       package ${id} with five numbers, to which invented customers write`)
  } catch (error) {
    // Not worth ending the product for: the next start tries again.
    process.stderr.write(`The demo package could not be made: ${error instanceof Error ? error.message : error}\n`)
  }
}

const run = async (options: Options, supervisor: Supervisor): Promise<void> => {
  const { port, dashboardPort, stateDir } = options
  await take(stateDir)
  if (options.clean) wipe(stateDir)
  prepare(stateDir)
  const secrets = secretsOf(stateDir, process.env)
  await ensurePorts(options)

  const sandboxAt = options.sandbox ? await sandboxPort(stateDir) : undefined
  const api = supervisor.add(apiSpec(options, secrets, sandboxAt))
  const apiUrl = `http://127.0.0.1:${port}`
  const dashboardUrl = `http://127.0.0.1:${dashboardPort}`
  const up = [answers(`${apiUrl}/healthz`, HEALTHY_MS, supervisor.over)]
  if (sandboxAt !== undefined) {
    supervisor.add(sandboxSpec(options, secrets, sandboxAt))
    up.push(answers(`http://127.0.0.1:${sandboxAt}/sandbox/health`, HEALTHY_MS, supervisor.over))
  }
  if (options.dashboard) {
    await buildWeb(supervisor.over)
    const pages = supervisor.add(pagesSpec(dashboardPort, stateDir))
    up.push(answers(dashboardUrl, HEALTHY_MS, supervisor.over, () => pages.ready()))
  }
  const healthy = (await Promise.all(up)).every(Boolean)
  if (supervisor.over.aborted) return
  if (!healthy) throw new Error(`Not healthy after ${HEALTHY_MS / 1000} s; see ${join(stateDir, 'logs')}.`)

  const fire = async (cron: string, at: number): Promise<void> => {
    const query = new URLSearchParams({ cron, time: String(at) })
    await fetch(`${apiUrl}/cdn-cgi/local/scheduled?${query}`, { signal: AbortSignal.timeout(55_000) })
  }
  supervisor.over.addEventListener(
    'abort',
    tick(() => api.crons, fire),
  )

  say('\nWhats Guard is running.')
  say(`  API        ${apiUrl}`)
  if (options.dashboard) say(`  Dashboard  ${dashboardUrl}`)
  if (sandboxAt !== undefined) say(`  Sandbox    http://127.0.0.1:${sandboxAt} (in Meta's place)`)
  say(`  Sign in    ${secrets.ADMIN_TOKEN}`)
  say(`  State      ${stateDir}`)
  const demo = join(stateDir, 'demo.json')
  if (options.demo) await seed(apiUrl, secrets.ADMIN_TOKEN, demo)
  const packageId = options.demo ? demoPackage(demo) : undefined
  // Never where Meta itself, or somebody's stand-in, would take these messages.
  if (packageId !== undefined && sandboxAt !== undefined && options.vars['META_GRAPH_URL'] === undefined) {
    const place = { api: apiUrl, token: secrets.ADMIN_TOKEN, sandbox: `http://127.0.0.1:${sandboxAt}`, packageId }
    void demoTraffic(place, supervisor.over)
  }
  process.send?.({ type: 'started', port, dashboardPort, sandboxPort: sandboxAt ?? null })
}

/** Options that cannot be read end the process before there is anything to stop. */
const readOptions = (): Options => {
  try {
    return optionsOf(process.argv.slice(2), process.env)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    process.exit(1)
  }
}

const options = readOptions()
const supervisor = new Supervisor(options.stateDir)
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => void supervisor.stop(0))
// Whoever read our output may be gone before us.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
watchParent(250, () => void supervisor.stop(0))
await run(options, supervisor).catch((error: Error) => supervisor.fail(error))
