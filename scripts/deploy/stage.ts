import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { experimental_readRawConfig } from 'wrangler'
import { Trouble } from './trouble.ts'

/** What a deployment is called at Cloudflare. */
export type Names = { readonly worker: string; readonly database: string; readonly pages: string }

const ROOT = join(import.meta.dirname, '..', '..')

const read = (config: string): Record<string, unknown> => {
  const { rawConfig } = experimental_readRawConfig({ config })
  return { ...rawConfig }
}

const API = read.bind(undefined, join(ROOT, 'wrangler.toml'))
const WEB = read.bind(undefined, join(ROOT, 'web', 'wrangler.toml'))

/** Cloudflare takes 58 characters for a Pages project: ten are left for `-dashboard`. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,46}[a-z0-9])?$/

/**
 * @param name of `--name`; without one, what the two wrangler.toml say
 * @throws Trouble when it cannot be the name of a Worker, a database and, with `-dashboard`, a Pages project
 */
export const namesOf = (name: string | undefined): Names => {
  if (name !== undefined && !NAME.test(name))
    throw new Trouble('--name takes small letters, digits and dashes between them, at most 48.')
  if (name !== undefined) return { worker: name, database: name, pages: `${name}-dashboard` }
  const worker = String(API()['name'])
  return { worker, database: worker, pages: String(WEB()['name']) }
}

export type Stage = {
  /** the Worker's wrangler config with the database's id: the tracked one keeps the zeros that tests and local runs use */
  readonly config: string
  /** what Pages is deployed from: `pages deploy` reads only the config of the folder that it runs in */
  readonly web: string
}

/**
 * Writes both configs with what only the account knows.
 *
 * @param folder rewritten whole, outside of what git tracks
 * @param source the dashboard's folder, built
 * @param databaseId of D1; zeros for a dry run
 */
export const stage = (folder: string, source: string, names: Names, databaseId: string): Stage => {
  const config = join(folder, 'wrangler.json')
  const web = join(folder, 'web')
  rmSync(web, { recursive: true, force: true })
  mkdirSync(web, { recursive: true })
  const database = {
    binding: 'DB',
    database_name: names.database,
    database_id: databaseId,
    migrations_dir: join(ROOT, 'migrations', 'sql'),
  }
  const api = { ...API(), name: names.worker, main: join(ROOT, 'worker', 'index.ts'), d1_databases: [database] }
  writeFileSync(config, JSON.stringify(api, null, 2))
  for (const part of ['dist', 'functions']) cpSync(join(source, part), join(web, part), { recursive: true })
  const services = [{ binding: 'API', service: names.worker }]
  writeFileSync(join(web, 'wrangler.json'), JSON.stringify({ ...WEB(), name: names.pages, services }, null, 2))
  return { config, web }
}
