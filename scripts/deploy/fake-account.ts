import { readFileSync } from 'node:fs'
import type { Entry, Said, Wrangler } from './wrangler.ts'

/**
 * A Cloudflare account for tests, behind wrangler's own way of speaking: its streams and its lines for programs were
 * recorded from wrangler 4.135 with a stand-in for Cloudflare's API, and are shown here as they came.
 */
export type FakeAccount = {
  readonly wrangler: Wrangler
  readonly calls: string[]
  readonly databases: { uuid: string; name: string; tables: string[] }[]
  readonly projects: string[]
  /** of the Worker; undefined while there is none */
  secrets: Record<string, string> | undefined
  /** the config that the last deploy of the Worker was made with */
  config: { d1_databases?: { database_id: string }[]; main?: string; name?: string } | undefined
  /** production branch of the Pages project */
  branch: string
  /** failures by the beginning of a command line, once each */
  readonly failing: Map<string, Partial<Said>>
}

type Fields = { readonly message?: string; readonly code?: number }

const done = (stdout = '', entries: readonly Entry[] = []): Said => ({ ok: true, stdout, stderr: '', entries })

/** As wrangler fails: prose on stderr, the same in short for programs. */
export const failed = (message: string, stderr = message, fields: Fields = {}): Said => ({
  ok: false,
  stdout: '\n',
  stderr: `✘ [ERROR] ${stderr}\n\n\n🪵  Logs were written to "/home/owner/.config/.wrangler/logs/wrangler.log"\n`,
  entries: [{ type: 'command-failed', message, ...fields }],
})

const after = (args: readonly string[], flag: string): string | undefined => args[args.indexOf(flag) + 1]

export const fakeAccount = (
  who: object = { loggedIn: true, accounts: [{ id: 'acc1', name: 'Shop' }] },
): FakeAccount => {
  const account: FakeAccount = {
    ...{ calls: [], databases: [], projects: [], failing: new Map() },
    ...{ secrets: undefined, config: undefined, branch: 'main' },
    wrangler: async (args, options) => {
      const line = args.join(' ')
      account.calls.push(line)
      const failure = [...account.failing.keys()].find((start) => line.startsWith(start))
      if (failure !== undefined) {
        const said = account.failing.get(failure)
        account.failing.delete(failure)
        return { ...failed('unknown'), ...said }
      }
      return answer(account, args, options?.cwd)
    },
  }
  const whoami = JSON.stringify(who, null, 2)
  const answer = (it: FakeAccount, args: readonly string[], cwd: string | undefined): Said => {
    const [one, two, three, four] = args
    if (one === 'whoami') return { ...done(`\n${whoami}\n`), ok: !/"loggedIn": false/.test(whoami) }
    if (one === 'secret') {
      if (it.secrets === undefined) {
        return failed(
          `Worker "${after(args, '--name')}" not found.\n\nIf this is a new Worker, run \`wrangler deploy\` first to create it.\nOtherwise, check that the Worker name is correct and you're logged into the right account.`,
        )
      }
      return done(`${JSON.stringify(Object.keys(it.secrets).map((name) => ({ name, type: 'secret_text' })))}\n`)
    }
    if (one === 'd1' && two === 'list') return done(JSON.stringify(it.databases, null, 2))
    if (one === 'd1' && two === 'create' && three !== undefined) {
      it.databases.push({ uuid: '11111111-2222-4333-8444-555555555555', name: three, tables: [] })
      return done(`✅ Successfully created DB '${three}'\nCreated your new D1 database.\n`)
    }
    if (one === 'd1' && two === 'execute') {
      const tables = it.databases.find(({ name }) => name === three)?.tables ?? []
      return done(JSON.stringify([{ results: tables.map((name) => ({ name })), success: true, meta: {} }], null, 2))
    }
    if (one === 'd1' && two === 'migrations') return done('✅ No migrations to apply!')
    if (one === 'deploy') {
      it.config = JSON.parse(readFileSync(after(args, '--config') ?? '', 'utf8'))
      const file = args.includes('--secrets-file') ? after(args, '--secrets-file') : undefined
      const sent: Record<string, string> = file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8'))
      it.secrets = { ...it.secrets, ...sent }
      const targets = ['https://whats-guard.shop.workers.dev', 'schedule: * * * * *']
      return done('Total Upload: 3998.98 KiB / gzip: 914.23 KiB\n', [{ type: 'deploy', targets }])
    }
    if (one === 'pages' && two === 'project' && three === 'list') {
      const listed = it.projects.map((name) => ({
        ...{ 'Project Name': name, 'Project Domains': `${name}-a1b.pages.dev, guard.example.com` },
        ...{ 'Git Provider': 'No', 'Last Modified': '1 month ago' },
      }))
      return done(JSON.stringify(listed, null, 2))
    }
    if (one === 'pages' && two === 'project' && four !== undefined) {
      it.projects.push(four)
      return done(`✨ Successfully created the '${four}' project.`)
    }
    if (one === 'pages' && two === 'deploy') {
      const environment = after(args, '--branch') === it.branch ? 'production' : 'preview'
      readFileSync(`${cwd}/wrangler.json`, 'utf8')
      return done('✨ Deployment complete!', [
        { type: 'pages-deploy' },
        { type: 'pages-deploy-detailed', environment, production_branch: it.branch },
      ])
    }
    return done()
  }
  return account
}
