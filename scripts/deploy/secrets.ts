import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { isMasterKey, SECRETS, type Secrets, writeJson } from '../state.ts'
import { Trouble } from './trouble.ts'

/** What is to be uploaded, and what the owner is told. */
export type SecretPlan = {
  /** of the names that Cloudflare lacks, of those that the environment sets anew, and what a run that broke off left */
  readonly upload: Partial<Secrets>
  /** the webhook's verify token, where this machine knows it */
  readonly verifyToken: string | undefined
  readonly adminToken: string | undefined
  /** whether a deploy that came to its end has shown them: they are shown once, however often it broke off before */
  readonly told: boolean
}

type Kept = Partial<Secrets> & {
  readonly told?: boolean
  /** what was to be uploaded by a run that broke off: whether Cloudflare has it is not known */
  readonly pending?: Partial<Secrets>
}

const WHERE_APP_SECRET =
  "META_APP_SECRET is missing: it is Meta's, so it cannot be made here. In Meta's app dashboard open App settings > Basic > App secret, then\n" +
  '  read -rs META_APP_SECRET && export META_APP_SECRET\n' +
  '  npm run deploy'

const MAKE: Readonly<Record<Exclude<keyof Secrets, 'META_APP_SECRET'>, () => string>> = {
  META_VERIFY_TOKEN: () => randomBytes(16).toString('hex'),
  // AES-256-GCM takes exactly 32 bytes.
  MASTER_KEY: () => randomBytes(32).toString('base64'),
  ADMIN_TOKEN: () => randomBytes(24).toString('base64url'),
}

const keysOf = (masterKey: string | undefined): readonly string[] =>
  masterKey === undefined ? [] : masterKey.split(',').map((key) => key.trim())

/** A damaged file is never replaced: it may hold the only copy of MASTER_KEY. */
const keptIn = (file: string): Kept => {
  if (!existsSync(file)) return {}
  try {
    const kept: Kept = JSON.parse(readFileSync(file, 'utf8'))
    return kept
  } catch {
    throw new Trouble(`${file} cannot be read. Restore it from a copy, or move it away if its keys lie elsewhere.`)
  }
}

/** What a key has sealed only that key opens: none is left out by a slip. */
const mustHold = (masterKey: string, kept: Kept, file: string): void => {
  const former = [...keysOf(kept.MASTER_KEY), ...keysOf(kept.pending?.MASTER_KEY)]
  if (former.every((key) => keysOf(masterKey).includes(key))) return
  throw new Trouble(
    `The MASTER_KEY of the environment lacks a key that ${file} has, and what that key sealed (the access tokens of your numbers) nobody could open again. Nothing was changed.\n` +
      '  To go on with the key that is there:  unset MASTER_KEY\n' +
      '  To change it:                         MASTER_KEY=<former>,<new>, later <new>,<former> (README, Keys and secrets)\n' +
      '  To leave the former one out, when diagnostics say that nothing needs it:  npm run deploy -- --drop-former-key',
  )
}

/**
 * Decides each secret: the environment's wins; then what a run that broke off was to upload; one that Cloudflare has
 * stays; else the one that lies here; else a new one. All of it is written to `file` as pending before anything is
 * uploaded, so that a deploy that broke off goes on with the same key, and so that the owner has the key that a rotation
 * needs: Cloudflare never shows a secret again.
 *
 * @param there the names that Cloudflare has
 * @param dropFormer whether MASTER_KEY may leave out a key that the file has
 * @throws Trouble when META_APP_SECRET is nowhere, MASTER_KEY cannot be one or lacks a former key, or the file is damaged
 */
export const planSecrets = (
  there: ReadonlySet<string>,
  environment: NodeJS.ProcessEnv,
  file: string,
  dropFormer: boolean,
): SecretPlan => {
  const kept = keptIn(file)
  const upload: Partial<Record<keyof Secrets, string>> = {}
  for (const name of SECRETS) {
    const given = environment[name]
    const pending = kept.pending?.[name]
    if (given !== undefined && given.trim() !== '') upload[name] = given
    else if (pending !== undefined) upload[name] = pending
    else if (there.has(name)) continue
    else if (name === 'META_APP_SECRET') {
      const before = kept[name]
      if (before === undefined) throw new Trouble(WHERE_APP_SECRET)
      upload[name] = before
    } else upload[name] = kept[name] ?? MAKE[name]()
  }
  if (upload.MASTER_KEY !== undefined) {
    if (!isMasterKey(upload.MASTER_KEY))
      throw new Trouble('MASTER_KEY must be 32 bytes in base64 (several, comma-separated, for rotation).')
    if (!dropFormer) mustHold(upload.MASTER_KEY, kept, file)
  }
  if (Object.keys(upload).length > 0) writeJson(file, { ...kept, pending: upload })
  const known = { ...kept, ...upload }
  return {
    ...{ upload, verifyToken: known.META_VERIFY_TOKEN, adminToken: known.ADMIN_TOKEN },
    told: kept.told === true || known.ADMIN_TOKEN === undefined,
  }
}

/** Cloudflare has them now. */
export const markUploaded = (file: string, upload: SecretPlan['upload']): void => {
  if (Object.keys(upload).length === 0) return
  const { pending: _, ...kept } = keptIn(file)
  writeJson(file, { ...kept, ...upload })
}

/** From now on they are not shown again. */
export const markTold = (file: string): void => writeJson(file, { ...keptIn(file), told: true })
