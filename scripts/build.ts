import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Json } from 'miniflare'
import type { SourcelessWorkerOptions } from 'wrangler'

type Database = { readonly binding: string; readonly migrations_dir?: string }

/** What running a Worker needs: the bundle that `wrangler deploy` would upload, and what wrangler.toml says of it. */
export type Build = {
  readonly name: string
  /** Absolute path of the bundle, one ES module. */
  readonly bundle: string
  /** Absolute paths of what it imports as text (wrangler.toml, rules), beside it. */
  readonly texts: readonly string[]
  readonly crons: readonly string[]
  readonly databases: readonly { readonly binding: string; readonly migrations: string }[]
  /** Bindings, flags and classes in miniflare's words, without the source. */
  readonly options: Omit<SourcelessWorkerOptions, 'modulesRules' | 'bindings'> & {
    readonly bindings?: Record<string, Json>
  }
}

/** wrangler names such a file by the hash of what is in it. */
const TEXT = /^[0-9a-f]{40}-/

type Stamp = readonly (readonly [path: string, modified: number, size: number])[]

/** The environment under which wrangler neither phones home nor looks for updates. */
export const QUIET: NodeJS.ProcessEnv = {
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_NO_SKILLS_UPDATE_PROMPTS: 'true',
  DO_NOT_TRACK: '1',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  // A `.env` that lies here belongs to something else; our variables are named one by one.
  CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: 'false',
  NO_UPDATE_NOTIFIER: '1',
}

/** wrangler's own program, past the `bin` script that would start a second Node around it. */
export const wranglerCli = (): string => createRequire(import.meta.url).resolve('wrangler')

const stampOf = (paths: readonly string[]): Stamp | undefined => {
  try {
    return paths.map((path) => {
      const { mtimeMs, size } = statSync(path)
      return [path, mtimeMs, size]
    })
  } catch {
    return undefined
  }
}

const fresh = (folder: string): Build | undefined => {
  try {
    const { stamp, build }: { stamp: Stamp; build: Build } = JSON.parse(
      readFileSync(join(folder, 'build.json'), 'utf8'),
    )
    const now = stampOf(stamp.map(([path]) => path))
    // one that an earlier version left says less
    return JSON.stringify(now) === JSON.stringify(stamp) && Array.isArray(build.texts) ? build : undefined
  } catch {
    return undefined
  }
}

/** Bundled by wrangler itself in a process of its own, so that what runs here is what a deploy would upload. */
const bundle = async (config: string, entry: string | undefined, folder: string): Promise<void> => {
  const args = [wranglerCli(), 'deploy', ...(entry === undefined ? [] : [entry]), '--dry-run', '--config', config]
  await promisify(execFile)(process.execPath, [...args, '--outdir', folder, '--metafile'], {
    cwd: dirname(config),
    env: { ...process.env, ...QUIET },
  }).catch((error: { stdout?: string; stderr?: string }) => {
    throw new Error(`The Worker does not build.\n${error.stdout ?? ''}${error.stderr ?? String(error)}`)
  })
}

const describe = async (config: string): Promise<Omit<Build, 'bundle' | 'texts'>> => {
  const { unstable_getMiniflareWorkerOptions, unstable_readConfig } = await import('wrangler')
  const read = unstable_readConfig({ config })
  const { modulesRules: _, ...options } = unstable_getMiniflareWorkerOptions(config).workerOptions
  return {
    name: read.name ?? 'worker',
    crons: read.triggers.crons ?? [],
    databases: read.d1_databases.map(({ binding, migrations_dir }: Database) => ({
      binding,
      migrations: resolve(dirname(config), migrations_dir ?? 'migrations'),
    })),
    options,
  }
}

/**
 * Builds the Worker of a wrangler config, or takes the last build when none of its inputs has changed since.
 *
 * @param config path of a wrangler.toml
 * @param cache folder that keeps builds between starts
 * @param entry another entry module than the config's `main` (tests wrap the product's bindings that way)
 * @throws Error with wrangler's own words when the source does not build
 */
export const build = async (config: string, cache: string, entry?: string): Promise<Build> => {
  const from = resolve(config)
  const key = createHash('sha256')
    .update(`${from}\n${entry ?? ''}`)
    .digest('hex')
    .slice(0, 12)
  const folder = join(resolve(cache), key)
  const known = fresh(folder)
  if (known !== undefined) return known
  const draft = `${folder}.${process.pid}`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true })
  try {
    const [described] = await Promise.all([describe(from), bundle(from, entry && resolve(entry), draft)])
    const meta: { inputs: Record<string, unknown>; outputs: Record<string, { entryPoint?: string }> } = JSON.parse(
      readFileSync(join(draft, 'bundle-meta.json'), 'utf8'),
    )
    const main = Object.entries(meta.outputs).find(([, output]) => output.entryPoint !== undefined)?.[0]
    if (main === undefined) throw new Error(`The build of ${relative('.', from)} has no entry module.`)
    const texts = readdirSync(draft).filter((name) => TEXT.test(name))
    const result: Build = {
      ...described,
      bundle: join(folder, basename(main)),
      texts: texts.map((name) => join(folder, name)),
    }
    // Inputs of virtual modules ("a-namespace:name") are no files and change only with wrangler itself.
    const inputs = Object.keys(meta.inputs).filter((path) => !/^[\w-]+:/.test(path))
    const stamp = stampOf([from, wranglerCli(), ...inputs.map((path) => resolve(dirname(from), path))])
    writeFileSync(join(draft, 'build.json'), JSON.stringify({ stamp: stamp ?? [['', 0, 0]], build: result }))
    rmSync(folder, { recursive: true, force: true })
    renameSync(draft, folder)
    return result
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}
