import { DurableObject } from 'cloudflare:workers'
import type { ActorEnv } from '../kit/env.ts'
import { reportFault } from '../kit/fault.ts'
import { DayCounts, type NumberCounts } from './day-counts.ts'
import { Listeners, says } from './listeners.ts'
import { endsAmong, revokedAmong } from './revoked.ts'
import { type Audience, Pending, Ring, visibleTo } from './ring.ts'
import type { FeedDoor, LiveEvent } from './rpc.ts'
import { isSlow, newReader, type Reader, seen, sent } from './slow.ts'
import { takeSnapshot } from './snapshot.ts'
import { addTally, emptyTally, type Tally } from './tally.ts'
import { Tries } from './tries.ts'
import { wireTimes } from './wire-times.ts'

/** Events that come within this time share a frame: an eye does not see it, and a storm costs ten frames a second. */
const GATHER_MS = 50
/** How often the sockets' keys are looked at: a revoked key's socket is closed within twice this. */
const RECHECK_MS = 25_000
/** So long after somebody looked or waited for a word he may come back: those who publish do not slow down yet. */
const WATCHED_MS = 60_000
export const CLOSE_REVOKED = 4001
export const CLOSE_SLOW = 4008

/** What survives hibernation with a socket. */
interface Holder {
  key: string
  /** of the session, where the key's holder signed in at a dashboard */
  session?: string
  /** the session's end as it was known last, ms: a use since then may have put it off */
  until?: number
  audience: Audience
}

/**
 * Live events to dashboards over hibernating WebSockets. Everything here is a hint and lives in memory; what is lost is
 * found again by a snapshot. Nobody waits for this object.
 */
export class FeedActor extends DurableObject<ActorEnv> implements FeedDoor {
  readonly #ring = new Ring(`${Date.now().toString(36)}${crypto.randomUUID().slice(0, 4)}`)
  readonly #pending = new Pending()
  readonly #listeners = new Listeners()
  readonly #tally = emptyTally()
  readonly #tries = new Tries()
  readonly #since = Date.now()
  readonly #today = new DayCounts(this.env)
  readonly #readers = new WeakMap<WebSocket, Reader>()
  #flushing = false
  #lookedAt = Number.NEGATIVE_INFINITY

  constructor(ctx: DurableObjectState, env: ActorEnv) {
    super(ctx, env)
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
  }

  async publish(events: LiveEvent[], refusedByMeta: Tally['refusedByMeta'] = {}): Promise<boolean> {
    addTally(this.#tally, { ...emptyTally(), refusedByMeta })
    this.#listeners.tell(events)
    this.#pending.add(events)
    if (!this.#flushing && this.#pending.size > 0) {
      this.#flushing = true
      setTimeout(() => this.#flush(), GATHER_MS)
    }
    if (this.ctx.getWebSockets().length > 0) this.#lookedAt = Date.now()
    return Date.now() - this.#lookedAt < WATCHED_MS
  }

  /** The Worker has checked who asks: `x-wg-packages` (JSON list or `*`), `x-wg-key`, `x-wg-session` with its end (ms) in `x-wg-until`, and `?since`. */
  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') return new Response(null, { status: 426 })
    const packages = request.headers.get('x-wg-packages')
    const key = request.headers.get('x-wg-key')
    const session = request.headers.get('x-wg-session')
    const until = request.headers.get('x-wg-until')
    if (packages === null || key === null) return new Response(null, { status: 400 })
    const audience: Audience = packages === '*' ? '*' : JSON.parse(packages)
    const since = new URL(request.url).searchParams.get('since')
    const from = since !== null && this.#ring.since(since) !== null ? since : null
    const seq = from ?? this.#ring.seq
    const snapshot = from === null ? await takeSnapshot(this.env, audience) : null

    const { 0: client, 1: server } = new WebSocketPair()
    this.ctx.acceptWebSocket(server)
    server.serializeAttachment({
      key,
      audience,
      ...(session === null ? {} : { session }),
      ...(until === null ? {} : { until: Number(until) }),
    } satisfies Holder)
    if (snapshot !== null) this.#send(server, JSON.stringify({ type: 'snapshot', seq, ...snapshot }))
    // what happened while the snapshot was taken, or since the socket was lost
    const missed = this.#ring.since(seq) ?? []
    if (from !== null || missed.length > 0) this.#sendEvents(server, audience, missed)
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + RECHECK_MS)
    return new Response(null, { status: 101, webSocket: client })
  }

  override webSocketMessage(socket: WebSocket): void {
    this.#readers.set(socket, newReader(Date.now()))
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    // 1005 and 1006 say that there was none: they must not be sent
    socket.close(code === 1005 || code === 1006 ? 1000 : code)
  }

  async heard(id: string, statuses: string[], ms: number): Promise<LiveEvent | null> {
    this.#lookedAt = Date.now()
    const wanted = new Set(statuses)
    const latest = this.#pending.of('message', id) ?? this.#ring.latest('message', id)
    return says(latest, wanted) ? latest : await this.#listeners.wait(id, wanted, ms)
  }

  async trySignIn(address: string): Promise<number> {
    return this.#tries.take(address, Date.now())
  }

  async count(more: Tally): Promise<void> {
    addTally(this.#tally, more)
  }

  async counts(): Promise<{ since: number; tally: Tally }> {
    return { since: this.#since, tally: this.#tally }
  }

  async countsOfToday(): Promise<NumberCounts[] | null> {
    try {
      return await this.#today.at(Date.now())
    } catch (error) {
      reportFault('feed: counts of today', error)
      return null
    }
  }

  async closeSockets(of: { session: string } | { key: string }): Promise<void> {
    for (const socket of this.ctx.getWebSockets()) {
      const holder = holderOf(socket)
      if ('key' in of ? holder.key === of.key : holder.session === of.session) socket.close(CLOSE_REVOKED, 'signed out')
    }
  }

  /**
   * Closes the sockets of revoked keys and of sessions that have ended; goes on while there are sockets. While D1 is away a
   * session's end is the one that was known last. Never throws.
   */
  override async alarm(): Promise<void> {
    const sockets = this.ctx.getWebSockets()
    if (sockets.length === 0) return
    try {
      const told = await this.#askedFor(sockets.map(holderOf))
      const now = Date.now()
      for (const socket of sockets) {
        const holder = holderOf(socket)
        const { key, session } = holder
        const until = told === null || session === undefined ? holder.until : (told.ends.get(session) ?? 0)
        if (told?.revoked.has(key) === true || (until !== undefined && until <= now))
          socket.close(CLOSE_REVOKED, 'key revoked or signed out')
        else if (until !== undefined && until !== holder.until)
          socket.serializeAttachment({ ...holder, until } satisfies Holder)
      }
    } finally {
      await this.ctx.storage.setAlarm(Date.now() + RECHECK_MS)
    }
  }

  /** What D1 knows of them now; null while it is away. */
  async #askedFor(holders: Holder[]): Promise<{ revoked: Set<string>; ends: Map<string, number> } | null> {
    const sessions = holders.flatMap(({ session }) => session ?? [])
    const keys = holders.map(({ key }) => key)
    try {
      const [revoked, ends] = await Promise.all([
        revokedAmong(this.env, keys),
        sessions.length === 0 ? new Map<string, number>() : endsAmong(this.env, sessions),
      ])
      return { revoked, ends }
    } catch (error) {
      reportFault('feed: revoked keys', error)
      return null
    }
  }

  #flush(): void {
    this.#flushing = false
    const events = this.#pending.take()
    this.#ring.push(events)
    // sockets with the same audience get the same text: built once
    const frames = new Map<string, string | null>()
    for (const socket of this.ctx.getWebSockets()) {
      const { audience } = holderOf(socket)
      const name = String(audience)
      let frame = frames.get(name)
      if (frame === undefined) {
        frame = this.#frame(events.filter((event) => visibleTo(audience, event)))
        frames.set(name, frame)
      }
      if (frame !== null) this.#send(socket, frame)
    }
  }

  #frame(events: LiveEvent[]): string | null {
    if (events.length === 0) return null
    const shown = events.map((event) => ({ ...event, data: wireTimes(event.data) }))
    return JSON.stringify({ type: 'events', seq: this.#ring.seq, events: shown })
  }

  #sendEvents(socket: WebSocket, audience: Audience, events: LiveEvent[]): void {
    const frame = this.#frame(events.filter((event) => visibleTo(audience, event)))
    this.#send(socket, frame ?? JSON.stringify({ type: 'events', seq: this.#ring.seq, events: [] }))
  }

  #send(socket: WebSocket, text: string): void {
    const now = Date.now()
    const sign = this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0
    const reader = sent(seen(this.#readers.get(socket) ?? newReader(now), sign), text.length)
    this.#readers.set(socket, reader)
    try {
      if (isSlow(reader, now)) socket.close(CLOSE_SLOW, 'too slow: come back with since')
      else socket.send(text)
    } catch {
      // closed meanwhile: its own close event tells the rest
    }
  }
}

function holderOf(socket: WebSocket): Holder {
  return socket.deserializeAttachment()
}
