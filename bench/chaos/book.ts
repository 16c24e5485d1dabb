/** A message that the product has acknowledged: what was asked for. */
export interface Promised {
  to: string
  type: string
  packageId: string
  /** When the 202 came here. */
  at: number
  /** Its end, ms. */
  expiresAt: number
}

/** A stretch of time in which a number must not send: for one package's messages, or for all. */
export interface Forbidden {
  phoneNumberId: string
  /** null = for anybody */
  packageId: string | null
  from: number
  until: number | null
}

/**
 * What the load asked for and was promised, by the harness's clock (the same machine as the sandbox's). Knows nothing
 * of the product's inside: the judge holds this against the ledger.
 */
export class Book {
  readonly promised = new Map<string, Promised>()
  /** Idempotency key -> message: two messages of one key would be a retry taken for a second request. */
  readonly byKey = new Map<string, string>()
  /** Messages of a recipient in the order of their acceptance. */
  readonly order = new Map<string, string[]>()
  readonly overrides = new Map<string, 'at_most_once' | 'reconcile'>()
  /** When the 200 of a cancel came. */
  readonly cancelled = new Map<string, number>()
  readonly forbidden: Forbidden[] = []
  /** Inbound messages: wamid -> the sandbox's delivery of it. */
  readonly inbound = new Map<string, number>()
  /** Messages not yet seen at Meta, by package: id -> when acknowledged. */
  readonly #waiting = new Map<string, Map<string, number>>()
  readonly answers = new Map<string, number>()
  /** Answers and events that nothing explains. */
  readonly strange: string[] = []
  /** Numbers that came to the other package. */
  readonly moves: { phoneNumberId: string; to: string; at: number }[] = []
  /** Stops of a whole package that were lifted again. */
  packagePauses = 0
  /** Messages proven lost that were still waiting for their number, which is at its cap, when all else was quiet. */
  keptByCap = 0

  acknowledge(id: string, key: string, one: Promised, policy: 'at_most_once' | 'reconcile' | null): void {
    const before = this.byKey.get(key)
    if (before !== undefined && before !== id) this.strange.push(`key ${key} became two messages: ${before} and ${id}`)
    this.byKey.set(key, id)
    if (this.promised.has(id)) return
    this.promised.set(id, one)
    this.#of(one.packageId).set(id, one.at)
    if (policy !== null) this.overrides.set(id, policy)
    const list = this.order.get(one.to)
    if (list === undefined) this.order.set(one.to, [id])
    else list.push(id)
  }

  answered(what: string): void {
    this.answers.set(what, (this.answers.get(what) ?? 0) + 1)
  }

  /** It came to Meta, or was cancelled: nobody waits for it any more. */
  arrived(id: string): void {
    const promised = this.promised.get(id)
    if (promised !== undefined) this.#of(promised.packageId).delete(id)
  }

  /** Messages of a package that can still be expected at Meta; what is older than `lifeMs` has ended without. */
  backlog(packageId: string, now: number, lifeMs: number): number {
    const waiting = this.#of(packageId)
    for (const [id, at] of waiting) {
      if (now - at < lifeMs) break
      waiting.delete(id)
    }
    return waiting.size
  }

  /** The last `count` messages of each package that were acknowledged, have not come to Meta, and end by themselves after `now` and before `end`. */
  recent(count: number, now: number, end: number): string[] {
    return [...this.#waiting.values()].flatMap((one) =>
      [...one.keys()]
        .filter((id) => {
          const ends = this.promised.get(id)?.expiresAt ?? end
          return ends > now && ends < end
        })
        .slice(-count),
    )
  }

  #of(packageId: string): Map<string, number> {
    let found = this.#waiting.get(packageId)
    if (found === undefined) {
      found = new Map()
      this.#waiting.set(packageId, found)
    }
    return found
  }
}
