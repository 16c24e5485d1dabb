import { within } from './loop.ts'
import type { Room } from './room.ts'

const PATIENCE_MS = 5_000

/**
 * Evidence that webhooks were arriving (invariant 2): asked for when somebody needs it, from the WABA's own numbers,
 * instead of keeping a row for each status that comes.
 */
export class Evidence {
  readonly #room: Room

  constructor(room: Room) {
    this.#room = room
  }

  /** `arriving`: a status of a send later than `after` has come; `refused`: since `since` a webhook that names one of ours was not let in. */
  async of(
    wabaId: string,
    after: number,
    asked: number,
    since: number,
  ): Promise<{ arriving: boolean; refused: boolean; at: number | null }> {
    const { host, store } = this.#room
    // the asker's clock may be ahead of this one: what it calls early was that much earlier here
    const ahead = Math.max(0, asked - host.now())
    const numbers = store.registrations().filter((number) => number.wabaId === wabaId)
    const answers = await Promise.all(
      numbers.map((number) =>
        // a silent number is no evidence, and no reason to hear the others less
        within(host, PATIENCE_MS, host.call.profile(number.profileId).statusSince(after, asked)).catch(() => null),
      ),
    )
    const seen = answers.filter((answer) => answer?.seen === true)
    const times = seen.map((answer) => answer?.at ?? null).filter((at) => at !== null)
    // read after the answers: a refusal that came meanwhile counts
    const refused = this.refusedSince(since - ahead)
    return { arriving: seen.length > 0, refused, at: times.length === 0 ? null : Math.max(...times) }
  }

  refusedSince(after: number): boolean {
    return this.#room.store.wabas().some((waba) => waba.refusedAt !== null && waba.refusedAt >= after)
  }

  signatureRefused(wabaId: string, at: number): void {
    const { store, journal, host } = this.#room
    this.#room.commit(() => {
      const waba = store.waba(wabaId) ?? { id: wabaId, syncedAt: null, wantedAt: null, calls: [], refusedAt: null }
      store.putWaba({ ...waba, refusedAt: Math.max(waba.refusedAt ?? 0, Math.min(at, host.now())) })
      journal.raise({
        rule: 'signature-refused',
        subject: { kind: 'waba', id: wabaId },
        severity: 'critical',
        packageId: null,
        title: 'A webhook was refused for its signature',
        detail: `A webhook that names account ${wabaId} was not signed with a secret that is known here.`,
        evidence: { at: Math.min(at, host.now()) },
        guidance:
          'Compare META_APP_SECRET with the app secret at Meta; until it fits, no status arrives and unknown sends are not repeated. If the secret is right, somebody else is sending to the webhook address.',
      })
    })
  }
}
