import { DEPLOYMENT } from '../portfolio/rpc.ts'
import { Backoff } from './backoff.ts'
import type { PackageState } from './state.ts'
import { applyDeltas, applyHolds, applyTemplates, portfolioRow, putPortfolio } from './users.ts'

/** Deltas pulled at a time. */
const PORTION = 500
/** How long an answer is waited for where a request waits too. */
const PATIENCE_MS = 1_000

/**
 * Follows the portfolios of the members: subscribes, pulls what a push left out, and takes leave of a portfolio that no
 * member belongs to any more. Each step is repeated until the portfolio has answered.
 */
export class Subscriptions {
  readonly #state: PackageState
  readonly #backoff = new Backoff()
  readonly #running = new Map<string, Promise<void>>()
  readonly #pulls = new Map<string, Promise<void>>()

  constructor(state: PackageState) {
    this.#state = state
  }

  kick(): void {
    const now = this.#state.host.now()
    for (const portfolioId of this.#unsettled()) {
      if (this.#running.has(portfolioId) || !this.#backoff.due(portfolioId, now)) continue
      const run = new Promise<void>((resolve) => {
        this.#state.host.background('subscribe', async () => {
          await this.#settle(portfolioId)
          resolve()
        })
      })
      this.#running.set(portfolioId, run)
    }
  }

  /** Resolves when every portfolio has told what it knows, or after a second: nothing is bound to its numbers before. */
  async told(): Promise<void> {
    const all = Promise.all(this.#running.values())
    await Promise.race([all, this.#state.host.sleep(PATIENCE_MS, all)])
  }

  get nextAt(): number | null {
    let next: number | null = null
    for (const portfolioId of this.#unsettled()) {
      const at = this.#running.has(portfolioId)
        ? this.#state.host.now() + 20_000
        : this.#backoff.at(portfolioId, this.#state.host.now())
      next = next === null ? at : Math.min(next, at)
    }
    return next
  }

  /** Brings users up to `upTo`; concurrent calls for one portfolio share the pull. Rejects when it does not answer. */
  pull(portfolioId: string, upTo: number): Promise<void> {
    const present = this.#pulls.get(portfolioId)
    if (present !== undefined) return present
    const pull = this.#pull(portfolioId, upTo).finally(() => this.#pulls.delete(portfolioId))
    this.#pulls.set(portfolioId, pull)
    return pull
  }

  async #pull(portfolioId: string, upTo: number): Promise<void> {
    for (let goal = upTo; ; ) {
      const have = portfolioRow(this.#state, portfolioId).usersRev
      if (have >= goal) return
      const { deltas, rev } = await this.#state.host.call.portfolio(portfolioId).usersSince(have, PORTION)
      applyDeltas(this.#state, portfolioId, have, deltas)
      goal = Math.max(goal, rev)
      // a portfolio that has nothing newer ends the pull, whatever it was asked for
      if (portfolioRow(this.#state, portfolioId).usersRev <= have) return
    }
  }

  async #settle(portfolioId: string): Promise<void> {
    try {
      if (this.#wanted().has(portfolioId)) await this.#subscribe(portfolioId)
      else {
        await this.#state.host.call.portfolio(portfolioId).unsubscribe(this.#state.name)
        this.#mark(portfolioId, false)
      }
      this.#backoff.succeeded(portfolioId)
    } catch {
      this.#backoff.failed(portfolioId, this.#state.host.now())
    } finally {
      this.#running.delete(portfolioId)
      this.#state.onCommit()
    }
  }

  async #subscribe(portfolioId: string): Promise<void> {
    const said = await this.#state.host.call.portfolio(portfolioId).subscribe(this.#state.name)
    applyHolds(this.#state, portfolioId, said.holdsRev, said.holds)
    applyTemplates(this.#state, portfolioId, said.templatesRev, said.templates)
    await this.pull(portfolioId, said.usersRev)
    this.#mark(portfolioId, true)
  }

  #mark(portfolioId: string, subscribed: boolean): void {
    this.#state.commit(() => {
      putPortfolio(this.#state, { ...portfolioRow(this.#state, portfolioId), subscribed })
      this.#state.pumpWanted = true
    })
  }

  /** Portfolios that should be followed and are not, or the reverse. */
  #unsettled(): string[] {
    const wanted = this.#wanted()
    const found = [...wanted].filter((id) => this.#state.portfolios.get(id)?.subscribed !== true)
    for (const row of this.#state.portfolios.values())
      if (row.subscribed && !wanted.has(row.portfolioId)) found.push(row.portfolioId)
    return found
  }

  /** Without numbers it follows the one that knows what was said to any of them. */
  #wanted(): Set<string> {
    const { config } = this.#state
    if (config === null) return new Set()
    return new Set(config.members.length === 0 ? [DEPLOYMENT] : config.members.map((member) => member.portfolioId))
  }
}
