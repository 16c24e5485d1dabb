import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PORTFOLIO_FIELDS } from '../../worker/webhook/events.ts'
import { FIELDS, notYet, report } from './after.ts'
import { deploy, type World } from './deploy.ts'
import { dryRun } from './dry-run.ts'
import { type FakeAccount, failed, fakeAccount } from './fake-account.ts'
import { markTold } from './secrets.ts'
import { namesOf } from './stage.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const NAMES = namesOf(undefined)
const API_FAILED = 'A request to the Cloudflare API (/accounts/acc1/x) failed.'
let scratch: string

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'whats-guard-'))
  for (const part of ['dist', 'functions']) mkdirSync(join(scratch, 'web', part), { recursive: true })
  writeFileSync(join(scratch, 'web', 'dist', 'index.html'), '<!doctype html>')
  mkdirSync(join(scratch, 'kept'))
})
afterEach(() => rmSync(scratch, { recursive: true }))

const worldOf = (account: FakeAccount, environment: NodeJS.ProcessEnv = {}): World & { readonly used: string[] } => {
  const used: string[] = []
  return {
    wrangler: account.wrangler,
    useAccount: (id) => used.push(id),
    environment: { META_APP_SECRET: 'of-meta', ...environment },
    dropFormerKey: false,
    folder: join(scratch, 'kept'),
    web: join(scratch, 'web'),
    buildWeb: async () => {},
    say: () => {},
    used,
  }
}

const trouble = (account: FakeAccount, environment?: NodeJS.ProcessEnv): Promise<string> =>
  deploy(worldOf(account, environment), NAMES).then(
    () => 'none',
    (error: Error) => error.message,
  )

type Kept = Record<string, string> & { readonly pending?: Record<string, string> }
const file = (): string => join(scratch, 'kept', 'secrets.json')
const keptHere = (): Kept => JSON.parse(readFileSync(file(), 'utf8'))

const made = (account: FakeAccount): string[] => account.calls.filter((call) => /create|apply|deploy/.test(call))

describe('deploy on an account that has nothing', () => {
  it('makes the database, the Worker with its secrets and the Pages project, in that order', async () => {
    const account = fakeAccount()
    const world = worldOf(account)
    const deployed = await deploy(world, NAMES)
    expect(made(account).map((call) => call.split(' --')[0])).toEqual([
      'd1 create whats-guard',
      'd1 migrations apply DB',
      'deploy',
      'pages project create whats-guard-dashboard',
      'pages deploy',
    ])
    expect(world.used).toEqual(['acc1'])
    expect(deployed).toMatchObject({
      api: 'https://whats-guard.shop.workers.dev',
      dashboard: 'https://whats-guard-dashboard-a1b.pages.dev',
    })
    expect(Object.keys(account.secrets ?? {}).sort()).toEqual([
      'ADMIN_TOKEN',
      'MASTER_KEY',
      'META_APP_SECRET',
      'META_VERIFY_TOKEN',
    ])
  })

  it('writes the database where wrangler looks, and leaves the tracked config with its zeros', async () => {
    const tracked = readFileSync(join(ROOT, 'wrangler.toml'), 'utf8')
    const account = fakeAccount()
    await deploy(worldOf(account), NAMES)
    expect(account.config?.d1_databases?.[0]?.database_id).toBe('11111111-2222-4333-8444-555555555555')
    expect(existsSync(account.config?.main ?? '')).toBe(true)
    expect(readFileSync(join(ROOT, 'wrangler.toml'), 'utf8')).toBe(tracked)
    expect(tracked).toContain('00000000-0000-0000-0000-000000000000')
  })

  it('binds the dashboard to the Worker of the name that was chosen', async () => {
    await deploy(worldOf(fakeAccount()), namesOf('second'))
    const pages: unknown = JSON.parse(readFileSync(join(scratch, 'kept', 'web', 'wrangler.json'), 'utf8'))
    expect(pages).toMatchObject({ name: 'second-dashboard', services: [{ binding: 'API', service: 'second' }] })
  })

  it('puts no secret on a command line, and removes the file that carried them', async () => {
    const account = fakeAccount()
    await deploy(worldOf(account), NAMES)
    const line = account.calls.find((call) => call.startsWith('deploy')) ?? ''
    for (const secret of Object.values(account.secrets ?? {})) expect(account.calls.join('\n')).not.toContain(secret)
    expect(existsSync(line.split('--secrets-file ')[1] ?? '')).toBe(false)
  })

  it.each([
    ['an app secret, which only Meta has', { META_APP_SECRET: '' }, /META_APP_SECRET is missing/],
    ['a MASTER_KEY that can seal', { MASTER_KEY: 'short' }, /32 bytes in base64/],
  ])('makes nothing without %s', async (_, environment, words) => {
    const account = fakeAccount()
    expect(await trouble(account, environment)).toMatch(words)
    expect(made(account)).toEqual([])
  })

  it('publishes to the production branch of a project that calls it otherwise', async () => {
    const account = fakeAccount()
    account.branch = 'trunk'
    await deploy(worldOf(account), NAMES)
    expect(
      account.calls.filter((call) => call.startsWith('pages deploy')).map((call) => /--branch (\w+)/.exec(call)?.[1]),
    ).toEqual(['main', 'trunk'])
  })
})

describe('deploy again', () => {
  it('makes nothing, and leaves every secret as it is', async () => {
    const account = fakeAccount()
    await deploy(worldOf(account), NAMES)
    const before = { ...account.secrets }
    account.calls.length = 0
    await deploy(worldOf(account, { META_APP_SECRET: undefined }), NAMES)
    expect(made(account).map((call) => call.split(' --')[0])).toEqual([
      'd1 migrations apply DB',
      'deploy',
      'pages deploy',
    ])
    expect(account.calls.join('\n')).not.toContain('--secrets-file')
    expect(account.secrets).toEqual(before)
  })

  it('changes the one secret that the environment names', async () => {
    const account = fakeAccount()
    await deploy(worldOf(account), NAMES)
    const before = { ...account.secrets }
    await deploy(worldOf(account, { META_APP_SECRET: 'former,next' }), NAMES)
    expect(account.secrets).toEqual({ ...before, META_APP_SECRET: 'former,next' })
  })

  it.each(['d1 migrations', 'deploy', 'pages project create', 'pages deploy'])(
    'goes on after a failure at "%s" with the keys of the run before, and still shows them once',
    async (step) => {
      const account = fakeAccount()
      account.failing.set(step, failed('fetch failed'))
      expect(await trouble(account)).toMatch(/Cloudflare could not be reached/)
      const kept = { ...keptHere(), ...keptHere().pending }
      const deployed = await deploy(worldOf(account, { META_APP_SECRET: undefined }), NAMES)
      expect(account.secrets).toEqual(keptHere())
      expect(kept).toMatchObject({ ...account.secrets })
      expect(account.databases).toHaveLength(1)
      expect(report(deployed, [])).toContain(kept['ADMIN_TOKEN'])
      markTold(deployed.secretsFile)
      expect(report(await deploy(worldOf(account), NAMES), [])).not.toContain(kept['ADMIN_TOKEN'])
    },
  )
})

describe('MASTER_KEY', () => {
  const NEXT = Buffer.alloc(32, 7).toString('base64')
  const rotate = async (account: FakeAccount, masterKey: (former: string) => string, drop = false) => {
    await deploy(worldOf(account), NAMES)
    const former = keptHere()['MASTER_KEY'] ?? ''
    const world = { ...worldOf(account, { MASTER_KEY: masterKey(former) }), dropFormerKey: drop }
    const told = await deploy(world, NAMES).then(
      () => 'none',
      (error: Error) => error.message,
    )
    return { former, told }
  }

  it('is not changed to one without the former, which nobody else may have, and it is said what to do', async () => {
    const account = fakeAccount()
    const { former, told } = await rotate(account, () => NEXT)
    expect(told).toMatch(/lacks a key[\s\S]*<former>,<new>[\s\S]*--drop-former-key/)
    expect(told).not.toContain(former)
    expect(keptHere()['MASTER_KEY']).toBe(former)
    expect(keptHere().pending).toBeUndefined()
    expect(account.secrets?.['MASTER_KEY']).toBe(former)
  })

  it.each([(former: string) => `${former},${NEXT}`, (former: string) => `${NEXT}, ${former}`])(
    'is changed with the former beside it',
    async (list) => {
      const account = fakeAccount()
      const { former, told } = await rotate(account, list)
      expect(told).toBe('none')
      expect(account.secrets?.['MASTER_KEY']).toBe(list(former))
      expect(keptHere()['MASTER_KEY']).toBe(list(former))
    },
  )

  it('leaves the former out when that is said', async () => {
    const account = fakeAccount()
    expect((await rotate(account, () => NEXT, true)).told).toBe('none')
    expect(account.secrets?.['MASTER_KEY']).toBe(NEXT)
    expect(keptHere()['MASTER_KEY']).toBe(NEXT)
  })

  it('that may have been uploaded by a run that broke off is a former one too', async () => {
    const account = fakeAccount()
    await deploy(worldOf(account), NAMES)
    const former = keptHere()['MASTER_KEY'] ?? ''
    account.failing.set('deploy', failed('fetch failed'))
    expect(await trouble(account, { MASTER_KEY: `${former},${NEXT}` })).toMatch(/could not be reached/)
    const before = readFileSync(file(), 'utf8')
    expect(await trouble(account, { MASTER_KEY: former })).toMatch(/lacks a key/)
    expect(readFileSync(file(), 'utf8')).toBe(before)
  })

  it('in a file that cannot be read is not written over', async () => {
    const account = fakeAccount()
    await deploy(worldOf(account), NAMES)
    writeFileSync(file(), '{"MASTER_K')
    expect(await trouble(account, { META_APP_SECRET: 'next' })).toMatch(/cannot be read/)
    expect(readFileSync(file(), 'utf8')).toBe('{"MASTER_K')
  })
})

describe('a secret of the environment of a run that broke off', () => {
  it('is kept as pending while Cloudflare may not have it, and uploaded by the next run', async () => {
    const account = fakeAccount()
    await deploy(worldOf(account), NAMES)
    account.failing.set('d1 migrations', failed('fetch failed'))
    await trouble(account, { META_APP_SECRET: 'next' })
    expect(account.secrets?.['META_APP_SECRET']).toBe('of-meta')
    expect(keptHere()).toMatchObject({ META_APP_SECRET: 'of-meta', pending: { META_APP_SECRET: 'next' } })
    await deploy(worldOf(account, { META_APP_SECRET: undefined }), NAMES)
    expect(account.secrets?.['META_APP_SECRET']).toBe('next')
    expect(keptHere()).toEqual(account.secrets)
  })
})

describe("what is somebody else's", () => {
  it('is not overwritten: a Worker without our secrets', async () => {
    const account = fakeAccount()
    account.secrets = { STRIPE_KEY: 'x' }
    expect(await trouble(account)).toMatch(/has a Worker named whats-guard, and it is not Whats Guard's.*--name/)
    expect(made(account)).toEqual([])
  })

  it('is not overwritten: a database with other tables', async () => {
    const account = fakeAccount()
    account.databases.push({ uuid: 'u', name: 'whats-guard', tables: ['_cf_KV', 'd1_migrations', 'orders'] })
    expect(await trouble(account)).toMatch(/has a database named whats-guard/)
    expect(made(account)).toEqual([])
  })

  it.each([[[]], [['_cf_KV', 'd1_migrations', 'profiles', 'packages']]])(
    'is ours: a database with %j',
    async (tables) => {
      const account = fakeAccount()
      account.databases.push({ uuid: 'u', name: 'whats-guard', tables })
      expect(await trouble(account)).toBe('none')
      expect(account.config?.d1_databases?.[0]?.database_id).toBe('u')
    },
  )
})

describe('which account', () => {
  it('says that nobody is signed in', async () => {
    expect(await trouble(fakeAccount({ loggedIn: false }))).toMatch(
      /Not signed in to Cloudflare. Run `npx wrangler login`/,
    )
  })

  it('says that Cloudflare could not be reached, not that nobody is signed in', async () => {
    const account = fakeAccount()
    account.failing.set('whoami', failed('fetch failed'))
    const told = await trouble(account)
    expect(told).toMatch(/Who is signed in to Cloudflare could not be asked. Cloudflare could not be reached/)
    expect(told).not.toMatch(/wrangler login/)
  })

  it('lists several and takes the one that is named', async () => {
    const who = {
      loggedIn: true,
      accounts: [
        { id: 'one', name: 'Shop' },
        { id: 'two', name: 'Bank' },
      ],
    }
    expect(await trouble(fakeAccount(who))).toMatch(
      /CLOUDFLARE_ACCOUNT_ID to one of them:\n {2}one {2}Shop\n {2}two {2}Bank/,
    )
    const world = worldOf(fakeAccount(who), { CLOUDFLARE_ACCOUNT_ID: 'two' })
    await deploy(world, NAMES)
    expect(world.used).toEqual(['two'])
  })
})

describe('a failure', () => {
  it.each([
    [
      'secret list',
      failed(API_FAILED, `${API_FAILED}\n\n  Authentication error [code: 10000]`, { code: 10000 }),
      /refuses this sign-in.*D1: Edit/,
    ],
    [
      'd1 create',
      failed('You have reached the maximum number of D1 databases for your account.'),
      /no further D1 database/,
    ],
    [
      'deploy',
      failed(
        'Trigger configuration for "whats-guard" was only partially updated',
        `${API_FAILED}\n - This account has reached the Workers Free limit of 5 cron triggers per account. [code: 10072]`,
      ),
      /no further cron trigger/,
    ],
    [
      'deploy',
      failed(
        'You can either deploy your worker to one or more routes by specifying them in your wrangler.json file, or register a workers.dev subdomain here:',
      ),
      /no workers\.dev name yet/,
    ],
    ['deploy', failed(API_FAILED, API_FAILED, { code: 10027 }), /larger than the plan/],
    [
      'pages project create',
      failed(API_FAILED, `${API_FAILED}\n\n  An unknown error occurred. [code: 8000000]`),
      /run this again when the cause is gone\.[\s\S]*An unknown error occurred/,
    ],
  ] as const)('at "%s" is told with its cause', async (step, said, words) => {
    const account = fakeAccount()
    account.failing.set(step, said)
    const told = await trouble(account)
    expect(told).toMatch(words)
    expect(told).not.toMatch(/Logs were written|✘/)
  })
})

describe('--name', () => {
  it.each(['a', 's'.repeat(48), 'shop-2'])('takes %s, whose Pages project has a name that Cloudflare takes', (name) => {
    expect(namesOf(name).pages.length).toBeLessThanOrEqual(58)
  })

  it.each(['', 's'.repeat(49), '-shop', 'shop-', 'Shop', 'my_shop'])('refuses "%s" and says what it takes', (name) => {
    expect(() => namesOf(name)).toThrow(/at most 48/)
  })
})

describe('--dry-run', () => {
  it('asks the account for nothing', async () => {
    const account = fakeAccount({ loggedIn: false })
    await dryRun(worldOf(account), NAMES)
    expect(account.calls).toHaveLength(3)
    for (const call of account.calls) expect(call).toMatch(/--dry-run|--local|pages functions build/)
  })
})

describe('after the deploy', () => {
  const deployed = () => deploy(worldOf(fakeAccount()), NAMES)

  it("tries Meta's check of the webhook, the API and the dashboard's way to it", async () => {
    const asked: string[] = []
    const fetch = async (url: string) => {
      asked.push(url)
      return new Response(url.includes('hub.challenge') ? '4711' : '{"ok":true}')
    }
    const done = await deployed()
    expect(await notYet({ fetch, pause: async () => {} }, done)).toEqual([])
    expect(asked[0]).toBe('https://whats-guard.shop.workers.dev/healthz')
    expect(asked[1]).toBe('https://whats-guard-dashboard-a1b.pages.dev/healthz')
    expect(asked[2]).toContain(`hub.verify_token=${done.secrets.verifyToken}`)
  })

  it('names what does not answer within a minute', async () => {
    let paused = 0
    const net = {
      fetch: async (url: string) => (url.includes('pages.dev') ? Response.error() : new Response('{"ok":true} 4711')),
      pause: async (ms: number) => (paused += ms),
    }
    const done = await deployed()
    const missing = await notYet(net, done)
    expect(missing).toEqual(['The dashboard'])
    expect(paused).toBeGreaterThanOrEqual(60_000)
    expect(report(done, missing)).toContain('The dashboard does not answer yet')
  })

  it('names every field of the webhook that the guard acts on', async () => {
    expect([...PORTFOLIO_FIELDS].filter((field) => !FIELDS.includes(field))).toEqual([])
    expect(report(await deployed(), [])).toContain('messages, user_preferences, account_update')
  })

  it('tells the webhook, and never the keys that nobody types', async () => {
    const done = await deployed()
    const text = report(done, [])
    expect(text).toContain('https://whats-guard.shop.workers.dev/webhooks/meta')
    expect(text).toContain(done.secrets.verifyToken)
    expect(text).not.toContain(done.secrets.upload.MASTER_KEY)
    expect(text).not.toContain('of-meta')
  })
})
