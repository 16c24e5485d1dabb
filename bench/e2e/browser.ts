import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

/**
 * A browser for tests, from the package registry and no system package: @sparticuz/chromium on Linux x64, elsewhere a
 * Chrome or Edge that is installed.
 */
const CACHE = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'whats-guard')
const PACKAGE = '@sparticuz/chromium'

/** The package unpacks into the temp folder, and takes what lies there for whole: a process of its own gets a folder of its own. */
const UNPACK = `
import chromium, { inflate } from '${PACKAGE}'
await chromium.executablePath()
await inflate(process.argv[1])
`

/** @returns the folder with `chromium`, `fonts` and `al2023/lib`; unpacked once for each version of the package */
const unpacked = async (): Promise<string> => {
  const entry = createRequire(import.meta.url).resolve(PACKAGE)
  const root = join(dirname(entry), '..')
  const { version }: { version: string } = createRequire(import.meta.url)(join(root, 'package.json'))
  const folder = join(CACHE, `chromium-${version}`)
  if (existsSync(folder)) return folder
  const draft = `${folder}.${process.pid}`
  mkdirSync(draft, { recursive: true })
  try {
    const args = ['--input-type=module', '-e', UNPACK, join(root, 'bin', 'al2023.tar.br')]
    await promisify(execFile)(process.execPath, args, { cwd: root, env: { ...process.env, TMPDIR: draft } })
    renameSync(draft, folder)
  } catch (error) {
    // another process was first
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return folder
}

const runs = (program: string, env: NodeJS.ProcessEnv): boolean => {
  try {
    execFileSync(program, ['--version'], { env, stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** The environment in which the unpacked browser starts: its libraries and fonts only where the machine lacks them. */
const environment = (folder: string, program: string): NodeJS.ProcessEnv => {
  const fonts = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') }
  // Without a locale the browser's language is one that Intl does not take.
  const env = { ...process.env, ...fonts, LC_ALL: 'en_US.UTF-8' }
  if (runs(program, env)) return env
  return { ...env, LD_LIBRARY_PATH: [join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH'] ?? ''].join(':') }
}

const bundled = async (): Promise<Browser> => {
  const folder = await unpacked()
  const executablePath = join(folder, 'chromium')
  const env = environment(folder, executablePath)
  const set = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
  // Chromium refuses its sandbox to root, which is who runs in a container; the pages are our own.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return await chromium.launch({ executablePath, env: Object.fromEntries(set), args })
}

const installed = async (): Promise<Browser> => {
  const failures: string[] = []
  for (const channel of ['chrome', 'msedge']) {
    try {
      return await chromium.launch({ channel })
    } catch (error) {
      failures.push(String(error))
    }
  }
  throw new Error(`The browser's tests need an installed Chrome or Edge on this system.\n${failures.join('\n')}`)
}

/**
 * A headless browser. Close it when done.
 *
 * @throws Error when none can be started here
 */
export const openBrowser = (): Promise<Browser> =>
  process.platform === 'linux' && process.arch === 'x64' ? bundled() : installed()
