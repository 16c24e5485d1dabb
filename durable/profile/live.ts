import type { LiveEvent } from '../feed/rpc.ts'
import type { ProfileContext } from './context.ts'
import { snapshotOf, standingOf } from './snapshot.ts'

const EVERY_MS = 200
/** Nobody looks: whoever comes sees what is, and waits so long for the first change. */
const UNWATCHED_MS = 1_000
const MOST = 500

/** Hints to dashboards and to the package: a few times a second, lost with memory, never waited for. */
export class Live {
  readonly #ctx: ProfileContext
  #events = new Map<string, LiveEvent>()
  #shown = ''
  #credit = 0
  #fullUntil: number | null | undefined
  #sending = false
  /** something that the package has not been told */
  #news = false

  constructor(ctx: ProfileContext) {
    this.#ctx = ctx
  }

  /** After each commit: what is due to be told. */
  publish(): void {
    const ctx = this.#ctx
    const { config } = ctx.cached
    if (config === null) return
    for (const [id, { rev, packageId, status }] of ctx.changed)
      if (this.#events.size < MOST)
        this.#events.set(id, { type: 'message', id, rev, packageId, data: { status, profileId: ctx.name } })
    ctx.changed = new Map()
    const standing = standingOf(ctx, ctx.host.now())
    // active and cooling change with every send: no news
    const state = standing.state === 'cooling' ? 'active' : standing.state
    const shown = `${state}|${standing.reason}|${standing.eligible}|${standing.gate?.noNewConversations}`
    const changed = shown !== this.#shown
    const risen = this.#credit === 0 && standing.credit > 0
    this.#shown = shown
    // counted by a word that no report follows: another system's send, a cap that fell
    const full = standing.full !== null && standing.full.at !== this.#fullUntil
    this.#credit = standing.credit
    this.#fullUntil = standing.full?.at
    if (changed) {
      const snapshot = snapshotOf(ctx)
      const { reason, health, risk } = snapshot
      this.#events.set(ctx.name, {
        type: 'profile',
        id: ctx.name,
        rev: snapshot.at,
        packageId: config.packageId,
        data: {
          state: snapshot.state,
          reason,
          eligibleAt: snapshot.eligible ? null : snapshot.eligibleAt,
          health,
          risk,
        },
      })
    }
    if (changed || risen || full) this.#news = true
    if (this.#news) ctx.loop('hint', () => this.#hint(config.packageId))
    if (this.#hasNews()) this.#send()
  }

  #hasNews(): boolean {
    return this.#events.size > 0 || Object.keys(this.#ctx.refusedByMeta).length > 0
  }

  /** What changes while it is on its way is told by the next one. */
  async #hint(packageId: string): Promise<void> {
    this.#news = false
    try {
      await this.#ctx.host.call.package(packageId).snapshot(snapshotOf(this.#ctx))
    } catch (error) {
      this.#news = true
      throw error
    }
  }

  #send(): void {
    if (this.#sending) return
    this.#sending = true
    this.#ctx.host.background('feed', async () => {
      try {
        const events = [...this.#events.values()]
        this.#events = new Map()
        const refused = this.#ctx.refusedByMeta
        this.#ctx.refusedByMeta = {}
        const watched = await this.#ctx.host.call.feed().publish(events, refused)
        await this.#ctx.host.sleep(watched ? EVERY_MS : UNWATCHED_MS)
      } catch {
        // a hint: the dashboards' next snapshot has it
      } finally {
        this.#sending = false
      }
      if (this.#hasNews()) this.#send()
    })
  }
}
