import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { QUIET, wranglerCli } from '../build.ts'

/** What wrangler writes for programs (WRANGLER_OUTPUT_FILE_PATH, one JSON document a line), as far as it is read here. */
export type Entry = {
  readonly type: string
  /** command-failed: Cloudflare's own code, where the failure was an answer of its API */
  readonly code?: number | string
  readonly message?: string
  /** deploy: addresses and schedules that lead to the Worker */
  readonly targets?: readonly string[]
  /** pages-deploy-detailed */
  readonly environment?: string
  readonly production_branch?: string
}

export type Said = {
  readonly ok: boolean
  readonly stdout: string
  readonly stderr: string
  readonly entries: readonly Entry[]
}

/** Runs wrangler once, without a terminal, so that it never waits for an answer; a failure is a value. */
export type Wrangler = (args: readonly string[], options?: { readonly cwd?: string }) => Promise<Said>

const ROOT = join(import.meta.dirname, '..', '..')
/** The largest upload is the Worker's; nothing here speaks more than some hundred kilobytes. */
const MAX_OUTPUT = 16 * 1024 * 1024

const entriesOf = (path: string): readonly Entry[] => {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Entry => JSON.parse(line))
  } catch {
    return []
  }
}

/**
 * The wrangler of this repository.
 *
 * @param environment of each run, beside the process's own: the account, once it is known
 */
export const wranglerOf =
  (environment: () => NodeJS.ProcessEnv): Wrangler =>
  (args, { cwd = ROOT } = {}) =>
    new Promise((resolve) => {
      const folder = mkdtempSync(join(tmpdir(), 'whats-guard-'))
      const path = join(folder, 'said.ndjson')
      const env = { ...process.env, ...QUIET, NO_COLOR: '1', WRANGLER_OUTPUT_FILE_PATH: path, ...environment() }
      const child = execFile(
        process.execPath,
        [wranglerCli(), ...args],
        { cwd, env, maxBuffer: MAX_OUTPUT },
        (error, stdout, stderr) => {
          const entries = entriesOf(path)
          rmSync(folder, { recursive: true, force: true })
          resolve({ ok: error === null, stdout, stderr, entries })
        },
      )
      child.stdin?.end()
    })
