import { DurableObject } from 'cloudflare:workers'
import { controlApp } from './control/app.ts'
import { Core } from './core.ts'
import type { Env } from './env.ts'
import { answerManage } from './graph/manage.ts'
import { answerSend } from './graph/send.ts'
import type { Answer, Call, MediaFile, Refusal, Send } from './types.ts'
import { deliver, LEASE_MS } from './webhooks/courier.ts'
import { flushStatuses } from './webhooks/flush.ts'

/** Deliveries that one wake-up starts; the rest follow in the next. */
const PER_WAKE = 50

/**
 * The shell of the one ledger: requests come in, the alarm sends webhooks out, control looks at both. Decides nothing.
 */
export class Ledger extends DurableObject<Env> {
  readonly #core: Core
  readonly #control: ReturnType<typeof controlApp>
  readonly #inFlight = new Set<Promise<void>>()
  #alarmAt: number | null = null

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#core = new Core(ctx.storage.sql, () => Date.now(), env.WEBHOOK_URL)
    this.#control = controlApp(this.#core, env)
    // What was on its way when the process died leaves again at once, as a duplicate where it had arrived.
    this.#core.deliveries.releaseAll(this.#core.now())
    this.#arm()
  }

  /** A send or mark-as-read whose body was already validated. */
  send(call: Call, parsed: Send | Refusal): Answer {
    const answer = this.#atomic(() => answerSend(this.#core, call, parsed))
    this.#arm()
    return answer
  }

  /** Any other Graph call. */
  manage(call: Call, file?: MediaFile | Refusal): Answer {
    // an id says by itself what it is of
    const isMedia = call.edge === 'number' && this.#core.media.get(call.id) !== null
    const edge = isMedia ? 'media_id' : call.edge
    if (edge === 'messages') throw new Error('messages belong to send()')
    return this.#atomic(() => answerManage(this.#core, call, edge, file))
  }

  /** Control, under /sandbox/. */
  override async fetch(request: Request): Promise<Response> {
    const response = await this.#control.fetch(request)
    this.#arm()
    return response
  }

  /** Starts what is due and returns: while an alarm runs, no later one does. */
  override async alarm(): Promise<void> {
    this.#alarmAt = null
    try {
      const now = this.#core.now()
      const due = this.#atomic(() => {
        while (flushStatuses(this.#core, now));
        if (this.#core.config().webhooksHeld) return []
        return this.#core.deliveries.lease(now, LEASE_MS, PER_WAKE)
      })
      for (const one of due) {
        const sent = deliver(this.#core, this.env.APP_SECRET, one).finally(() => {
          this.#inFlight.delete(sent)
          this.#arm()
        })
        this.#inFlight.add(sent)
      }
    } finally {
      this.#arm()
    }
  }

  /** Resolves when no delivery is under way; lets a test wait without sleeping. */
  async settled(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight)
  }

  #atomic<T>(work: () => T): T {
    try {
      return this.ctx.storage.transactionSync(work)
    } catch (error) {
      this.#core.forget()
      throw error
    }
  }

  /** Moves the alarm to the next thing that is due, never later than it already stands. */
  #arm(): void {
    const { coalesceMs, webhooksHeld } = this.#core.config()
    const leaving = webhooksHeld ? null : this.#core.deliveries.nextDue()
    const dues = [this.#core.requests.nextDue(), leaving].filter((due) => due !== null)
    if (dues.length === 0) return
    const step = Math.max(coalesceMs, 1)
    const wake = Math.ceil(Math.max(Math.min(...dues), this.#core.now()) / step) * step
    if (this.#alarmAt !== null && this.#alarmAt <= wake) return
    this.#alarmAt = wake
    void this.ctx.storage.setAlarm(wake)
  }
}
