import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accountOf, ensureDatabase, ensureProject, secretsThere, tablesOf } from './account.ts'
import { markUploaded, planSecrets, type SecretPlan } from './secrets.ts'
import { type Names, type Stage, stage } from './stage.ts'
import { Trouble, troubleOf } from './trouble.ts'
import type { Wrangler } from './wrangler.ts'

export type World = {
  readonly wrangler: Wrangler
  /** tells every later run of wrangler which account is meant */
  readonly useAccount: (id: string) => void
  readonly environment: NodeJS.ProcessEnv
  /** `--drop-former-key`: the environment's MASTER_KEY may leave out a key that was in force */
  readonly dropFormerKey: boolean
  /** where configs are staged and what was made is kept; nothing in it is tracked */
  readonly folder: string
  /** the dashboard's folder: `dist` and `functions` are taken from it */
  readonly web: string
  readonly buildWeb: () => Promise<void>
  readonly say: (line: string) => void
}

export type Deployed = {
  readonly api: string
  readonly dashboard: string
  readonly secrets: SecretPlan
  readonly secretsFile: string
}

/** A table that every release of ours has made. */
const OURS = 'profiles'

const taken = (what: string): Trouble =>
  new Trouble(
    `${what}, and it is not Whats Guard's. Nothing was changed. Choose another name: npm run deploy -- --name <name>`,
  )

/** A secrets file for wrangler, gone when it has been read. */
const withSecrets = async <T>(
  secrets: SecretPlan['upload'],
  use: (args: readonly string[]) => Promise<T>,
): Promise<T> => {
  if (Object.keys(secrets).length === 0) return await use([])
  const folder = await mkdtemp(join(tmpdir(), 'whats-guard-'))
  try {
    const path = join(folder, 'secrets.json')
    writeFileSync(path, JSON.stringify(secrets), { mode: 0o600 })
    return await use(['--secrets-file', path])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const deployWorker = async ({ wrangler }: World, { config }: Stage, secrets: SecretPlan): Promise<string> => {
  const said = await withSecrets(secrets.upload, (args) => wrangler(['deploy', '--config', config, ...args]))
  if (!said.ok) throw troubleOf(said, 'The Worker could not be deployed')
  const targets = said.entries.find(({ type }) => type === 'deploy')?.targets ?? []
  const address =
    targets.find((target) => /\.workers\.dev$/.test(target)) ?? targets.find((target) => /^https:/.test(target))
  if (address === undefined) throw new Trouble(`The Worker is deployed, but has no address.\n\n${said.stdout}`)
  return address.startsWith('https://') ? address : `https://${address}`
}

const deployPages = async ({ wrangler }: World, { web }: Stage, { pages }: Names): Promise<void> => {
  const deploy = async (branch: string) => {
    const args = ['pages', 'deploy', '--project-name', pages, '--branch', branch, '--commit-dirty=true']
    const said = await wrangler(args, { cwd: web })
    if (!said.ok) throw troubleOf(said, 'The dashboard could not be deployed')
    return said.entries.find(({ type }) => type === 'pages-deploy-detailed')
  }
  const done = await deploy('main')
  // A project that was made by hand may call its production branch otherwise: then this was a preview.
  if (done?.environment === 'preview' && done.production_branch !== undefined) await deploy(done.production_branch)
}

/**
 * Brings Whats Guard onto a Cloudflare account, or brings what is there up to date. Each step asks for what is there
 * first: a run that broke off is finished by the next, and a run with nothing to do changes nothing but the code.
 *
 * @throws Trouble in words for the owner
 */
export const deploy = async (world: World, names: Names): Promise<Deployed> => {
  const { wrangler, say, folder, environment } = world
  const account = await accountOf(wrangler, environment['CLOUDFLARE_ACCOUNT_ID'])
  world.useAccount(account.id)
  say(`Account    ${account.name}`)

  const there = await secretsThere(wrangler, names.worker)
  // The Worker comes with its secrets in one step: one without them was made by somebody else.
  if (there !== undefined && !there.has('MASTER_KEY')) throw taken(`The account has a Worker named ${names.worker}`)
  const secretsFile = join(folder, 'secrets.json')
  const secrets = planSecrets(there ?? new Set(), environment, secretsFile, world.dropFormerKey)

  await world.buildWeb()
  const database = await ensureDatabase(wrangler, names.database)
  const staged = stage(folder, world.web, names, database.id)
  if (there === undefined && !database.made) {
    const tables = await tablesOf(wrangler, staged.config, names.database)
    if (tables.length > 0 && !tables.includes(OURS)) throw taken(`The account has a database named ${names.database}`)
  }
  say(`Database   ${names.database} (${database.made ? 'made' : 'there already'})`)

  // Before the Worker: each migration leaves what the version before reads.
  const migrated = await wrangler(['d1', 'migrations', 'apply', 'DB', '--remote', '--config', staged.config])
  if (!migrated.ok) throw troubleOf(migrated, 'The migrations could not be applied')
  say('Migrations applied')

  const api = await deployWorker(world, staged, secrets)
  markUploaded(secretsFile, secrets.upload)
  say(`Worker     ${api}`)
  const dashboard = await ensureProject(wrangler, names.pages, staged.web)
  await deployPages(world, staged, names)
  say(`Dashboard  ${dashboard}`)
  return { api, dashboard, secrets, secretsFile }
}
