import { describe, expect, it } from 'vitest'
import type { ProfileConfig } from '../domain/policy.ts'
import { SYSTEM } from '../domain/reason.ts'
import { World } from '../kit/testing/world.ts'
import type { WorldAnswer, WorldRequest } from '../kit/testing/world-types.ts'
import type { OfferedMessage } from '../package/rpc.ts'
import { ProfileCore } from '../profile/core.ts'
import { PortfolioCore } from './core.ts'

const PACKAGE = 'pkg_aaaaaaaaaa'
const NUMBERS = ['1055', '1056']
const DAY = 86_400_000
const MINUTE = 60_000

/** Two real numbers of one WABA and token, the real portfolio, and Meta as the test says. */
class Together {
  readonly sends: { from: string; to: string }[] = []
  limit = 'TIER_UNLIMITED'
  answer: (request: WorldRequest, from: string) => WorldAnswer | null = () => null
  readonly world: World
  #seq = 0

  constructor() {
    this.world = new World(
      {},
      {
        profile: (host, id) => new ProfileCore(host, id),
        portfolio: (host, id) => new PortfolioCore(host, id),
        package: () => ({ report: async () => {}, snapshot: async () => {}, heard: async () => {} }),
      },
    )
    this.world.fetch = (request) => this.#meta(request)
  }

  async open(): Promise<this> {
    for (const id of NUMBERS) await this.world.profile(id).configure(this.config(id), SYSTEM)
    await this.world.run(this.world.clock + 10_000)
    return this
  }

  config(profileId: string, change: Partial<ProfileConfig> = {}): ProfileConfig {
    return {
      version: 1,
      profileId,
      packageId: PACKAGE,
      displayName: profileId,
      wabaId: 'waba',
      portfolioId: 'folio',
      token: { k: 'test', iv: '', ct: btoa('secret') },
      tokenId: 'token-1',
      graphUrl: 'https://meta.test',
      graphVersion: 'v26.0',
      policy: {
        preset: 'high_throughput',
        limits: {
          ...{ perSecond: null, hourly: null, threeHourly: null, daily: null },
          ...{ perRecipientGapSeconds: 6, maxInFlight: 32, queue: 10_000 },
        },
        cooldown: { min: 0, max: 0, rush: [], quiet: null },
        blackout: { windows: [], exemptAuthentication: false, exemptReplies: false },
        timezone: 'UTC',
        priority: 0,
        reconcileWindowMs: 600_000,
      },
      createdAt: this.world.clock,
      deletedAt: null,
      ...change,
    }
  }

  async offer(profileId: string, to: string[], change: Partial<OfferedMessage> = {}): Promise<void> {
    const messages = to.map((address): OfferedMessage => {
      const seq = ++this.#seq
      const template = { name: 'hello_world', language: 'en_US' }
      return {
        ...{ id: `wgaaaaaaaaaa${String(seq).padStart(16, '0')}`, packageId: PACKAGE, seq, epoch: 1 },
        ...{ to: address, userKey: address, type: 'template', category: 'marketing', template },
        ...{ kind: 'open', priority: 'normal', policy: 'at_most_once', order: 'kept', tiedTo: null, reference: null },
        content: JSON.stringify({ to: address, type: 'template', template: { name: 'hello_world' } }),
        ...{ acceptedAt: this.world.clock, sendAt: null, expiresAt: this.world.clock + DAY },
        ...{ attempts: 0, timeline: [], notBefore: null },
        ...change,
      }
    })
    await this.world.profile(profileId).offer({ packageId: PACKAGE, usersRev: 1_000, messages })
  }

  #meta(request: WorldRequest): WorldAnswer {
    if (request.url.includes('/subscribed_apps')) return { status: 200, json: { success: true } }
    if (request.url.includes('/message_templates')) return { status: 200, json: { data: [] } }
    const from = NUMBERS.find((id) => request.url.includes(`/${id}`)) ?? ''
    const said = this.answer(request, from)
    if (said !== null) return said
    if (request.method === 'GET') {
      const facts = { status: 'CONNECTED', quality_rating: 'GREEN', throughput: { level: 'STANDARD' } }
      return { status: 200, json: { id: from, ...facts, whatsapp_business_manager_messaging_limit: this.limit } }
    }
    const { to } = JSON.parse(request.body) as { to: string }
    this.sends.push({ from, to })
    return { status: 200, json: { messages: [{ id: `wamid.${this.sends.length}` }] } }
  }
}

const phones = (from: number, n: number) => Array.from({ length: n }, (_, i) => `+49151${1_000_000 + from + i}`)

describe('real numbers and the real portfolio', () => {
  it('a dead token heard by one number stops every number that uses it', async () => {
    const here = await new Together().open()
    here.answer = (request, from) =>
      request.method === 'POST' && from === '1055'
        ? { status: 401, json: { error: { code: 190, message: 'expired' } } }
        : null
    await here.offer('1055', phones(0, 1))
    await here.world.run(here.world.clock + 2_000)
    expect((await here.world.portfolio('folio').state()).holds).toMatchObject([{ key: 'token:token-1:190' }])
    await here.offer('1056', phones(10, 3))
    await here.world.run(here.world.clock + 60_000)
    expect(here.sends).toEqual([])
    const alerts = here.world.d1.rows<{ subject: string }>(
      "SELECT subject FROM alerts WHERE rule = 'hold-token' ORDER BY subject",
    )
    expect(alerts.map((row) => JSON.parse(row.subject).id)).toEqual(NUMBERS)
  })

  it('a restriction told by webhook is in force at the numbers when it is answered', async () => {
    const here = await new Together().open()
    const expiration = Math.floor(here.world.clock / 1_000) + 3_600
    const info = [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration }]
    await here.world
      .portfolio('folio')
      .observe('waba', 'account_update', { event: 'ACCOUNT_RESTRICTION', restriction_info: info }, here.world.clock)
    for (const id of NUMBERS) await here.offer(id, phones(Number(id), 2))
    await here.world.run(here.world.clock + 600_000)
    expect(here.sends).toEqual([])
  })

  it('STOP said to one number stops marketing from the other, and START lets it go again', async () => {
    const here = await new Together().open()
    const [user = ''] = phones(0, 1)
    const say = (words: string) =>
      here.world.profile('1055').observe([
        {
          ...{ kind: 'inbound', wamid: `wamid.${words}`, at: here.world.clock, from: user.slice(1), userId: 'DE.1' },
          ...{ name: null, type: 'text', words, contextId: null, raw: '{}' },
        },
      ])
    await say('STOP')
    expect(await here.world.portfolio('folio').optedOut('DE.1')).toMatchObject({ userKey: user, scope: 'marketing' })
    await here.offer('1056', [user])
    await here.offer('1056', [user], { category: 'utility' })
    await here.world.run(here.world.clock + 60_000)
    expect(here.sends).toHaveLength(1)
    await say('Start')
    expect(await here.world.portfolio('folio').optedOut(user)).toBeNull()
    await here.offer('1056', [user])
    await here.world.run(here.world.clock + 60_000)
    expect(here.sends).toHaveLength(2)
  })

  it('all numbers together never reach more users in a day than the portfolio may', async () => {
    const here = new Together()
    here.limit = 'TIER_250'
    await here.open()
    for (const [index, id] of NUMBERS.entries()) await here.offer(id, phones(index * 1_000, 200))
    await here.world.run(here.world.clock + 3_600_000)
    const users = new Set(here.sends.map((send) => send.to))
    expect(users.size).toBeGreaterThan(200)
    expect(users.size).toBeLessThanOrEqual(237)
    const { reach } = await here.world.portfolio('folio').diagnostics()
    expect(reach.limit).toBe(250)
    expect(reach.used).toBeGreaterThanOrEqual(users.size)
    expect(here.world.faults).toEqual([])
  })
})

describe('a portfolio that Meta limits again', () => {
  /** Both numbers have reached 100 each without counting, then Meta limits the portfolio; nothing else happens by itself. */
  async function limitedAgain(before: (here: Together) => void = () => {}) {
    const here = await new Together().open()
    for (const [index, id] of NUMBERS.entries()) await here.offer(id, phones(index * 1_000, 100))
    await here.world.run(here.world.clock + MINUTE)
    expect(here.sends).toHaveLength(200)
    before(here)
    here.limit = 'TIER_250'
    // a webhook, and then the sources that said otherwise when they are asked
    for (const source of NUMBERS) await here.world.portfolio('folio').limitSeen(source, 250)
    return here
  }
  const reached = (here: Together) => new Set(here.sends.map((send) => send.to)).size

  it('counts whom every number had reached, also one that has nothing to send', async () => {
    const here = await limitedAgain()
    await here.world.run(here.world.clock + 1_000)
    const { reach } = await here.world.portfolio('folio').diagnostics()
    expect(reach).toMatchObject({ limit: 250, used: 200 })
    await here.offer('1055', phones(5_000, 100))
    await here.world.run(here.world.clock + 60 * MINUTE)
    expect(reached(here)).toBeGreaterThan(225)
    expect(reached(here)).toBeLessThanOrEqual(237)
  })

  it('lets nobody new be reached before each number has told, though it asks and dies meanwhile', async () => {
    const here = await limitedAgain((all) => {
      all.world.network = ({ to }) => (to === 'profile:1056' ? 'lose-call' : 'ok')
    })
    await here.offer('1055', phones(5_000, 100))
    await here.world.run(here.world.clock + 30 * MINUTE)
    here.world.crash('portfolio', 'folio')
    await here.world.portfolio('folio').wake()
    await here.world.run(here.world.clock + 30 * MINUTE)
    expect(here.sends).toHaveLength(200)
    here.world.network = () => 'ok'
    await here.world.run(here.world.clock + 60 * MINUTE)
    expect(reached(here)).toBeGreaterThan(225)
    expect(reached(here)).toBeLessThanOrEqual(237)
  })

  it('waits for a silent number no longer than whom it reached can count', async () => {
    const here = await limitedAgain((all) => {
      all.world.network = ({ to }) => (to === 'profile:1056' ? 'lose-call' : 'ok')
    })
    await here.offer('1055', phones(5_000, 10), { expiresAt: here.world.clock + 3 * DAY })
    await here.world.run(here.world.clock + MINUTE)
    here.world.clock += DAY
    await here.world.run(here.world.clock + MINUTE)
    expect(here.sends).toHaveLength(200)
    await here.world.run(here.world.clock + 20 * MINUTE)
    expect(here.sends).toHaveLength(210)
  })

  it('a number does not go by the word of before that it hears after it has told', async () => {
    const here = await limitedAgain((all) => {
      all.world.network = ({ method }) => (method === 'lease' ? { answerMs: 30_000 } : 'ok')
    })
    here.world.network = () => 'ok'
    // unlimited again, and what it is told on its question is on the way when Meta limits once more
    here.limit = 'TIER_UNLIMITED'
    for (const source of NUMBERS) await here.world.portfolio('folio').limitSeen(source, null)
    await here.world.run(here.world.clock + DAY + 20 * MINUTE)
    here.world.network = ({ method }) => (method === 'lease' ? { answerMs: 30_000 } : 'ok')
    here.sends.length = 0
    await here.offer('1055', phones(7_000, 300))
    await here.world.run(here.world.clock + 5_000)
    here.world.network = () => 'ok'
    here.limit = 'TIER_250'
    for (const source of NUMBERS) await here.world.portfolio('folio').limitSeen(source, 250)
    await here.world.run(here.world.clock + 60 * MINUTE)
    expect(reached(here)).toBeGreaterThan(225)
    expect(reached(here)).toBeLessThanOrEqual(237)
  })

  it('unlimited once more before it has told, it is asked again at the next limit', async () => {
    const here = await limitedAgain((all) => {
      all.world.network = ({ to, from }) => (to === 'profile:1056' && from !== 'edge' ? 'lose-call' : 'ok')
    })
    await here.world.run(here.world.clock + MINUTE)
    for (const source of NUMBERS) await here.world.portfolio('folio').limitSeen(source, null)
    await here.world.run(here.world.clock + 15 * MINUTE)
    here.world.network = () => 'ok'
    await here.offer('1055', phones(8_000, 10))
    await here.world.run(here.world.clock + MINUTE)
    expect(here.sends).toHaveLength(210)
    for (const source of NUMBERS) await here.world.portfolio('folio').limitSeen(source, 250)
    await here.world.run(here.world.clock + 1_000)
    expect((await here.world.portfolio('folio').diagnostics()).reach).toMatchObject({ limit: 250, used: 210 })
  })
})

describe('a number that is deleted and added again under another portfolio', () => {
  const hold = (code: string) => ({
    ...{ subject: { kind: 'waba' as const, id: 'waba' }, code, reach: 'all' as const, class: 'account' as const },
    ...{ autoResume: 'never' as const, until: null, detail: 'said by one portfolio' },
  })
  /** The old portfolio does not hear of its leaving. */
  async function moved() {
    const here = new Together()
    here.limit = 'TIER_250'
    await here.open()
    const { world } = here
    await here.offer('1055', phones(0, 3))
    await world.run(world.clock + 5_000)
    expect(here.sends).toHaveLength(3)
    world.network = ({ method, to }) => (to === 'portfolio:folio' && method === 'unregister' ? 'lose-call' : 'ok')
    await world.profile('1055').configure(here.config('1055', { version: 2, deletedAt: world.clock }), SYSTEM)
    await world.run(world.clock + 1_000)
    await world.profile('1055').configure(here.config('1055', { portfolioId: 'other' }), SYSTEM)
    await world.run(world.clock + 60_000)
    return here
  }
  const numbersOf = async (here: Together, portfolio: string) =>
    (await here.world.portfolio(portfolio).diagnostics()).counts['numbers']

  it('is no number of the old one any more, once that can be told', async () => {
    const here = await moved()
    expect(await numbersOf(here, 'other')).toBe(1)
    expect(await numbersOf(here, 'folio')).toBe(2)
    here.world.crash('profile', '1055')
    here.world.network = () => 'ok'
    await here.world.profile('1055').wake()
    await here.world.run(here.world.clock + 60_000)
    expect(await numbersOf(here, 'folio')).toBe(1)
    expect(await numbersOf(here, 'other')).toBe(1)
  })

  it('heeds holds and opt-outs of the new one alone, whatever the revs', async () => {
    const here = await moved()
    const { world } = here
    for (const code of ['1', '2', '3']) await world.portfolio('folio').hold(hold(code))
    await world.portfolio('folio').optOut(
      phones(10, 4).map((address) => ({
        address: `DE.${address}`,
        scope: 'all' as const,
        source: 'x',
        at: world.clock,
      })),
      SYSTEM,
    )
    await world.run(world.clock + 5_000)
    const meta = async () => (await world.profile('1055').diagnostics()).meta
    expect(await meta()).toMatchObject({ holdsRev: 0, usersRev: 0 })
    await here.offer('1055', phones(100, 1))
    await world.run(world.clock + 5_000)
    expect(here.sends).toHaveLength(4)
    await world.portfolio('other').hold(hold('1'))
    expect(await meta()).toMatchObject({ holdsRev: 1 })
    await here.offer('1055', phones(101, 1))
    await world.run(world.clock + 60_000)
    expect(here.sends).toHaveLength(4)
  })

  it('leases from the new one alone, which counts whom it had reached', async () => {
    const here = await moved()
    expect((await here.world.portfolio('other').diagnostics()).reach).toMatchObject({ used: 3 })
    here.world.calls.length = 0
    await here.offer('1055', phones(200, 40))
    await here.world.run(here.world.clock + 60_000)
    expect(here.sends).toHaveLength(43)
    const asked = here.world.calls.filter((call) => call.from === 'profile:1055' && call.method === 'lease')
    expect(new Set(asked.map((call) => call.to))).toEqual(new Set(['portfolio:other']))
  })

  it('takes no place that the old one grants after the move', async () => {
    const here = new Together()
    here.limit = 'TIER_250'
    await here.open()
    const { world } = here
    world.network = ({ method, to }) => (to === 'portfolio:folio' && method === 'lease' ? { answerMs: 3_000 } : 'ok')
    await here.offer('1055', phones(0, 3))
    await world.run(world.clock + 1_000)
    await world.profile('1055').configure(here.config('1055', { version: 2, deletedAt: world.clock }), SYSTEM)
    await world.profile('1055').configure(here.config('1055', { portfolioId: 'other' }), SYSTEM)
    world.network = ({ method, to }) => (to === 'portfolio:other' && method === 'lease' ? 'lose-call' : 'ok')
    await world.run(world.clock + 10_000)
    await here.offer('1055', phones(50, 3))
    await world.run(world.clock + 60_000)
    expect(here.sends).toEqual([])
    world.network = () => 'ok'
    await world.run(world.clock + 60_000)
    expect(here.sends).toHaveLength(3)
  })

  it('comes back to the first one, and is its number again', async () => {
    const here = await moved()
    const { world } = here
    await world
      .profile('1055')
      .configure(here.config('1055', { version: 2, portfolioId: 'other', deletedAt: world.clock }), SYSTEM)
    await world.run(world.clock + 1_000)
    await world.profile('1055').configure(here.config('1055'), SYSTEM)
    await world.run(world.clock + 1_000)
    world.network = () => 'ok'
    await world.run(world.clock + 60_000)
    expect(await numbersOf(here, 'other')).toBe(0)
    expect(await numbersOf(here, 'folio')).toBe(2)
    await here.offer('1055', phones(300, 2))
    await world.run(world.clock + 5_000)
    expect(here.sends).toHaveLength(5)
  })
})
