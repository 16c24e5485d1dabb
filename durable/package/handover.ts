import type { Reason } from '../domain/reason.ts'
import type { Offer, OfferAnswer, ReleaseAnswer } from '../profile/rpc.ts'
import { Backoff } from './backoff.ts'
import { optedOut } from './reconsider.ts'
import { applyReleases, applyReports } from './report.ts'
import { type FullRow, offered } from './row.ts'
import { OFFER_MESSAGES, type PackageState } from './state.ts'
import type { OfferRow } from './store-offers.ts'

/** An offer travels as one call: about 1 MB at most. */
const OFFER_BYTES = 1_000_000
/**
 * An object that dies while it waits for an answer is woken to repeat the offer after this: all work of an idle package may
 * lie in that one offer. The alarm moves only earlier, so that a busy package pays a row for it each second, not each offer.
 */
const SAFETY_MS = 1_000

/**
 * The hand-over (handover-model.mjs): each profile has one offer in flight. Its messages were bound, under a new epoch,
 * before the call; without an answer the same offer goes to the same profile for ever. Nothing here works around a
 * silent profile: that means delay, never loss and never a second owner.
 */
export class Handover {
  readonly #state: PackageState
  readonly #backoff = new Backoff()
  readonly #running = new Map<string, Promise<void>>()
  readonly #pullUsers: (portfolioId: string, upTo: number) => Promise<void>

  /** `pullUsers` brings the portfolio's opt-outs and aliases up to a rev, when a profile knew more of them. */
  constructor(state: PackageState, pullUsers: (portfolioId: string, upTo: number) => Promise<void>) {
    this.#state = state
    this.#pullUsers = pullUsers
  }

  /** Starts an offer to each profile that has one due and none in flight. */
  kick(): void {
    const now = this.#state.host.now()
    for (const profileId of this.#state.offers.profiles()) {
      if (this.#running.has(profileId) || !this.#backoff.due(profileId, now)) continue
      this.#start(profileId)
    }
  }

  /** When the next repetition is due; while calls are in flight, when a restarted object should look again. */
  get nextAt(): number | null {
    let next: number | null = null
    for (const profileId of this.#state.offers.profiles()) {
      const at = this.#running.has(profileId)
        ? this.#state.host.now() + SAFETY_MS
        : this.#backoff.at(profileId, this.#state.host.now())
      next = next === null ? at : Math.min(next, at)
    }
    return next
  }

  /** Resolves when no offer to this profile is in flight: answered, or failed and to be repeated. */
  async idle(profileId: string): Promise<void> {
    await this.#running.get(profileId)
  }

  /**
   * Asks a profile to give messages back, and applies what it says: what it releases is the package's again, for `then`.
   * Rejects when the profile does not answer; to be repeated by whoever wants it.
   */
  async release(
    profileId: string,
    rows: readonly FullRow[],
    why: Reason,
    then?: (row: FullRow, notBefore: number | null) => void,
  ): Promise<FullRow[]> {
    const asked = rows.map((row) => ({ id: row.id, epoch: row.epoch }))
    const answer = await this.#state.host.call.profile(profileId).release(this.#state.name, asked, why)
    return this.#state.commit(() => this.#applyRelease(profileId, answer, then))
  }

  #applyRelease(
    profileId: string,
    answer: ReleaseAnswer,
    then?: (row: FullRow, notBefore: number | null) => void,
  ): FullRow[] {
    this.#state.learn(answer.snapshot, true)
    applyReports(this.#state, profileId, answer.kept)
    return applyReleases(this.#state, profileId, answer.released, then)
  }

  /** Counted as running from this moment, so that nobody arms an alarm for it. */
  #start(profileId: string): void {
    const run = new Promise<void>((resolve) => {
      this.#state.host.background('offer', async () => {
        try {
          await this.#run(profileId)
        } catch (error) {
          // what fails before the call would fail again in the same turn, for ever
          this.#backoff.failed(profileId, this.#state.host.now())
          throw error
        } finally {
          this.#running.delete(profileId)
          resolve()
          this.#state.onCommit()
        }
      })
    })
    this.#running.set(profileId, run)
  }

  async #run(profileId: string): Promise<void> {
    for (;;) {
      const batch = this.#batch(profileId)
      if (batch === null) return
      if (batch.sent.size === 0) {
        this.#state.commit(() => this.#forget(batch, () => true))
        continue
      }
      try {
        const answer = await this.#state.host.call.profile(profileId).offer(batch.offer)
        if (answer.blocked === null) this.#state.commit(() => this.#apply(profileId, batch, answer))
        else await this.#blocked(profileId, batch, answer)
        if (answer.blocked === null || answer.blocked.reason !== 'users-rev') this.#backoff.succeeded(profileId)
        else this.#backoff.failed(profileId, this.#state.host.now())
      } catch {
        // no answer: the same offer goes to the same profile again, for ever (repeat-offer)
        this.#backoff.failed(profileId, this.#state.host.now())
      }
      if (!this.#backoff.due(profileId, this.#state.host.now())) return
    }
  }

  /** The oldest unanswered offers as one call. Rows that are no longer bound under the offer's epoch have dropped out. */
  #batch(profileId: string): { rows: OfferRow[]; sent: Map<string, FullRow>; offer: Offer } | null {
    const rows = this.#state.offers.head(profileId, OFFER_MESSAGES)
    if (rows.length === 0) return null
    const sent = new Map<string, FullRow>()
    let bytes = 0
    const seqs = rows.flatMap((one) => one.seqs)
    const known = new Map(this.#state.messages.bySeqs(seqs).map((row) => [row.seq, row]))
    // in the order of binding, not of acceptance: a profile whose credit ends in the middle has taken the right ones
    for (const seq of seqs) {
      const row = known.get(seq)
      if (row?.state !== 'bound' || row.profileId !== profileId) continue
      if (sent.size > 0 && bytes + row.bytes > OFFER_BYTES) break
      bytes += row.bytes
      sent.set(row.id, row)
    }
    const portfolioId = this.#state.members.get(profileId)?.portfolioId
    const usersRev = portfolioId === undefined ? 0 : (this.#state.portfolios.get(portfolioId)?.usersRev ?? 0)
    const messages = [...sent.values()].map((row) => offered(row, this.#state.name))
    return { rows, sent, offer: { packageId: this.#state.name, usersRev, messages } }
  }

  #apply(
    profileId: string,
    batch: { rows: readonly OfferRow[]; sent: ReadonlyMap<string, FullRow> },
    answer: OfferAnswer,
  ): void {
    const spoken = new Set([...answer.taken, ...answer.refused, ...answer.settled].map((one) => one.id))
    this.#forget(batch, (row) => spoken.has(row.id))
    this.#state.learn(answer.snapshot, true)
    applyReports(this.#state, profileId, answer.settled)
    applyReleases(
      this.#state,
      profileId,
      answer.refused.map(({ id, epoch, reasons }) => {
        const row = batch.sent.get(id)
        // a refusal says nothing of what the message is: it stays as it was, and may go anywhere
        return {
          id,
          epoch,
          reasons,
          attempts: row?.attempts ?? 0,
          expiresAt: row?.expiresAt ?? Number.MAX_SAFE_INTEGER,
          movable: true,
          notBefore: null,
        }
      }),
    )
  }

  /** Takes answered messages out of the offers; what did not fit into the call stays for the next one. */
  #forget(
    batch: { rows: readonly OfferRow[]; sent: ReadonlyMap<string, FullRow> },
    answered: (row: FullRow) => boolean,
  ): void {
    const [first] = batch.rows
    const spoken = new Set([...batch.sent.values()].filter(answered).map((row) => row.seq))
    const others = batch.rows.flatMap((one) => one.seqs).filter((seq) => !spoken.has(seq))
    const bound = this.#state.messages
      .bySeqs(others)
      .filter((row) => row.state === 'bound' && row.profileId === first?.profileId)
    const still = new Set(bound.map((row) => row.seq))
    for (const offer of batch.rows)
      this.#state.offers.answered(
        offer,
        offer.seqs.filter((seq) => still.has(seq)),
      )
  }

  /**
   * The profile takes nothing of this package now. Opt-outs it knows and we do not: they are pulled, and what they stop is
   * asked back. Not ours or retired: an earlier copy of the offer may have been taken, so the messages are asked back too
   * (early-release: the profile promises never to take them) instead of being taken for free.
   */
  async #blocked(
    profileId: string,
    batch: { rows: readonly OfferRow[]; sent: ReadonlyMap<string, FullRow> },
    answer: OfferAnswer,
  ): Promise<void> {
    const reason = answer.blocked?.reason
    this.#state.learn({ ...answer.snapshot, ...(reason === 'users-rev' ? {} : { eligible: false, credit: 0 }) }, true)
    if (reason === 'users-rev') {
      const portfolioId = this.#state.members.get(profileId)?.portfolioId
      if (portfolioId !== undefined) await this.#pullUsers(portfolioId, answer.blocked?.rev ?? 0)
    }
    const why = { code: reason ?? 'not-mine', detail: 'the package asks back what this profile does not take now' }
    const rows = [...batch.sent.values()].filter((row) => reason !== 'users-rev' || this.#stopped(row))
    if (rows.length === 0) return
    const asked = rows.map((row) => ({ id: row.id, epoch: row.epoch }))
    const given = await this.#state.host.call.profile(profileId).release(this.#state.name, asked, why)
    this.#state.commit(() => {
      const spoken = new Set([...given.released, ...given.kept].map((one) => one.id))
      this.#forget(batch, (row) => spoken.has(row.id))
      const snapshot = reason === 'users-rev' ? given.snapshot : { ...given.snapshot, eligible: false, credit: 0 }
      this.#applyRelease(profileId, { ...given, snapshot })
    })
  }

  /** Opted out since it was bound. */
  #stopped(row: FullRow): boolean {
    return optedOut(this.#state, this.#state.userKey(row.facts.to), row.facts, row.profileId) !== null
  }
}
