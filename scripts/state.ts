import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The files of a state directory that the runner itself writes; the Workers' data lies in `api/` and `sandbox/`. */
const OURS = [
  'api',
  'sandbox',
  'pages',
  'build',
  'registry',
  'logs',
  'secrets.json',
  'ports.json',
  'demo.json',
  'run.json',
] as const

export const SECRETS = ['META_APP_SECRET', 'META_VERIFY_TOKEN', 'MASTER_KEY', 'ADMIN_TOKEN'] as const
export type Secrets = Readonly<Record<(typeof SECRETS)[number], string>>

/** @returns what a file of ours holds; nothing when it is missing or unreadable, so only for what can be found out anew */
export const readJson = <T>(path: string): Partial<T> => {
  try {
    const value: Partial<T> = JSON.parse(readFileSync(path, 'utf8'))
    return value
  } catch {
    return {}
  }
}

/** Written beside and renamed: a kill in mid-write leaves the old file, not half of a new one. Readable by its owner only. */
export const writeJson = (path: string, value: unknown): void => {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, path)
}

/** `--clean`: removes what the runner made and nothing else, whatever directory STATE_DIR names. */
export const wipe = (directory: string): void => {
  for (const name of OURS) rmSync(join(directory, name), { recursive: true, force: true })
}

/** Makes what must be there; logs are those of the present run, so that they do not grow for ever. */
export const prepare = (directory: string): void => {
  rmSync(join(directory, 'logs'), { recursive: true, force: true })
  mkdirSync(join(directory, 'logs'), { recursive: true, mode: 0o700 })
}

const generate = (): Secrets => ({
  META_APP_SECRET: randomBytes(16).toString('hex'),
  META_VERIFY_TOKEN: randomBytes(16).toString('hex'),
  // AES-256-GCM takes exactly 32 bytes.
  MASTER_KEY: randomBytes(32).toString('base64'),
  ADMIN_TOKEN: randomBytes(24).toString('base64url'),
})

/** Whether a text is what MASTER_KEY takes: 32 bytes in base64, or several of them, comma-separated. */
export const isMasterKey = (text: string): boolean =>
  text.split(',').every((key) => Buffer.from(key.trim(), 'base64').length === 32)

/** A damaged file is never replaced: with a new MASTER_KEY nobody could read the numbers' access tokens again. */
const storedSecrets = (path: string): Partial<Secrets> => {
  if (!existsSync(path)) return {}
  try {
    const stored: Partial<Secrets> = JSON.parse(readFileSync(path, 'utf8'))
    return stored
  } catch {
    throw new Error(`${path} cannot be read. Restore it from a copy, or begin anew with --clean.`)
  }
}

/**
 * The secrets in force: the environment's where it has them, else those of the first run.
 *
 * @throws Error when the file is damaged, or MASTER_KEY is not a comma list of 32 bytes in base64, before anything is encrypted with it
 */
export const secretsOf = (directory: string, environment: NodeJS.ProcessEnv): Secrets => {
  const path = join(directory, 'secrets.json')
  const stored = storedSecrets(path)
  const secrets = { ...generate(), ...stored }
  if (SECRETS.some((name) => stored[name] === undefined)) writeJson(path, secrets)
  const inForce = { ...secrets }
  for (const name of SECRETS) inForce[name] = environment[name] || secrets[name]
  if (!isMasterKey(inForce.MASTER_KEY)) {
    throw new Error('MASTER_KEY must be 32 bytes in base64 (several, comma-separated, for rotation).')
  }
  return inForce
}
