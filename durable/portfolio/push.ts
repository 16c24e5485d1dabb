import type { Template } from '../domain/hold.ts'
import { lookAgain } from './deadlines.ts'
import { deltasAfter } from './deltas.ts'
import { backoffMs, isAhead, within } from './loop.ts'
import type { Room } from './room.ts'
import type { Subscriber } from './store.ts'

/** Joined aliases are in no hurry: what comes within this time is pushed together. */
const ALIAS_DELAY_MS = 1_000
const DELTAS = 1_000
/** A neighbour that does not answer a hold within this is one that has not got it. */
const HOLD_PATIENCE_MS = 10_000
/** How long an opt-out waits for those who should hear of it before it is answered; they are told either way. */
const USERS_PATIENCE_MS = 2_000
const LASTING = 6

interface Peer {
  kind: Subscriber['kind']
  id: string
  /** revs that it is known to have; -1 = not known, ask */
  holds: number
  templates: number
  users: number
  failures: number
  retryAt: number | null
  running: Promise<void> | null
  /** the call that brings it the holds, so that nobody makes a second one */
  telling: Promise<void> | null
}

/**
 * Tells packages and numbers of holds, templates and users, each by rev, until they answer. What each has is kept in
 * memory; one durable mark (`pushed`) says up to where everybody had everything, so that a restart asks only when needed.
 */
export class Push {
  readonly #room: Room
  readonly #peers = new Map<string, Peer>()
  /** from when on lacking users deltas are worth a call; null = nobody lacks any */
  #usersDue: number | null = null
  #settled: string
  #fresh: boolean

  constructor(room: Room) {
    this.#room = room
    const marks = JSON.parse(room.store.meta('pushed') ?? '[0,0,0]') as [number, number, number]
    const [holds, templates, users] = marks
    this.#settled = JSON.stringify(marks)
    const subscribers = room.store.subscribers()
    this.#fresh = subscribers.some((one) => one.fresh)
    for (const { kind, id, fresh } of subscribers)
      this.#peers.set(`${kind}:${id}`, peerOf(kind, id, fresh ? [-1, -1, -1] : [holds, templates, users]))
    if (users < room.usersRev || [...this.#peers.values()].some((peer) => peer.users < 0))
      this.#usersDue = room.host.now()
  }

  /** A number starts with what register() answers; a package has nothing yet. */
  add(kind: Subscriber['kind'], id: string): void {
    const key = `${kind}:${id}`
    if (this.#peers.has(key)) return
    const peer = peerOf(kind, id, kind === 'profile' ? [-1, -1, this.#room.usersRev] : [-1, -1, -1])
    this.#peers.set(key, peer)
    this.#fresh = true
    if (kind === 'package') this.#usersDue = this.#room.host.now()
  }

  drop(kind: Subscriber['kind'], id: string): void {
    this.#peers.delete(`${kind}:${id}`)
  }

  /** Up to which users rev it is known to have everything; 0 = not known. */
  usersRevOf(kind: Subscriber['kind'], id: string): number {
    return Math.max(0, this.#peers.get(`${kind}:${id}`)?.users ?? 0)
  }

  /** Users have changed: an opt-out is told at once, a join a moment later together with others. */
  usersChanged(urgent: boolean): void {
    const due = this.#room.host.now() + (urgent ? 0 : ALIAS_DELAY_MS)
    this.#usersDue = this.#usersDue === null ? due : Math.min(this.#usersDue, due)
  }

  /** Starts what is due. */
  kick(): void {
    const now = this.#room.host.now()
    for (const peer of this.#peers.values())
      if (peer.running === null && !isAhead(peer.retryAt, now) && this.#lacks(peer)) this.#start(peer)
    this.#mark()
  }

  /** When kick() has something to do next. */
  nextAt(): number | null {
    let next: number | null = null
    const rev = this.#room.usersRev
    const now = this.#room.host.now()
    for (const peer of this.#peers.values()) {
      const idle = this.#lacks(peer) ? (peer.retryAt ?? now) : peer.users < rev ? this.#usersDue : null
      const at = peer.running === null ? idle : lookAgain(now)
      if (at !== null && (next === null || at < next)) next = at
    }
    return next
  }

  /** How many neighbours lack something. */
  behind(): number {
    return [...this.#peers.values()].filter((peer) => this.#lacks(peer)).length
  }

  /** Tells the present holds to these numbers and to all packages, now. Answers the numbers that did not take them. */
  async tellHolds(profileIds: ReadonlySet<string>): Promise<string[]> {
    const rev = this.#room.rev('holds_rev')
    const told = [...this.#peers.values()].map(async (peer): Promise<string | null> => {
      if (peer.kind === 'profile' && !profileIds.has(peer.id)) return null
      try {
        while (peer.holds < rev) await this.#tellHoldsTo(peer)
        return null
      } catch (error) {
        this.#failed(peer, error)
        return peer.kind === 'profile' ? peer.id : null
      }
    })
    const missing = (await Promise.all(told)).filter((id) => id !== null)
    this.#room.changed()
    return missing
  }

  /** Tells users deltas to everybody, and waits a little for their answers: an opt-out should be in force when it is answered. */
  async tellUsers(): Promise<void> {
    this.kick()
    const running = [...this.#peers.values()].map((peer) => peer.running).filter((run) => run !== null)
    if (running.length === 0) return
    const all = Promise.all(running)
    await Promise.race([all, this.#room.host.sleep(USERS_PATIENCE_MS, all)])
  }

  #lacks(peer: Peer): boolean {
    if (peer.holds < this.#room.rev('holds_rev') || peer.templates < this.#room.rev('templates_rev')) return true
    return peer.users < this.#room.usersRev && this.#usersDue !== null && this.#usersDue <= this.#room.host.now()
  }

  #start(peer: Peer): void {
    peer.running = this.#run(peer)
    const running = peer.running
    this.#room.host.background('push', () => running)
  }

  async #run(peer: Peer): Promise<void> {
    try {
      // the first call starts in a turn of its own: kick() may stand inside a caller's synchronous block
      await Promise.resolve()
      while (this.#peers.get(`${peer.kind}:${peer.id}`) === peer && this.#lacks(peer)) await this.#step(peer)
      peer.failures = 0
      peer.retryAt = null
    } catch (error) {
      this.#failed(peer, error)
    } finally {
      peer.running = null
      this.#room.changed()
    }
  }

  async #step(peer: Peer): Promise<void> {
    const { host, name } = this.#room
    const templatesRev = this.#room.rev('templates_rev')
    if (peer.holds < this.#room.rev('holds_rev')) await this.#tellHoldsTo(peer)
    else if (peer.templates < templatesRev) {
      const templates = this.templatesFor(peer.kind, peer.id)
      if (peer.kind === 'profile') await host.call.profile(peer.id).applyTemplates(templatesRev, templates, name)
      else await host.call.package(peer.id).applyTemplates(name, templatesRev, templates)
      peer.templates = Math.max(peer.templates, templatesRev)
    } else await this.#stepUsers(peer)
  }

  #tellHoldsTo(peer: Peer): Promise<void> {
    if (peer.telling !== null) return peer.telling
    const { host, name } = this.#room
    const rev = this.#room.rev('holds_rev')
    const holds = this.#room.holds.holds()
    const call = async () => {
      try {
        await within(
          host,
          HOLD_PATIENCE_MS,
          peer.kind === 'profile'
            ? host.call.profile(peer.id).applyHolds(rev, holds, name)
            : host.call.package(peer.id).applyHolds(name, rev, holds),
        )
        peer.holds = Math.max(peer.holds, rev)
      } finally {
        peer.telling = null
      }
    }
    peer.telling = call()
    return peer.telling
  }

  /** One chunk of deltas; with an unknown rev an empty one, to which the neighbour answers where it stands. */
  async #stepUsers(peer: Peer): Promise<void> {
    const { host, name, usersRev } = this.#room
    const asked = peer.users < 0
    const from = asked ? usersRev : peer.users
    const deltas = asked ? [] : deltasAfter(this.#room.users, from, DELTAS, usersRev)
    const answer =
      peer.kind === 'profile'
        ? await host.call.profile(peer.id).applyUsers(from, deltas, name)
        : await host.call.package(peer.id).applyUsers(name, from, deltas)
    const has = Math.max(0, Math.min(answer.rev, this.#room.usersRev))
    if (!asked && has === from) throw new Error(`${peer.kind} took none of ${deltas.length} deltas`)
    peer.users = has
  }

  /** A package gets all templates of the portfolio, a number those of its own WABA. */
  templatesFor(kind: Subscriber['kind'], id: string): Template[] {
    const wabaId = kind === 'profile' ? this.#room.store.registration(id)?.wabaId : undefined
    return this.#room.holds
      .templates()
      .filter(({ gone, template }) => !gone && (kind === 'package' || template.wabaId === wabaId))
      .map(({ template }) => template)
  }

  #failed(peer: Peer, error: unknown): void {
    const { host } = this.#room
    peer.failures += 1
    peer.retryAt = host.now() + backoffMs(peer.failures, host.random)
    if (peer.failures === LASTING) host.fault('push', error)
  }

  /** Once everybody has everything, that is written down: one row for the whole round. */
  #mark(): void {
    const revs = [this.#room.rev('holds_rev'), this.#room.rev('templates_rev'), this.#room.usersRev] as const
    const marks = JSON.stringify(revs)
    const all = [...this.#peers.values()]
    if (all.some((peer) => peer.holds < revs[0] || peer.templates < revs[1] || peer.users < revs[2])) return
    this.#usersDue = null
    // with nobody to tell there is nothing to remember: who comes is asked where he stands
    if (all.length === 0 && !this.#fresh) return
    if (marks === this.#settled && !this.#fresh) return
    this.#room.host.transaction(() => {
      this.#room.store.setMeta('pushed', marks)
      this.#room.store.settleSubscribers()
    })
    this.#settled = marks
    this.#fresh = false
  }
}

function peerOf(kind: Peer['kind'], id: string, [holds, templates, users]: readonly [number, number, number]): Peer {
  return { kind, id, holds, templates, users, failures: 0, retryAt: null, running: null, telling: null }
}
