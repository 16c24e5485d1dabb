import { randomBytes } from 'node:crypto'
import { isMasterKey, readJson, SECRETS, type Secrets, writeJson } from '../state.ts'
import { Trouble } from './trouble.ts'

/** What is to be uploaded, and what the owner is told. */
export type SecretPlan = {
  /** of the names that Cloudflare lacks, and of those that the environment sets anew */
  readonly upload: Partial<Secrets>
  /** the webhook's verify token, where this machine knows it */
  readonly verifyToken: string | undefined
  readonly adminToken: string | undefined
  /** whether a deploy that came to its end has shown them: they are shown once, however often it broke off before */
  readonly told: boolean
}

type Kept = Secrets & { readonly told: boolean }

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

/**
 * Decides each secret: the environment's wins; one that Cloudflare has stays; else the one that an earlier run made here;
 * else a new one. What is made is written to `file` before anything is uploaded, so that a deploy that broke off goes on
 * with the same key, and so that the owner has the key that a rotation needs: Cloudflare never shows a secret again.
 *
 * @param there the names that Cloudflare has
 * @throws Trouble when META_APP_SECRET is nowhere, or MASTER_KEY cannot be one
 */
export const planSecrets = (there: ReadonlySet<string>, environment: NodeJS.ProcessEnv, file: string): SecretPlan => {
  const kept = readJson<Kept>(file)
  const upload: Partial<Record<keyof Secrets, string>> = {}
  for (const name of SECRETS) {
    const given = environment[name]
    if (given !== undefined && given.trim() !== '') upload[name] = given
    else if (there.has(name)) continue
    else if (name === 'META_APP_SECRET') {
      const before = kept[name]
      if (before === undefined) throw new Trouble(WHERE_APP_SECRET)
      upload[name] = before
    } else upload[name] = kept[name] ?? MAKE[name]()
  }
  if (upload.MASTER_KEY !== undefined && !isMasterKey(upload.MASTER_KEY))
    throw new Trouble('MASTER_KEY must be 32 bytes in base64 (several, comma-separated, for rotation).')
  const known = { ...kept, ...upload }
  if (Object.keys(upload).length > 0) writeJson(file, known)
  return {
    ...{ upload, verifyToken: known.META_VERIFY_TOKEN, adminToken: known.ADMIN_TOKEN },
    told: kept.told === true || known.ADMIN_TOKEN === undefined,
  }
}

/** From now on they are not shown again. */
export const markTold = (file: string): void => writeJson(file, { ...readJson<Kept>(file), told: true })
