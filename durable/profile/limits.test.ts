import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accepted, fast, PACKAGE, PROFILE, refused, Stage } from './testing/stage.ts'

const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000

/** The most sends in any rolling window, each counted from its request until one window after its answer. */
function most(spans: { from: number; to: number }[], windowMs: number): number {
  let highest = 0
  for (const { from } of spans) {
    const n = spans.filter((other) => other.from <= from && from <= other.to + windowMs).length
    highest = Math.max(highest, n)
  }
  return highest
}

describe('whatever happens', () => {
  it('no rolling window is over its cap, no start within the cooldown, no pair within its gap, nothing sent twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.integer({ min: 1, max: 1_000_000 }),
          perSecond: fc.integer({ min: 1, max: 5 }),
          hourly: fc.integer({ min: 1, max: 12 }),
          cooldownMs: fc.constantFrom(0, 0, 500, 2_000),
          users: fc.integer({ min: 1, max: 12 }),
          count: fc.integer({ min: 5, max: 40 }),
          crashes: fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 3 }),
          twice: fc.boolean(),
        }),
        async ({ seed, perSecond, hourly, cooldownMs, users, count, crashes, twice }) => {
          const stage = new Stage(seed)
          stage.world.alarms = twice ? 'twice' : 'once'
          const spans: { from: number; to: number; user: string; crashed: boolean }[] = []
          stage.meta = (request, wamid) => {
            const user = String(JSON.parse(request.body).to)
            const dice = stage.world.random()
            const afterMs = Math.floor(stage.world.random() * 1_500)
            if (dice < 0.1) return refused(130429)
            const lost = dice < 0.2
            spans.push({ from: request.at, to: request.at + (lost ? 20_000 : afterMs), user, crashed: false })
            return lost ? 'silence' : accepted(wamid, afterMs)
          }
          const seconds = cooldownMs / 1_000
          await stage.open({
            limits: { ...fast.limits, perSecond, hourly, perRecipientGapSeconds: 6 },
            cooldown: { min: seconds, max: seconds, rush: [], quiet: null },
          })
          const messages = Array.from({ length: count }, (_, i) =>
            stage.message({ to: `+49151000${i % users}`, tiedTo: PROFILE, policy: 'at_most_once' }),
          )
          await stage.offer(messages)
          for (const wait of crashes) {
            await stage.run(wait * 100)
            stage.world.crash('profile', PROFILE)
            // what was open at the crash counts from then on, whenever Meta would have answered
            for (const span of spans) if (span.to > stage.now) span.to = stage.now
          }
          await stage.run(26 * HOUR)
          expect(stage.world.faults).toEqual([])
          expect(most(spans, 1_000)).toBeLessThanOrEqual(perSecond)
          expect(most(spans, HOUR)).toBeLessThanOrEqual(hourly)
          const starts = spans.map((span) => span.from).sort((a, b) => a - b)
          for (const [i, start] of starts.entries())
            if (i > 0) expect(start - (starts[i - 1] ?? 0)).toBeGreaterThanOrEqual(cooldownMs)
          for (const span of spans)
            for (const other of spans)
              if (other !== span && other.user === span.user && other.from >= span.from)
                expect(other.from - span.to).toBeGreaterThanOrEqual(6_000)
          const ids = stage.sends.map((send) => send.opaque)
          expect(new Set(ids).size).toBe(ids.length)
          for (const { id } of messages) {
            const view = await stage.profile.message(id)
            expect(['sent', 'unresolved', 'expired']).toContain(view?.status)
          }
        },
      ),
      { numRuns: 60 },
    )
  }, 60_000)

  it('an hour or a day that is full lets go again as its minutes pass', async () => {
    const stage = await new Stage().open({ limits: { ...fast.limits, hourly: 2, daily: 5 } })
    const messages = Array.from({ length: 8 }, () => stage.message({ tiedTo: PROFILE, expiresAt: stage.now + 3 * DAY }))
    await stage.offer(messages)
    await stage.run(59 * MINUTE)
    expect(stage.sends).toHaveLength(2)
    await stage.run(3 * HOUR)
    expect(stage.sends).toHaveLength(5)
    await stage.run(20 * HOUR)
    expect(stage.sends).toHaveLength(5)
    await stage.run(3 * HOUR)
    expect(stage.sends.length).toBeGreaterThan(5)
  })

  it('the second is kept over a crash', async () => {
    const stage = await new Stage().open({ limits: { ...fast.limits, perSecond: 1, perRecipientGapSeconds: 0 } })
    await stage.offer([stage.message({ tiedTo: PROFILE }), stage.message({ tiedTo: PROFILE })])
    await stage.run(150)
    expect(stage.sends).toHaveLength(1)
    stage.world.crash('profile', PROFILE)
    await stage.profile.wake()
    await stage.run(5_000)
    expect((stage.sends[1]?.at ?? 0) - (stage.sends[0]?.at ?? 0)).toBeGreaterThanOrEqual(1_050)
  })

  it('a cap of 0 lets nothing leave', async () => {
    const stage = await new Stage().open({ limits: { ...fast.limits, threeHourly: 0 } })
    await stage.offer([stage.message({ tiedTo: PROFILE })])
    await stage.run(HOUR)
    expect(stage.sends).toEqual([])
    expect((await stage.profile.snapshot()).credit).toBe(0)
  })
})

describe('what it costs', () => {
  it('a batch of 200 costs few written rows a message, from the offer to read', async () => {
    const stage = await new Stage().open({ limits: { ...fast.limits, maxInFlight: 32 } })
    const before = stage.world.sql('profile', PROFILE).rowsWritten
    await stage.offer(Array.from({ length: 200 }, () => stage.message()))
    await stage.run(30_000)
    await stage.profile.observe(stage.sends.map((send) => stage.event(send, 'delivered')))
    await stage.profile.observe(stage.sends.map((send) => stage.event(send, 'read')))
    await stage.run(60_000)
    expect(stage.sends).toHaveLength(200)
    const rows = (stage.world.sql('profile', PROFILE).rowsWritten - before) / 200
    // take, intent, settle, delivered, read, and the minute and outbox of each settle; indexes are not counted by node:sqlite
    expect(rows).toBeLessThan(9)
  })

  it('a queue of 10,000 is looked at without reading it for every send', async () => {
    const stage = await new Stage().open({ limits: { ...fast.limits, maxInFlight: 8, perSecond: 80 } })
    await stage.profile.pause(null, { kind: 'key', id: 'k', name: 'Ada' })
    const messages = Array.from({ length: 9_000 }, () => stage.message({ tiedTo: PROFILE }))
    for (let i = 0; i < messages.length; i += 200)
      await stage.profile.offer({ packageId: PACKAGE, usersRev: 0, messages: messages.slice(i, i + 200) })
    const sql = stage.world.sql('profile', PROFILE)
    const plan = (query: string) => JSON.stringify(sql.db.prepare(`EXPLAIN QUERY PLAN ${query}`).all())
    expect(plan("SELECT body FROM message WHERE seek = 'open'")).toContain('message_seek')
    expect(plan('SELECT body FROM message WHERE seek = ?')).toContain('message_seek')
    await stage.profile.resume(null, { kind: 'key', id: 'k', name: 'Ada' })
    await stage.run(20_000)
    expect(stage.sends.length).toBeGreaterThan(1_000)
  }, 30_000)
})

describe('a number without credit', () => {
  const without = async (limits: Partial<typeof fast.limits>, count: number, cooldown = fast.cooldown) => {
    const stage = await new Stage().open({ limits: { ...fast.limits, ...limits }, cooldown })
    await stage.offer(Array.from({ length: count }, () => stage.message({ tiedTo: PROFILE })))
    await stage.run(5_000)
    return stage.profile.snapshot()
  }

  it('says which of its limits binds', async () => {
    expect(await without({ hourly: 3 }, 3)).toMatchObject({ credit: 0, limitedBy: 'hour' })
    expect(await without({ daily: 2, hourly: 5 }, 2)).toMatchObject({ credit: 0, limitedBy: 'day' })
    const slow = { ...fast.cooldown, min: 30, max: 30 }
    expect(await without({}, 5, slow)).toMatchObject({ credit: 0, limitedBy: 'cooldown' })
    expect(await without({ hourly: 9 }, 3)).not.toHaveProperty('limitedBy')
  })
})
