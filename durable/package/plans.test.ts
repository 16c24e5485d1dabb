import { describe, expect, it } from 'vitest'
import { META, SYSTEM } from '../domain/reason.ts'
import type { Kind } from '../kit/testing/world-types.ts'
import { fleet, NUMBERS } from './testing/fleet.ts'
import { accepted, CALLER, item, PACKAGE } from './testing/scene.ts'

const HOUR = 3_600_000
const ACTORS: [Kind, string][] = [
  ['package', PACKAGE],
  ['portfolio', 'folio'],
  ['portfolio', '~deployment'],
  ...NUMBERS.map((id): [Kind, string] => ['profile', id]),
]

/** Read from end to end on purpose: `kind table: statement` -> why that is no harm. */
const ALLOWED: [RegExp, string][] = [
  [/^\w+ \w+: SELECT \S+( AS \w+)? FROM \w+ LIMIT 1$/, 'the first row alone: is there any?'],
  [/^profile (never|inbound|user|alias|reach): DELETE FROM \w+ WHERE \w+ < \?/, 'forgetting, once in six hours'],
]

describe('statements of the actors', () => {
  it('read no table from end to end that grows, but for what is listed here with its reason', async () => {
    const { world, pass } = await fleet(5, (attempt) => (attempt % 7 === 0 ? 'throttled' : 'ok'))
    const guard = world.package(PACKAGE)
    const results = await guard.accept(
      Array.from({ length: 20 }, (_, n) => item(`+49151000000${n + 10}`)),
      CALLER,
    )
    await pass(30_000)
    const inbound = {
      kind: 'inbound',
      wamid: 'wamid.in1',
      at: world.clock,
      from: '4915100000010',
      userId: 'DE.1',
      name: null,
      type: 'text',
      words: 'stop',
      contextId: null,
      raw: '{}',
    } as const
    await world.profile('101').observe([inbound])
    for (let n = 1; n <= 20; n++)
      for (const id of NUMBERS)
        await world.profile(id).observe([
          {
            kind: 'status',
            wamid: `wamid.${n}`,
            status: 'delivered',
            at: world.clock,
            recipient: null,
            userId: null,
            opaque: null,
            errors: [],
            pricing: null,
          },
        ])
    await world
      .portfolio('folio')
      .optOut([{ address: '+4915100000011', scope: 'all', source: 'operator', at: world.clock }], META)
    await world.portfolio('folio').limitSeen('101', 250)
    await guard.pause('x', SYSTEM)
    const waiting = await guard.accept([item('+4915100000050'), item('+4915100000051')], CALLER)
    await guard.cancel(accepted(waiting[0]).id, SYSTEM)
    await guard.resume(null, SYSTEM)
    await guard.listQueue({ limit: 10, cursor: null })
    await guard.listScheduled({ limit: 10, cursor: null })
    await guard.routes({ limit: 10, cursor: null })
    await guard.message(accepted(results[0]).id)
    await world.profile('102').pause('x', SYSTEM)
    await pass(60_000)
    for (const [kind, id] of ACTORS) world.crash(kind, id)
    await pass(7 * HOUR)
    for (const [kind, id] of ACTORS) await world[kind](id).wake(null)
    await pass(HOUR)

    const slow: string[] = []
    let looked = 0
    for (const [kind, id] of ACTORS) {
      const sql = world.sql(kind, id)
      // one row tables are read whole, and so are those with a row per number, template or hold
      const growing = new Set(GROWING[kind])
      for (const statement of sql.statements) {
        if (!/^\s*(SELECT|UPDATE|DELETE|INSERT|WITH)\b/i.test(statement)) continue
        looked += 1
        const plan = sql.db.prepare(`EXPLAIN QUERY PLAN ${statement}`).all() as { detail: string }[]
        for (const { detail } of plan) {
          const table = /^SCAN (\w+)(?! USING)/.exec(detail)?.[1]
          if (table === undefined || detail.includes('USING') || !growing.has(table)) continue
          const found = `${kind} ${table}: ${statement.replaceAll(/\s+/g, ' ').trim()}`
          if (!ALLOWED.some(([pattern]) => pattern.test(found)) && !slow.includes(found)) slow.push(found)
        }
      }
    }
    expect(slow).toEqual([])
    expect(looked).toBeGreaterThan(150)
    expect(world.faults).toEqual([])
  })
})

/** Tables with a row per message, user, minute or event. */
const GROWING: Record<Kind, string[]> = {
  profile: ['message', 'never', 'minute', 'user', 'alias', 'reach', 'inbound', 'outbox', 'alert', 'audit'],
  package: ['messages', 'slots', 'routes', 'aliases', 'opt_outs', 'outbox', 'alert', 'audit'],
  portfolio: ['reach', 'alias', 'aliases', 'consent', 'consents', 'users', 'outbox', 'alert', 'audit'],
}
