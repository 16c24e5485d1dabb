import type { Host } from '../kit/host.ts'
import { Journal } from '../kit/journal.ts'
import { migrate } from '../kit/migrate.ts'
import { commit, Outbox } from '../kit/outbox.ts'
import { ownHost } from '../kit/own-host.ts'
import { PORTFOLIO_STEPS } from './schema.ts'
import { PortfolioStore } from './store.ts'
import { HoldStore } from './store-holds.ts'
import { ReachStore } from './store-reach.ts'
import { UsersStore } from './store-users.ts'

/** Readers of the portfolio's outbox: D1, and the actor that knows all portfolios. */
export const READERS = ['history', 'deployment'] as const

const FOR_DEPLOYMENT = /^(?:forward:|lift:|join$)/

/** Whom an entry of the outbox is for. */
function readerOf(entry: string): (typeof READERS)[number] {
  return FOR_DEPLOYMENT.test(entry) ? 'deployment' : 'history'
}

/** Which set has moved on: each is pushed whole (or, for users, as deltas) by its rev. */
export type RevName = 'holds_rev' | 'templates_rev'

/** What the tasks of the portfolio actor share: its stores, its journal, its revs and one way to commit. */
export class Room {
  readonly host: Host
  /** the portfolio's id */
  readonly name: string
  /** this is its first incarnation: nobody can have told of it */
  readonly born: boolean
  readonly store: PortfolioStore
  readonly users: UsersStore
  readonly reach: ReachStore
  readonly holds: HoldStore
  readonly outbox: Outbox
  readonly journal: Journal
  readonly #rowsWritten: () => number
  #usersRev: number
  #revs: Record<RevName, number>
  readonly #changed: () => void

  /** `changed` is called after each commit and each settled loop: it starts what is due and moves the alarm. */
  constructor(given: Host, name: string | undefined, changed: () => void) {
    const { host, rowsWritten } = ownHost(given)
    this.host = host
    this.#rowsWritten = rowsWritten
    this.#changed = changed
    migrate(host, PORTFOLIO_STEPS)
    this.store = new PortfolioStore(host)
    this.users = new UsersStore(host)
    this.reach = new ReachStore(host)
    this.holds = new HoldStore(host)
    // a cold alarm may wake the object without its name: it is kept from the first contact on
    const known = this.store.meta('name')
    this.name = known ?? name ?? ''
    this.born = known === undefined
    if (known === undefined && name !== undefined) this.store.setMeta('name', name)
    this.outbox = new Outbox(host, READERS, readerOf)
    this.outbox.load()
    this.journal = new Journal(host, this.outbox, `portfolio:${this.name}`)
    this.#usersRev = Math.max(this.users.highestRev(), this.store.number('users_rev'))
    this.#revs = { holds_rev: this.store.number('holds_rev'), templates_rev: this.store.number('templates_rev') }
  }

  /** rows written since the object was started, as the platform bills them */
  get rowsWritten(): number {
    return this.#rowsWritten()
  }

  get usersRev(): number {
    return this.#usersRev
  }

  /** The rev of one more change of users; inside commit(). */
  nextUsersRev(): number {
    this.#usersRev += 1
    return this.#usersRev
  }

  rev(name: RevName): number {
    return this.#revs[name]
  }

  /** One more change of a set; inside commit(). */
  bump(name: RevName): number {
    const rev = this.rev(name) + 1
    this.store.setMeta(name, String(rev))
    this.#revs = { ...this.#revs, [name]: rev }
    return rev
  }

  /** One transaction with what it notes in the outbox; what it throws undoes everything, the revs in memory too. */
  commit<T>(body: () => T): T {
    const rev = this.#usersRev
    const revs = this.#revs
    try {
      return commit(this.host, this.outbox, body)
    } catch (error) {
      this.#usersRev = rev
      this.#revs = revs
      this.store.forget()
      throw error
    } finally {
      this.#changed()
    }
  }

  changed(): void {
    this.#changed()
  }
}

/** The same host, with its written rows counted. */
