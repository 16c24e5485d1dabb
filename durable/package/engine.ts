import { SYSTEM } from '../domain/reason.ts'
import { AlarmClock, announcedWake, type Deadlines, nextWake } from '../kit/wake.ts'
import { CancelAll } from './cancel-all.ts'
import { Distributor } from './distribute.ts'
import { Handover } from './handover.ts'
import { Hints } from './hints.ts'
import { History } from './history.ts'
import { Members } from './members.ts'
import { Pause } from './pause.ts'
import { Prune } from './prune.ts'
import { Rehomer } from './rehome.ts'
import type { PackageState } from './state.ts'
import { Subscriptions } from './subscriptions.ts'
import { runDue, runExpiry } from './timed.ts'

/** After an alarm body that failed, and between two rounds of a deletion's winding down. */
const CALM_MS = 5_000
/** What a deleted package cannot cancel waits for an answer that its number tells by itself: asked ever more rarely. */
const WIND_DOWN_MOST_MS = 5 * 60_000
/** An object that dies while it distributes looks again after this. */
const UNDER_WAY_MS = 1_000
/** Portions of due work in one alarm; what is left follows in the next. */
const PORTIONS = 10

/**
 * What runs by itself: after each commit every task that has work and is not running is started, and the one alarm is
 * set to the earliest deadline. Deadlines are computed from what is stored, so a crash loses none.
 */
export class Engine {
  readonly subscriptions: Subscriptions
  readonly handover: Handover
  readonly history: History
  readonly members: Members
  readonly pause: Pause
  readonly rehomer: Rehomer
  readonly cancelAll: CancelAll
  readonly #state: PackageState
  readonly #distributor: Distributor
  readonly #hints: Hints
  readonly #prune: Prune
  readonly #clock: AlarmClock
  #awake = false
  #stopped = false
  #pumping = false
  #windingDown = false
  #windDownAt = 0
  #windDownWait = CALM_MS
  #calmUntil = 0

  constructor(state: PackageState) {
    this.#state = state
    this.subscriptions = new Subscriptions(state)
    this.handover = new Handover(state, (portfolioId, upTo) => this.subscriptions.pull(portfolioId, upTo))
    this.history = new History(state, () =>
      announcedWake(this.#deadlines(), (name) => name === 'history' || name === 'distribute', state.host.now()),
    )
    this.members = new Members(state)
    this.pause = new Pause(state)
    this.rehomer = new Rehomer(state)
    this.cancelAll = new CancelAll(state, this.handover)
    this.#distributor = new Distributor(state)
    this.#hints = new Hints(state)
    this.#prune = new Prune(state)
    this.#clock = new AlarmClock((at) => state.host.setAlarm(at))
    state.onCommit = () => this.run()
  }

  get nextWake(): number | null {
    return this.#clock.armed ?? null
  }

  /** Once in an object's life: whatever a crash left undone goes on at once. */
  wakeUp(): void {
    if (this.#awake) return
    this.#awake = true
    this.rehomer.findStrays()
    if (this.#state.config !== null) {
      this.#state.host.background('ask members', () => this.members.firstWords())
      this.members.gather(() => this.run())
    }
    this.#stopped = this.#state.stopped
    this.run()
  }

  /** The alarm's body, or a sweep's nudge: what is due, in portions. Never throws, and always arms the next wake. */
  work(alarm: boolean): void {
    if (alarm) this.#clock.fired()
    try {
      this.wakeUp()
      for (let n = 0; n < PORTIONS && runDue(this.#state); n++);
      for (let n = 0; n < PORTIONS && runExpiry(this.#state); n++);
      this.#prune.run()
    } catch (error) {
      this.#calmUntil = this.#state.host.now() + CALM_MS
      this.#state.host.fault('package alarm', error)
    } finally {
      this.run()
    }
  }

  /** Starts whatever has work and is not running, and arms the alarm. */
  run(): void {
    if (!this.#awake) {
      this.wakeUp()
      return
    }
    const { stopped } = this.#state
    if (this.#stopped && !stopped) this.members.gather(() => this.run())
    this.#stopped = stopped
    this.subscriptions.kick()
    this.handover.kick()
    this.history.kick()
    this.#hints.kick()
    this.pause.kick()
    this.rehomer.kick()
    this.members.kick()
    this.#distribute()
    this.#windDown()
    this.#arm()
  }

  #distribute(): void {
    if (this.#pumping || !this.#state.pumpWanted || this.members.gathering) return
    this.#state.pumpWanted = false
    if (!this.#distributor.possible) return
    this.#pumping = true
    this.#state.host.background('distribute', async () => {
      try {
        while (this.#distributor.portion()) await this.#state.host.sleep(0)
      } catch (error) {
        // it is wanted again by then: at once would be for ever
        await this.#state.host.sleep(CALM_MS)
        throw error
      } finally {
        this.#pumping = false
        this.run()
      }
    })
  }

  /** A deleted package cancels what can be cancelled until nothing is open. */
  #windDown(): void {
    if (this.#windingDown || !this.#mustWindDown || this.#ahead(this.#windDownAt, this.#windDownWait)) return
    this.#windingDown = true
    this.#state.host.background('wind down', async () => {
      try {
        let cancelled = 0
        for (let more = true; more; ) {
          const portion = await this.cancelAll.portion(SYSTEM)
          cancelled += portion.cancelled
          more = portion.more
        }
        this.#windDownWait = cancelled > 0 ? CALM_MS : Math.min(2 * this.#windDownWait, WIND_DOWN_MOST_MS)
      } finally {
        this.#windingDown = false
        this.#windDownAt = this.#state.host.now() + this.#windDownWait
        this.#arm()
      }
    })
  }

  get #mustWindDown(): boolean {
    const { config } = this.#state.meta
    return config !== null && config.deletedAt !== null && this.#state.open > 0
  }

  #deadlines(): Deadlines {
    return {
      due: this.#state.queue.firstDue(),
      expiry: this.#state.queue.firstExpiry(),
      offers: this.handover.nextAt,
      // what is under way dies with this object, and those with credit are asked by nobody
      distribute: this.#pumping || this.members.gathering ? this.#state.host.now() + UNDER_WAY_MS : null,
      history: this.history.nextAt,
      members: this.members.nextAt,
      pause: this.pause.nextAt,
      subscriptions: this.subscriptions.nextAt,
      windDown: this.#mustWindDown && !this.#windingDown ? this.#windDownAt : null,
    }
  }

  /** Whether a calm is still to be kept; one further ahead than its own length is from before the clock went back. */
  #ahead(at: number, calm = CALM_MS): boolean {
    const now = this.#state.host.now()
    return at > now && at - now <= calm
  }

  /** An alarm that comes too early costs nothing but a look; moving it costs a row each time. So it moves only earlier. */
  #arm(): void {
    const now = this.#state.host.now()
    const next = nextWake(this.#deadlines())
    const { armed } = this.#clock
    if (typeof armed === 'number' && armed > now && (next === null || armed <= next.at)) return
    if (next === null && armed === undefined) return
    this.#clock.rearm(
      next === null ? {} : { [next.name]: Math.max(next.at, now, this.#ahead(this.#calmUntil) ? this.#calmUntil : 0) },
    )
  }
}
