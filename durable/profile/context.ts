/* Past 300 lines by a few: what one number holds in memory and the one way to commit it belong in one view. */
import type { Hold, Template } from '../domain/hold.ts'
import { templateSubject } from '../domain/hold.ts'
import type { SeenHold } from '../domain/holds.ts'
import type { ProfileConfig } from '../domain/policy.ts'
import { revOf } from '../domain/rev.ts'
import { minuteOf, RollingCounts, SecondWindow, WINDOW_MS } from '../domain/windows.ts'
import type { Host } from '../kit/host.ts'
import { Journal } from '../kit/journal.ts'
import { commit, Outbox } from '../kit/outbox.ts'
import { ownHost } from '../kit/own-host.ts'
import { Pace } from '../kit/pace.ts'
import { Timer } from '../kit/timer.ts'
import { AlarmClock } from '../kit/wake.ts'
import { Answers } from './answers.ts'
import {
  type HeldBy,
  NEW_NUMBER,
  type NumberState,
  type PackagePause,
  type ReachState,
  type SwitchState,
} from './number.ts'
import { QueueIndex } from './queue-index.ts'
import type { MessageRecord } from './record.ts'
import { SentBack } from './sent-back.ts'
import { InboundStore } from './store-inbound.ts'
import { MessageStore } from './store-messages.ts'
import { type Minute, type MinuteChange, MinuteStore, mergeCounts } from './store-minutes.ts'
import { type LeaseRow, ReachStore } from './store-reach.ts'
import { StateStore } from './store-state.ts'
import { UserStore } from './store-users.ts'

const SLOT_MINUTES = 5
export const READERS = ['history', 'package', 'portfolio'] as const

/** Whom an entry is for, by its kind; all others are for the history. */
const READER_OF: Record<string, (typeof READERS)[number]> = {
  tell: 'package',
  windows: 'package',
  learn: 'portfolio',
  optout: 'portfolio',
  reach: 'portfolio',
  hold: 'portfolio',
}

/** Loops that change nothing that a send depends on. */
const TELLING: ReadonlySet<string> = new Set(['history', 'hint'])

function readerOf(entry: string): (typeof READERS)[number] {
  return READER_OF[entry.slice(0, entry.indexOf(':'))] ?? 'history'
}

/** What memory holds of the tables; thrown away and read anew when a commit fails. */
interface Cached {
  config: ProfileConfig | null
  number: NumberState
  switches: SwitchState
  packagePause: PackagePause | null
  held: HeldBy
  /** raised here and not yet taken by the portfolio */
  ownHolds: Hold[]
  templates: Map<string, Template>
  templatesRev: number
  usersRev: number
  reach: ReachState | null
  leases: LeaseRow[]
  /** places used by lease id */
  leaseUsed: Map<string, number>
  queue: QueueIndex
  counts: RollingCounts
  lastStart: number | null
  lastAnswer: number | null
  cooldownUntil: number
  heardAt: number | null
  /** start of the latest send that a status has come for, 0 = none within a day */
  proven: number
  /** a webhook of this number was ever seen */
  webhookSeen: boolean
  /** what the portfolio has been told of this number, JSON of the registration's identity */
  registered: string | null
  /** portfolios that were left and have not confirmed it (leave.ts) */
  left: string[]
}

/** One request on its way. */
export interface Flight {
  id: string
  attempt: number
  userKey: string
  startedAt: number
  /** a connection was open for it */
  warm: boolean
  /** when it had left (ms), null = not seen, or not looked for */
  departed: number | null
}

/** Everything the profile's tasks share: the host, the stores, and what memory knows. Decides nothing. */
export class ProfileContext {
  readonly host: Host
  readonly name: string
  readonly messages: MessageStore
  readonly state: StateStore
  readonly minutes: MinuteStore
  readonly users: UserStore
  readonly inbound: InboundStore
  readonly reached: ReachStore
  readonly outbox: Outbox
  readonly journal: Journal
  readonly alarm: AlarmClock
  /** for the next send, where it is near; the alarm stands behind it */
  readonly timer: Timer
  /** messages that changed since the live hints were last given */
  changed = new Map<string, { rev: number; packageId: string; status: string }>()
  /** requests without an answer in this incarnation */
  readonly flights = new Map<string, Flight>()
  /** of those that have one, what no transaction has kept yet */
  readonly answers = new Answers()
  /** the request that was started last in this incarnation, answered or not */
  latest: Flight | null = null
  readonly second = new SecondWindow()
  readonly sentBack: SentBack
  /** answer of the last attempt by user, since this incarnation began */
  readonly pairs = new Map<string, number>()
  /** after a restart memory does not know whom the last answer concerned: nobody is written to before this gap is over */
  pairFloor: number | null = null
  /** the access token in the clear, once opened */
  token: string | null = null
  /** guard for arrival jitter after the last answer, null: not known since the restart */
  guardMs: number | null = null
  /** sums of the last seven days and of the last one, by the minute they were read in */
  sums: { minute: number; week: Omit<Minute, 'minute'>; day: Omit<Minute, 'minute'> } | null = null
  /** status holds of the account that the last good poll ends, as they were known then */
  toLift: readonly SeenHold[] = []
  /** polls begun in this incarnation, and the latest of them in which Meta spoke against sending */
  polls = { begun: 0, bad: 0 }
  /** sets of addresses told to the portfolio in this incarnation */
  readonly learnt = new Set<string>()
  /** wamids of other systems' sends that were counted */
  readonly foreign = new Set<string>()
  /** open messages whose text D1 has, as far as this incarnation knows */
  readonly projected = new Set<string>()
  /** ms from answer to first status, the last 1,000 */
  latencies: number[] = []
  /** how many were added in this incarnation */
  latenciesSeen = 0
  /** unknowns that an alert was raised for in this incarnation, and up to when (ms) an open one speaks for earlier ones */
  readonly alerted = new Set<string>()
  alertedUpTo: number | null
  /** an alert for silent webhooks stands */
  silent: boolean
  /** proofs asked for unknowns in this incarnation */
  readonly asked = new Map<string, { tries: number; next: number; proven: number }>()
  /** what is to be repeated: when (ms) the question was asked whose answer proved it last */
  readonly proofs = new Map<string, number>()
  /** repeats that could leave now, but for a proof that is too old */
  readonly toProve = new Set<string>()
  /** a busy number's history follows within 2 s, and its reports sooner: each batch costs the same, however much it holds */
  readonly historyPace: Pace
  readonly reportPace: Pace
  /** something is to be reported that others may wait for: the next of its conversation, or another number */
  urgent = false
  /** how often a portfolio said in this incarnation that it is limited: an "unlimited" asked for before is old */
  limitedTimes = 0
  /** loops that run, with their start */
  readonly running = new Map<string, number>()
  /** the latest time that a turn has seen */
  seenNow = 0
  /** last id that pruning has passed, and when it goes on */
  pruned = ''
  pruneAt: number
  /** rows written in this incarnation, as the platform counts them */
  readonly rowsWritten: () => number
  /** when a loop that failed runs again; memory only: a restart tries at once */
  readonly retryAt = new Map<string, { at: number; tries: number }>()
  /** when the queue may go on, as the last turn found; null = nothing waits for its turn */
  dispatchAt: number | null = null
  /** the next wake-up that D1 has; undefined = not known since the restart */
  wakeTold: number | null | undefined
  /** of what D1 was told last of the next wake-up: the time (ms), always rising */
  wakeRev = 0
  cached: Cached
  /** Meta's refusals since the live hints were last given, by `<package> <number> <code>` */
  refusedByMeta: Record<string, number> = {}
  /** of the transaction that runs */
  #refusing: string[] = []
  /** counts of the transaction that runs */
  readonly #counted = new Map<number, MinuteChange>()
  #numberChanged = false
  #after: () => void = () => {}
  #afterTelling: () => void = () => {}

  constructor(given: Host, name: string) {
    const counted = ownHost(given)
    const { host } = counted
    this.rowsWritten = counted.rowsWritten
    this.host = host
    this.name = name
    this.messages = new MessageStore(host)
    this.state = new StateStore(host)
    this.sentBack = new SentBack(this.state)
    this.minutes = new MinuteStore(host)
    this.users = new UserStore(host)
    this.inbound = new InboundStore(host)
    this.reached = new ReachStore(host)
    this.outbox = new Outbox(host, READERS, readerOf)
    this.journal = new Journal(host, this.outbox, `profile:${name}`)
    this.historyPace = new Pace(host)
    this.reportPace = new Pace(host)
    this.alarm = new AlarmClock((at) => host.setAlarm(at))
    this.timer = new Timer(host, () => this.#after())
    this.outbox.load()
    this.cached = this.#load()
    this.pairFloor = this.cached.lastAnswer
    this.latencies = this.state.read<number[]>('latencies') ?? []
    const subject = { kind: 'profile', id: name }
    this.alertedUpTo = this.journal.raisedAt('unknown-open', subject)
    this.silent = this.journal.raisedAt('webhooks-silent', subject) !== null
    this.pruneAt = this.state.read<number>('prune-at') ?? 0
  }

  /** What follows each commit and loop, and what follows a loop that only told others (TELLING). Set once by the core. */
  afterCommit(after: () => void, afterTelling: () => void): void {
    this.#after = after
    this.#afterTelling = afterTelling
  }

  /** One transaction. Memory may be changed inside: it is read anew when the transaction fails. */
  commit<T>(body: () => T): T {
    let done = false
    const answers = this.answers.take()
    try {
      const value = commit(this.host, this.outbox, () => {
        for (const keep of answers) keep()
        const result = body()
        // a webhook of 100 statuses is one row of counts, not 100
        for (const [minute, change] of this.#counted) this.minutes.add(minute, change)
        if (this.minutes.changed) this.outbox.carry(this.minutes.takeText())
        if (this.#numberChanged) this.state.write('number', this.cached.number)
        this.sentBack.flush(this.host.now())
        return result
      })
      done = true
      for (const key of this.#refusing) this.refusedByMeta[key] = (this.refusedByMeta[key] ?? 0) + 1
      return value
    } finally {
      this.#refusing = []
      this.#counted.clear()
      this.#numberChanged = false
      if (done) this.#after()
      else {
        this.cached = this.#load()
        for (const keep of answers) this.#keepAlone(keep)
      }
    }
  }

  /** What it was to be kept with has failed. */
  #keepAlone(keep: () => void): void {
    try {
      this.commit(keep)
    } catch (error) {
      this.host.fault('settle', error)
    }
  }

  /** A turn, without a commit before it. */
  replan(): void {
    this.#after()
  }

  /** Notes a change for the durable readers, inside a transaction. */
  note(entry: string): void {
    this.outbox.note(entry)
  }

  /** Writes a message and keeps the queue in step. `fresh`: one that is not known here. */
  save(record: MessageRecord, fresh = false): void {
    const { id, packageId, status } = record
    // D1 has the text already: it goes with the row that is written anyway
    if (record.state !== 'open' && this.projected.delete(id) && record.state === 'ended') record.content = ''
    if (record.state === 'gone' || status === 'unknown' || status === 'held') {
      this.urgent = true
      this.reportPace.hurry()
    }
    this.changed.set(id, { rev: revOf(record.epoch, record.n), packageId, status })
    this.messages.put(record, fresh)
    this.cached.queue.put(record)
  }

  /** Inside a transaction, at whose end it is written: a poll that changes it three times is one row. */
  setNumber(change: Partial<NumberState>): void {
    this.cached.number = { ...this.cached.number, ...change }
    this.#numberChanged = true
    this.cached.queue.awaken()
  }

  /** Counts into the present minute, inside a transaction; D1 gets the whole slot's figures anew. */
  count(now: number, change: MinuteChange): void {
    const minute = minuteOf(now)
    this.#counted.set(minute, mergeCounts(this.#counted.get(minute) ?? {}, change))
    if (change.attempts !== undefined) this.cached.counts.add(minute, change.attempts)
    if (change.last_start !== undefined) this.cached.lastStart = Math.max(this.cached.lastStart ?? 0, change.last_start)
    if (change.heard_at !== undefined) this.cached.heardAt = Math.max(this.cached.heardAt ?? 0, change.heard_at)
    if (change.proven !== undefined) this.cached.proven = Math.max(this.cached.proven, change.proven)
    const told = change.sent ?? change.delivered ?? change.read ?? change.failed ?? change.received
    if (told !== undefined) this.note(`stats:${minute - (minute % SLOT_MINUTES)}`)
  }

  /** Counts that Meta refused a message with a code, inside a transaction: for monitors, so it lives in memory. */
  refused(packageId: string, code: number): void {
    this.#refusing.push(`${packageId} ${this.name} ${code}`)
  }

  /** Whether a loop may start now; it says so itself when it ends. */
  due(loop: string): boolean {
    return !this.running.has(loop) && (this.retryAt.get(loop)?.at ?? 0) <= this.host.now()
  }

  /**
   * Runs a loop in the background, one at a time. A failure sets its retry (0.2 s doubling to 15 s) and is no fault, since
   * the other side may be away for long; what only a bug throws is reported.
   */
  loop(name: string, work: () => Promise<void>): void {
    if (!this.due(name)) return
    this.running.set(name, this.host.now())
    this.host.background(name, async () => {
      try {
        await work()
        this.retryAt.delete(name)
      } catch (error) {
        if (error instanceof TypeError || error instanceof RangeError) this.host.fault(name, error)
        const tries = (this.retryAt.get(name)?.tries ?? 0) + 1
        this.retryAt.set(name, { at: this.host.now() + Math.min(15_000, 200 * 2 ** Math.min(tries - 1, 10)), tries })
      } finally {
        this.running.delete(name)
        if (TELLING.has(name)) this.#afterTelling()
        else this.#after()
      }
    })
  }

  /** The token's and account's templates by `name/language`. */
  template(name: string, language: string): Template | undefined {
    const wabaId = this.cached.config?.wabaId ?? ''
    return this.cached.templates.get(templateSubject(wabaId, name, language))
  }

  #load(): Cached {
    this.reached.forget()
    this.messages.forget()
    this.users.forget()
    this.minutes.load(this.outbox.carried)
    const now = this.host.now()
    const minute = minuteOf(now)
    const from = minute - WINDOW_MS.day / 60_000 - 2
    const open = this.messages.open()
    const recent = this.minutes.sums(from, Number.MAX_SAFE_INTEGER)
    const leases = this.reached.leases()
    const starts = open.map((record) => record.startedAt ?? 0)
    return {
      config: this.state.read<ProfileConfig>('config') ?? null,
      number: { ...NEW_NUMBER, ...this.state.read<NumberState>('number') },
      switches: this.state.read<SwitchState>('switch') ?? { rev: 0, paused: false, note: null },
      packagePause: this.state.read<PackagePause>('package-pause') ?? null,
      held: this.state.read<HeldBy>('holds') ?? { rev: 0, holds: [] },
      ownHolds: this.state.read<Hold[]>('own-holds') ?? [],
      templates: this.state.templates(),
      templatesRev: this.state.read<number>('templates-rev') ?? 0,
      usersRev: this.state.read<number>('users-rev') ?? 0,
      reach: this.state.read<ReachState>('reach') ?? null,
      leases,
      leaseUsed: new Map(leases.map((lease) => [lease.id, this.reached.ofLease(lease.id).length])),
      queue: new QueueIndex(open),
      counts: new RollingCounts(this.minutes.attemptsSince(from)),
      lastStart: Math.max(recent.last_start, ...starts) || null,
      lastAnswer: Math.max(recent.last_answer, ...open.map((record) => record.answeredAt ?? 0)) || null,
      cooldownUntil: Math.max(recent.cooldown_until, ...open.map((record) => record.cooldownUntil), 0),
      heardAt: recent.heard_at || null,
      proven: recent.proven,
      webhookSeen: recent.heard_at > 0 || this.state.read<boolean>('webhook-seen') === true,
      registered: this.state.read<string>('registered') ?? null,
      left: this.state.read<string[]>('left-portfolios') ?? [],
    }
  }
}
