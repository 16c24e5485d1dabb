import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ActorEnv, Rooms } from '../kit/env.ts'
import { migrateD1 } from '../kit/testing/migrate-d1.ts'
import { CLOSE_REVOKED, CLOSE_SLOW, type FeedActor } from './feed.ts'
import type { FeedDoor, LiveEvent } from './rpc.ts'
import { SILENT_MS } from './slow.ts'

const actorEnv = env as ActorEnv
const namespace = (env as { FEED: DurableObjectNamespace<FeedActor> }).FEED
const feed = (name: string) => namespace.get(namespace.idFromName(name))
/** The same without the platform's rewriting of every type. */
const doors = (env as { FEED: Rooms<FeedDoor> }).FEED
const door = (name: string) => doors.get(doors.idFromName(name))

interface Frame {
  type: string
  seq: string
  events?: LiveEvent[]
  packages?: unknown[]
  profiles?: unknown[]
  alerts?: { id: string; firstAt: string }[]
}

interface Who {
  key?: string
  since?: string
  session?: string
  /** ms */
  until?: number
}

/** A socket whose frames are read one by one. */
async function open(name: string, packages: string, more: Who = {}) {
  const query = more.since === undefined ? '' : `?since=${more.since}`
  const answer = await feed(name).fetch(`https://feed/live${query}`, {
    headers: {
      ...{ upgrade: 'websocket', 'x-wg-packages': packages, 'x-wg-key': more.key ?? 'key_1' },
      ...(more.session === undefined ? {} : { 'x-wg-session': more.session }),
      ...(more.until === undefined ? {} : { 'x-wg-until': String(more.until) }),
    },
  })
  const socket = answer.webSocket
  if (socket === null) throw new Error(`no socket: ${answer.status}`)
  const arrived: string[] = []
  let wake = () => {}
  socket.addEventListener('message', ({ data }) => {
    arrived.push(String(data))
    wake()
  })
  const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)))
  socket.accept()
  const text = async (): Promise<string> => {
    const first = arrived.shift()
    if (first !== undefined) return first
    await new Promise<void>((resolve) => {
      wake = resolve
    })
    return await text()
  }
  return { socket, closed, text, frame: async (): Promise<Frame> => JSON.parse(await text()) }
}

const event = (id: string, packageId: string | null, rev = 1): LiveEvent => ({
  type: 'message',
  id,
  rev,
  packageId,
  data: { status: 'sent', at: 1_700_000_000_000 },
})

beforeAll(async () => {
  await migrateD1(actorEnv.DB)
  await actorEnv.DB.batch([
    actorEnv.DB.prepare(
      `INSERT OR REPLACE INTO alerts (id, rule, severity, subject, package_id, title, detail, evidence, guidance, count, first_at, last_at, rev)
       VALUES ('p:1', 'hold-waba', 'critical', '{"kind":"profile","id":"1"}', 'pkg_a', 't', 'd', '{}', 'g', 1, 1700000000000, 1700000000000, 1)`,
    ),
    actorEnv.DB.prepare(
      `INSERT OR REPLACE INTO api_keys (id, name, role, hash, created_at, revoked_at)
       VALUES ('key_gone', 'n', 'viewer', 'h1', 1, 2), ('key_1', 'n', 'viewer', 'h2', 1, NULL)`,
    ),
    actorEnv.DB.prepare(
      `INSERT OR REPLACE INTO sessions (id, hash, created_at, expires_at)
       VALUES ('ses_over', 'h1', 1, 2), ('ses_1', 'h2', 1, 9000000000000)`,
    ),
  ])
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe('live feed', () => {
  it('begins with a snapshot and brings an event, with times as on any wire', async () => {
    const { frame } = await open('a', '*')
    const first = await frame()
    expect(first).toMatchObject({ type: 'snapshot', packages: [], profiles: [] })
    expect(first.alerts).toMatchObject([
      { id: 'p:1', firstAt: '2023-11-14T22:13:20.000Z', subject: { kind: 'profile' } },
    ])
    await feed('a').publish([event('wg1', 'pkg_a')])
    expect(await frame()).toMatchObject({
      type: 'events',
      events: [{ id: 'wg1', data: { at: '2023-11-14T22:13:20.000Z' } }],
    })
  })

  it('gathers a burst into one frame and keeps the newest of each thing', async () => {
    const { frame } = await open('b', '*')
    await frame()
    for (let i = 0; i < 20; i++) await feed('b').publish([event('wg1', 'pkg_a', i), event(`wg${i + 10}`, 'pkg_a')])
    let events: LiveEvent[] = []
    while (!events.some((one) => one.id === 'wg29')) events = [...events, ...((await frame()).events ?? [])]
    expect(events.filter((one) => one.id === 'wg1').at(-1)?.rev).toBe(19)
    expect(events.length).toBeLessThan(40)
  })

  it('shows a holder its own packages only, in the snapshot too', async () => {
    const all = await open('c', '*')
    const own = await open('c', '["pkg_b"]')
    await all.frame()
    expect((await own.frame()).alerts).toEqual([])
    await feed('c').publish([event('wg1', 'pkg_a'), event('wg2', 'pkg_b'), event('wg3', null)])
    expect((await all.frame()).events?.map((one) => one.id)).toEqual(['wg1', 'wg2', 'wg3'])
    expect((await own.frame()).events?.map((one) => one.id)).toEqual(['wg2'])
  })

  it('resumes where a socket was lost, also over events that nobody was there to see', async () => {
    const first = await open('d', '*')
    await first.frame()
    await feed('d').publish([event('wg1', 'pkg_a')])
    const { seq } = await first.frame()
    first.socket.close(1000)
    await feed('d').publish([event('wg2', 'pkg_a')])
    const again = await open('d', '*', { since: seq })
    const missed = await again.frame()
    expect(missed.type).toBe('events')
    const ids = missed.events?.map((one) => one.id) ?? []
    if (ids.length === 0) ids.push(...((await again.frame()).events ?? []).map((one) => one.id))
    expect(ids).toEqual(['wg2'])
  })

  it('answers a seq of another life with a snapshot', async () => {
    const { frame } = await open('e', '*')
    const { seq } = await frame()
    await evictDurableObject(feed('e'))
    const again = await open('e', '*', { since: seq })
    expect((await again.frame()).type).toBe('snapshot')
  })

  it('keeps its sockets and what their holders may see over hibernation', async () => {
    const all = await open('f', '*')
    const none = await open('f', '[]')
    await all.frame()
    await none.frame()
    await evictDurableObject(feed('f'))
    await feed('f').publish([event('wg1', 'pkg_a'), event('wg2', null)])
    expect((await all.frame()).events?.map((one) => one.id)).toEqual(['wg1', 'wg2'])
    none.socket.send('ping')
    expect(await none.text()).toBe('pong')
  })

  it('answers a ping without waking, and closes a revoked key at the next look, and no other', async () => {
    const gone = await open('g', '*', { key: 'key_gone' })
    const good = await open('g', '*')
    const boot = await open('g', '*', { key: 'admin-token' })
    for (const one of [gone, good, boot]) await one.frame()
    good.socket.send('ping')
    expect(await good.text()).toBe('pong')
    expect(await runDurableObjectAlarm(feed('g'))).toBe(true)
    expect(await gone.closed).toBe(CLOSE_REVOKED)
    await feed('g').publish([event('wg1', 'pkg_a')])
    expect((await good.frame()).events).toHaveLength(1)
    expect((await boot.frame()).events).toHaveLength(1)
    expect(await runInDurableObject(feed('g'), async (_, state) => (await state.storage.getAlarm()) !== null)).toBe(
      true,
    )
  })

  it('closes the sockets of sessions that have ended at the next look, and those named at once', async () => {
    const over = await open('h', '*', { session: 'ses_over' })
    const unknown = await open('h', '*', { session: 'ses_never' })
    const good = await open('h', '*', { session: 'ses_1' })
    const other = await open('h', '*')
    for (const one of [over, unknown, good, other]) await one.frame()
    expect(await runDurableObjectAlarm(feed('h'))).toBe(true)
    expect(await over.closed).toBe(CLOSE_REVOKED)
    expect(await unknown.closed).toBe(CLOSE_REVOKED)
    await feed('h').publish([event('wg1', 'pkg_a')])
    expect((await good.frame()).events).toHaveLength(1)
    await feed('h').closeSockets({ session: 'ses_1' })
    expect(await good.closed).toBe(CLOSE_REVOKED)
    await feed('h').publish([event('wg2', 'pkg_a')])
    expect((await other.frame()).events).toHaveLength(1)
    await feed('h').closeSockets({ key: 'key_1' })
    expect(await other.closed).toBe(CLOSE_REVOKED)
  })

  it('closes the socket of a session whose end has come while D1 is away, by the end that was known last', async () => {
    const prolonged = await open('d', '*', { session: 'ses_1', until: 2 })
    await prolonged.frame()
    // put off since the socket was opened: what D1 says goes before, and is remembered
    expect(await runDurableObjectAlarm(feed('d'))).toBe(true)
    const over = await open('d', '*', { session: 'ses_2', until: 2 })
    const good = await open('d', '*', { session: 'ses_3', until: 9_000_000_000_000 })
    const byToken = await open('d', '*')
    for (const one of [over, good, byToken]) await one.frame()
    await runInDurableObject(feed('d'), (instance) => {
      Reflect.set(instance, 'env', {})
    })
    const said = vi.spyOn(console, 'error').mockReturnValue()
    expect(await runDurableObjectAlarm(feed('d'))).toBe(true)
    expect(said).toHaveBeenCalledOnce()
    expect(await over.closed).toBe(CLOSE_REVOKED)
    await feed('d').publish([event('wg1', 'pkg_a')])
    for (const one of [prolonged, good, byToken]) expect((await one.frame()).events).toHaveLength(1)
  })

  it('tells a request that waits for a message, at once where that was said a moment ago', async () => {
    const waiting = door('w').heard('wg1', ['sent'], 5000)
    await feed('w').publish([{ ...event('wg1', 'pkg_a'), data: { status: 'sending' } }, event('wg2', 'pkg_a')])
    await feed('w').publish([event('wg1', 'pkg_a', 2)])
    expect(await waiting).toMatchObject({ id: 'wg1', rev: 2, data: { status: 'sent' } })
    // not yet in a frame, and then in the ring
    expect(await door('w').heard('wg2', ['sent'], 5000)).toMatchObject({ id: 'wg2' })
    const { frame } = await open('w', '*')
    await frame()
    await feed('w').publish([event('wg3', 'pkg_a')])
    await frame()
    expect(await door('w').heard('wg2', ['sent'], 5000)).toMatchObject({ id: 'wg2' })
    expect(await door('w').heard('wg2', ['failed'], 1)).toBeNull()
  })

  it('says whether anybody looks, or waited for a word within the last minute', async () => {
    expect(await feed('eyes').publish([event('wg1', 'pkg_a')])).toBe(false)
    const { socket, frame } = await open('eyes', '*')
    await frame()
    expect(await feed('eyes').publish([event('wg2', 'pkg_a')])).toBe(true)
    socket.close(1000)
    const sockets = () => runInDurableObject(feed('eyes'), (_, state) => state.getWebSockets().length)
    while ((await sockets()) > 0);
    expect(await feed('eyes').publish([event('wg3', 'pkg_a')])).toBe(true)
    const now = Date.now()
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now + 61_000)
    expect(await feed('eyes').publish([event('wg4', 'pkg_a')])).toBe(false)
    await door('eyes').heard('wg9', ['sent'], 1)
    expect(await feed('eyes').publish([event('wg5', 'pkg_a')])).toBe(true)
    clock.mockImplementation(() => now + 122_000)
    expect(await feed('eyes').publish([event('wg6', 'pkg_a')])).toBe(false)
  })

  it('lets go of a reader that was sent much and gives no sign of life, keeps one that does, and takes it back', async () => {
    const silent = await open('slow', '*')
    const alive = await open('slow', '*')
    await silent.frame()
    await alive.frame()
    const large = (i: number): LiveEvent => ({ ...event(`wg${i}`, 'pkg_a'), data: { text: 'x'.repeat(1_000_000) } })
    for (let i = 0; i < 17; i++) {
      await feed('slow').publish([large(i)])
      await silent.frame()
      await alive.frame()
    }
    alive.socket.send('ping')
    expect(await alive.text()).toBe('pong')
    const later = Date.now() + SILENT_MS + 1000
    vi.spyOn(Date, 'now').mockImplementation(() => later)
    await feed('slow').publish([event('wg99', 'pkg_a')])
    expect(await silent.closed).toBe(CLOSE_SLOW)
    const { seq, events } = await alive.frame()
    expect(events?.map((one) => one.id)).toEqual(['wg99'])
    const again = await open('slow', '*', { since: seq })
    expect(await again.frame()).toMatchObject({ type: 'events', events: [] })
  })

  it('stops looking when nobody watches', async () => {
    const { socket, frame } = await open('h', '*')
    await frame()
    const sockets = () => runInDurableObject(feed('h'), (_, state) => state.getWebSockets().length)
    socket.close(1000)
    while ((await sockets()) > 0);
    expect(await runDurableObjectAlarm(feed('h'))).toBe(true)
    expect(await runDurableObjectAlarm(feed('h'))).toBe(false)
  })

  it('takes nothing but an upgrade that the Worker has prepared', async () => {
    expect((await feed('i').fetch('https://feed/live')).status).toBe(426)
    expect((await feed('i').fetch('https://feed/live', { headers: { upgrade: 'websocket' } })).status).toBe(400)
  })
})
