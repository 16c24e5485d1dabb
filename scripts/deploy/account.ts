import { failureOf, Trouble, troubleOf } from './trouble.ts'
import type { Wrangler } from './wrangler.ts'

/** What the account has already. Each function asks, and makes what is missing. */

type Account = { readonly id: string; readonly name: string }
type Who = { readonly loggedIn: boolean; readonly email?: string; readonly accounts?: readonly Account[] }

/** Questions fail with prose or with JSON on the same stream. */
const json = <T>(text: string, doing: string): T => {
  try {
    const value: T = JSON.parse(text)
    return value
  } catch {
    throw new Trouble(`${doing}: wrangler answered something else than JSON.\n\n${text.slice(0, 500)}`)
  }
}

/**
 * The one account to deploy to.
 *
 * @param wanted CLOUDFLARE_ACCOUNT_ID
 * @throws Trouble when nobody is signed in, when that cannot be asked, or when it is not clear which account is meant
 */
export const accountOf = async (wrangler: Wrangler, wanted: string | undefined): Promise<Account> => {
  const doing = 'Who is signed in to Cloudflare could not be asked'
  const said = await wrangler(['whoami', '--json'])
  // that nobody is signed in is an answer too, though wrangler calls it a failure
  if (!said.ok && !/"loggedIn":\s*false/.test(said.stdout)) throw troubleOf(said, doing)
  const who: Who = json(said.stdout, doing)
  if (!who.loggedIn)
    throw new Trouble(
      'Not signed in to Cloudflare. Run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN, and run this again.',
    )
  const accounts = who.accounts ?? []
  const list = accounts.map(({ id, name }) => `  ${id}  ${name}`).join('\n')
  if (wanted !== undefined && wanted !== '') {
    // A token of narrow rights may use an account that it may not list.
    return accounts.find(({ id }) => id === wanted) ?? { id: wanted, name: wanted }
  }
  const [only, ...others] = accounts
  if (only === undefined)
    throw new Trouble('This sign-in has no account. Set CLOUDFLARE_ACCOUNT_ID, and run this again.')
  if (others.length > 0)
    throw new Trouble(`This sign-in has several accounts. Set CLOUDFLARE_ACCOUNT_ID to one of them:\n${list}`)
  return only
}

type SecretName = { readonly name: string }

/** @returns the names of the Worker's secrets; undefined when there is no Worker of that name */
export const secretsThere = async (wrangler: Wrangler, worker: string): Promise<ReadonlySet<string> | undefined> => {
  const doing = `The secrets of the Worker ${worker} could not be listed`
  const said = await wrangler(['secret', 'list', '--name', worker])
  if (said.ok) return new Set(json<SecretName[]>(said.stdout, doing).map(({ name }) => name))
  if (/^Worker ".*" not found\./.test(failureOf(said))) return undefined
  throw troubleOf(said, doing)
}

type Database = { readonly uuid: string; readonly name: string }

const databaseOf = async (wrangler: Wrangler, name: string): Promise<string | undefined> => {
  const doing = 'The databases of the account could not be listed'
  const said = await wrangler(['d1', 'list', '--json'])
  if (!said.ok) throw troubleOf(said, doing)
  return json<Database[]>(said.stdout, doing).find((database) => database.name === name)?.uuid
}

/** The id is asked for after the making too: what `d1 create` prints is for people. */
export const ensureDatabase = async (
  wrangler: Wrangler,
  name: string,
): Promise<{ readonly id: string; readonly made: boolean }> => {
  const before = await databaseOf(wrangler, name)
  if (before !== undefined) return { id: before, made: false }
  const said = await wrangler(['d1', 'create', name, '--update-config=false'])
  if (!said.ok) throw troubleOf(said, `The database ${name} could not be made`)
  const id = await databaseOf(wrangler, name)
  if (id === undefined) throw new Trouble(`The database ${name} was made and is not listed yet. Run this again.`)
  return { id, made: true }
}

type Rows = readonly { readonly results?: readonly { readonly name: string }[] }[]

/** @returns the names of the tables that somebody made in a database */
export const tablesOf = async (wrangler: Wrangler, config: string, name: string): Promise<readonly string[]> => {
  const doing = `The tables of the database ${name} could not be listed`
  const command = "SELECT name FROM sqlite_master WHERE type = 'table'"
  const said = await wrangler(['d1', 'execute', name, '--remote', '--json', '--command', command, '--config', config])
  if (!said.ok) throw troubleOf(said, doing)
  const names = json<Rows>(said.stdout, doing).flatMap(({ results }) => results ?? [])
  return names.map((row) => row.name).filter((table) => !/^(_cf_|sqlite_|d1_)/.test(table))
}

type Project = { readonly 'Project Name': string; readonly 'Project Domains': string }

const projectOf = async (wrangler: Wrangler, name: string, cwd: string): Promise<Project | undefined> => {
  const doing = 'The Pages projects of the account could not be listed'
  const said = await wrangler(['pages', 'project', 'list', '--json'], { cwd })
  if (!said.ok) throw troubleOf(said, doing)
  return json<Project[]>(said.stdout, doing).find((project) => project['Project Name'] === name)
}

/**
 * @param cwd the staged folder: seeing its functions, wrangler keeps the project on Pages
 * @returns the project's address. Cloudflare adds letters to a name that another account has, so it is asked for.
 */
export const ensureProject = async (wrangler: Wrangler, name: string, cwd: string): Promise<string> => {
  const addressOf = (project: Project | undefined): string =>
    `https://${project?.['Project Domains'].split(',')[0]?.trim() || `${name}.pages.dev`}`
  const before = await projectOf(wrangler, name, cwd)
  if (before !== undefined) return addressOf(before)
  const said = await wrangler(['pages', 'project', 'create', name, '--production-branch', 'main'], { cwd })
  if (!said.ok) throw troubleOf(said, `The Pages project ${name} could not be made`)
  return addressOf(await projectOf(wrangler, name, cwd))
}
