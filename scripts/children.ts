import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { QUIET, wranglerCli } from './build.ts'
import type { ChildSpec } from './child.ts'

const ROOT = join(import.meta.dirname, '..')

type WorkerPlan = {
  readonly name: string
  readonly config: string
  readonly port: number
  readonly stateDir: string
  readonly vars: Readonly<Record<string, string>>
  readonly entry?: string | undefined
  /** a second port without miniflare's entry Worker, for who measures */
  readonly direct?: number | undefined
}

/** A Worker under `serve.ts`, its data in `<stateDir>/<name>`. */
export const workerSpec = ({ name, config, port, stateDir, vars, entry, direct }: WorkerPlan): ChildSpec => ({
  name,
  args: [
    join(import.meta.dirname, 'serve.ts'),
    ...['--config', join(ROOT, config), '--port', String(port), '--persist', join(stateDir, name)],
    // tests start the product again and again from new state directories: they keep its build elsewhere
    ...['--cache', process.env['BUILD_DIR'] || join(stateDir, 'build'), '--registry', join(stateDir, 'registry')],
    ...(entry === undefined ? [] : ['--entry', entry]),
    ...(direct === undefined ? [] : ['--direct', String(direct)]),
  ],
  cwd: ROOT,
  env: { ...withoutSecrets(), ...QUIET, SERVE_VARS: JSON.stringify(vars), WRANGLER_LOG_PATH: join(stateDir, 'logs') },
  log: join(stateDir, 'logs', `${name}.log`),
})

/**
 * The dashboard under `wrangler pages dev`, inside web/ so that it reads web/wrangler.toml; it finds the API Worker by
 * the registry that both share.
 */
export const pagesSpec = (port: number, stateDir: string): ChildSpec => ({
  name: 'dashboard',
  args: [
    '--import',
    pathToFileURL(join(import.meta.dirname, 'follow.ts')).href,
    ...[wranglerCli(), 'pages', 'dev', '--ip', '127.0.0.1', '--port', String(port)],
    // 0 = any free one; the default would collide with a second product on this machine.
    ...['--inspector-port', '0', '--persist-to', join(stateDir, 'pages'), '--log-level', 'warn'],
  ],
  cwd: join(ROOT, 'web'),
  env: {
    ...withoutSecrets(),
    ...QUIET,
    WRANGLER_REGISTRY_PATH: join(stateDir, 'registry'),
    WRANGLER_LOG_PATH: join(stateDir, 'logs'),
    // a trace of each request in a file would keep tokens that somebody put into an address
    X_LOCAL_OBSERVABILITY: 'false',
    CI: '1',
  },
  log: join(stateDir, 'logs', 'dashboard.log'),
})

/** What a child inherits: each gets its own variables by name, and none reads another's secrets from its environment. */
const withoutSecrets = (): NodeJS.ProcessEnv => {
  const { META_APP_SECRET: _a, META_VERIFY_TOKEN: _b, MASTER_KEY: _c, ADMIN_TOKEN: _d, ...rest } = process.env
  return rest
}
