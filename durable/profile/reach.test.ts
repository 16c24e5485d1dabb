import { describe, expect, it } from 'vitest'
import type { Host } from '../kit/host.ts'
import { migrate } from '../kit/migrate.ts'
import { World } from '../kit/testing/world.ts'
import { ProfileContext } from './context.ts'
import { askAgainAt, limitRisen, reachDeadline, wanted } from './reach.ts'
import { taken } from './record.ts'
import { STEPS } from './schema.ts'
import { Stage } from './testing/stage.ts'

const MINUTE = 60_000

/** A context that holds one queued message to somebody whose window is open: it needs no place. */
async function contextWithReply(): Promise<{ ctx: ProfileContext; now: number }> {
  const hosts: Host[] = []
  const world = new World({}, { profile: (host) => ({ wake: async () => void hosts.push(host) }) })
  await world.profile('1055').wake()
  const [host] = hosts
  if (host === undefined) throw new Error('the world made no host')
  migrate(host, STEPS)
  const ctx = new ProfileContext(host, '1055')
  const now = host.now()
  const message = new Stage().message({ acceptedAt: now, expiresAt: now + 1_000 * MINUTE })
  ctx.commit(() => {
    ctx.users.change(message.userKey, { windowUntil: now + 1_000 * MINUTE })
    ctx.save(taken(message, [], now))
  })
  return { ctx, now }
}

describe('the reach loop', () => {
  it('is due only while it has something to do, or it would start itself again without end', async () => {
    const { ctx, now } = await contextWithReply()
    ctx.cached.config = new Stage().config()
    ctx.cached.reach = { unlimited: true, left: null, limit: null, used: 0, at: now }
    for (const later of [0, 5, 9, 10, 11, 60].map((minutes) => now + minutes * MINUTE)) {
      const at = reachDeadline(ctx, later)
      if (at !== null && at <= later) expect(wanted(ctx, later)).toBeGreaterThan(0)
    }
    expect(wanted(ctx, now + 11 * MINUTE)).toBe(0)
    expect(reachDeadline(ctx, now + 11 * MINUTE)).toBeNull()
  })
})

describe('places', () => {
  it('are asked for also when more than a block of others stands before, that cannot leave', async () => {
    const stage = new Stage()
    stage.lease = (want) => ({
      unlimited: false,
      id: 'l1',
      n: want,
      until: stage.now + 30 * MINUTE,
      limit: 250,
      used: 0,
    })
    await stage.open()
    const writers = Array.from({ length: 60 }, (_, n) => `+49151${n}`)
    await stage.profile.observe(writers.map((from) => stage.inbound(from)))
    const later = { notBefore: stage.now + 600 * MINUTE }
    await stage.offer(writers.map((to) => stage.message({ to, ...later })))
    await stage.run(1_000)
    const message = stage.message({ to: '+573001' })
    expect((await stage.offer([message])).taken).toHaveLength(1)
    await stage.run(MINUTE)
    expect(await stage.status(message.id)).toBe('sent')
  })
})

describe('with nothing left', () => {
  const empty = { unlimited: false, left: 0, limit: 250, used: 237, at: 1_000 * MINUTE }

  it('asks when the portfolio expects a place, not sooner than a minute and not later than 15', () => {
    const asked = (minutes: number) => askAgainAt({ ...empty, again: empty.at + minutes * MINUTE }) - empty.at
    expect([0, 1, 7, 15, 90].map(asked)).toEqual([1, 1, 7, 15, 15].map((minutes) => minutes * MINUTE))
    expect(askAgainAt(empty)).toBe(empty.at + MINUTE)
  })

  it('a higher limit is asked for at once, the same one and a lower one are not', async () => {
    const { ctx, now } = await contextWithReply()
    const again = now + 12 * MINUTE
    for (const [limit, expected] of [
      [250, again],
      [100, again],
      [2_000, now + MINUTE],
      [null, now + MINUTE],
    ] as const) {
      ctx.cached.reach = { ...empty, at: now, again }
      limitRisen(ctx, limit)
      expect([limit, askAgainAt(ctx.cached.reach)]).toEqual([limit, expected])
    }
  })
})

describe('a portfolio whose clock is behind', () => {
  it('gives leases that are over: they go back, and are asked for once a minute', async () => {
    const stage = await new Stage().open()
    let asked = 0
    stage.lease = () => ({ unlimited: false, id: `l${++asked}`, n: 2, until: stage.now, limit: 250, used: 2 })
    // a return whose answer is lost is repeated, and takes no further lease
    let lost = 5
    stage.world.network = ({ method }) => (method === 'returnLease' && lost-- > 0 ? 'lose-answer' : 'ok')
    await stage.offer([stage.message()])
    await stage.run(10 * MINUTE)
    expect(asked).toBeGreaterThan(5)
    expect(asked).toBeLessThan(13)
    expect(new Set(stage.returned.map((one) => one.lease)).size).toBe(asked)
    expect(stage.sends).toEqual([])
    // its clock is right again
    stage.lease = () => ({ unlimited: false, id: 'good', n: 2, until: stage.now + 10 * MINUTE, limit: 250, used: 2 })
    await stage.run(2 * MINUTE)
    expect(stage.sends).toHaveLength(1)
  })

  it('gives leases with half a minute left: they serve, and go back at their end', async () => {
    const stage = await new Stage().open()
    let asked = 0
    stage.lease = () => ({ unlimited: false, id: `l${++asked}`, n: 2, until: stage.now + 30_000, limit: 250, used: 2 })
    await stage.offer([stage.message()])
    await stage.run(10 * MINUTE)
    expect(stage.sends).toHaveLength(1)
    expect(asked).toBe(1)
    expect(stage.returned).toHaveLength(1)
  })
})
