import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { type Build, build } from './build.ts'
import { spawned } from './follow.ts'
import { migrate, migrationFiles } from './migrate.ts'

/**
 * Runs one Worker of ours as a process: `node scripts/serve.ts --config wrangler.toml --port 8787 --persist DIR
 * [--cache DIR] [--registry DIR] [--entry other.ts] [--direct PORT]`, variables and secrets as JSON in SERVE_VARS.
 *
 * It is plain workerd behind miniflare's entry Worker, on 127.0.0.1, without the proxies of `wrangler dev`: these cost
 * most of the throughput, and behind them a killed workerd would not be the one that holds the actors. `--direct` opens a
 * second port without the entry Worker, which costs a request as much as a third of what the product does with it. Prints
 * `{"ready":true,"port":...,"workerdPid":...}` as one line each time that workerd listens, so also after a crash.
 */
const { values: flags } = parseArgs({
  options: {
    config: { type: 'string' },
    port: { type: 'string' },
    persist: { type: 'string' },
    cache: { type: 'string' },
    registry: { type: 'string' },
    entry: { type: 'string' },
    direct: { type: 'string' },
  },
})
if (flags.config === undefined || flags.port === undefined || flags.persist === undefined) {
  throw new Error('serve needs --config, --port and --persist')
}

const port = Number(flags.port)
const persist = resolve(flags.persist)
const vars: Record<string, string> = JSON.parse(process.env['SERVE_VARS'] ?? '{}')
// Secrets have no business in the environment of workerd or esbuild.
delete process.env['SERVE_VARS']

type Extra = {
  readonly source?: string
  readonly registry?: string | undefined
  readonly direct?: string | undefined
  readonly onRestart?: () => void
}

/** What the bundle imports as text, under the names by which it does. */
const texts = (built: Build) =>
  built.texts.map((path) => ({
    type: 'Text' as const,
    path: `/${basename(path)}`,
    contents: readFileSync(path, 'utf8'),
  }))

const instance = (built: Build, listen: number, extra: Extra): Miniflare => {
  const source = extra.source ?? readFileSync(built.bundle, 'utf8')
  const { bindings, rootPath: _, ...options } = built.options
  return new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: listen,
      // The real edge's data about a caller is fetched from the internet by default.
      cf: false,
      logRequests: false,
      resourcePersistencePath: persist,
      unsafeTriggerHandlers: true,
      ...(extra.registry === undefined ? {} : { unsafeDevRegistryPath: resolve(extra.registry) }),
      ...(extra.onRestart === undefined ? {} : { unsafeHandleRuntimeRestart: extra.onRestart }),
      workers: [
        {
          ...options,
          name: built.name,
          bindings: { ...bindings, ...vars },
          ...(extra.direct === undefined
            ? {}
            : { unsafeDirectSockets: [{ host: '127.0.0.1', port: Number(extra.direct) }] }),
          modulesRoot: '/',
          modules: [{ type: 'ESModule', path: '/index.js', contents: source }, ...texts(built)],
        },
      ],
    }),
  )
}

/** Names of the migrations that this store has seen; lies beside the data, so that both vanish together. */
const migrated = (built: Build): { file: string; wanted: string } => ({
  file: join(persist, 'migrated.json'),
  wanted: JSON.stringify(built.databases.map(({ binding, migrations }) => [binding, migrationFiles(migrations)])),
})

/** Before the real Worker listens, by a Worker without code: no request may meet a table that is not there yet. */
const prepare = async (built: Build): Promise<void> => {
  const { file, wanted } = migrated(built)
  if (built.databases.length === 0 || (existsSync(file) && readFileSync(file, 'utf8') === wanted)) return
  const { durableObjects: _, ...options } = built.options
  const source = 'export default { fetch: () => new Response(null, { status: 503 }) }'
  const only = instance({ ...built, options }, 0, { source })
  try {
    for (const { binding, migrations } of built.databases) await migrate(await only.getD1Database(binding), migrations)
  } finally {
    await only.dispose()
  }
  writeFileSync(file, wanted)
}

/** Told on standard output to people and scripts, over IPC to the runner. */
const ready = (): void => {
  const workerdPid = [...spawned].findLast(([, file]) => file.includes('workerd'))?.[0]
  const line = { ready: true, port, workerdPid, crons: built.crons }
  process.stdout.write(`${JSON.stringify(line)}\n`)
  if (process.connected) process.send?.({ type: 'ready', ...line })
}

const built = await build(flags.config, flags.cache ?? join(persist, 'build'), flags.entry)
await prepare(built)
// What a killed process of this Worker announced of itself would keep this one unannounced for minutes.
if (flags.registry !== undefined) rmSync(join(resolve(flags.registry), built.name), { force: true })
// When workerd dies, miniflare starts it again within this process; when that fails it throws, and the runner's turn comes.
const worker = instance(built, port, { registry: flags.registry, direct: flags.direct, onRestart: ready })
await worker.ready
ready()

// A restart that fails is only logged by miniflare: then this process has no purpose left, and the runner starts it anew.
let without = 0
setInterval(() => {
  const isThere = [...spawned.values()].some((file) => file.includes('workerd'))
  without = isThere ? 0 : without + 1
  if (without >= 4) process.exit(1)
}, 500)
