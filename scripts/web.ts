import { execFile } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const WEB = join(import.meta.dirname, '..', 'web')
export const SOURCES: readonly string[] = [
  ...['src', 'public', 'index.html', 'vite.config.ts', 'package.json'],
  // rules and types that the dashboard shares with the guard
  ...['../durable/domain', '../worker/contract'],
  // which versions of its packages are installed
  ...['../package.json', '../package-lock.json'],
]

const newest = (path: string): number => {
  if (!existsSync(path)) return 0
  const found = statSync(path)
  if (!found.isDirectory()) return found.mtimeMs
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/**
 * Builds the dashboard into web/dist when a source is newer than the last build.
 *
 * @param over ends the build early
 * @throws Error with Vite's own words
 */
export const buildWeb = async (over?: AbortSignal): Promise<void> => {
  const page = join(WEB, 'dist', 'index.html')
  if (existsSync(page) && SOURCES.every((name) => newest(join(WEB, name)) <= statSync(page).mtimeMs)) return
  const vite = join(WEB, '..', 'node_modules', 'vite', 'bin', 'vite.js')
  await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: WEB,
    ...(over === undefined ? {} : { signal: over }),
  }).catch((error: { stdout?: string; stderr?: string }) => {
    throw new Error(`The dashboard does not build.\n${error.stdout ?? ''}${error.stderr ?? String(error)}`)
  })
}
