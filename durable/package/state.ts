/* Past 300 lines by a few: what a package holds in memory and the one way to commit it belong in one view. */
import type { Candidate } from '../domain/distribution.ts'
import { type Hold, type Template, templateSubject } from '../domain/hold.ts'
import type { PackageConfig, PackageMember, PackagePolicy } from '../domain/policy.ts'
import type { ProfileSnapshot } from '../domain/snapshot.ts'
import { mayLeave } from '../domain/sticky.ts'
import type { OptOutScope } from '../domain/user.ts'
import type { Host } from '../kit/host.ts'
import { Journal } from '../kit/journal.ts'
import { migrate } from '../kit/migrate.ts'
import { commit, Outbox } from '../kit/outbox.ts'
import { candidateOf } from './candidate.ts'
import { LastWords } from './last-words.ts'
import type { Facts, MessageRow } from './row.ts'
import { STEPS } from './schema.ts'
import { MessageStore } from './store-messages.ts'
import { type Meta, MetaStore, type Tally } from './store-meta.ts'
import { OfferStore } from './store-offers.ts'
import { QueueStore } from './store-queue.ts'
import { RouteStore } from './store-routes.ts'
import { type PortfolioRow, UserStore } from './store-users.ts'

/** An offer carries at most this many messages. */
export const OFFER_MESSAGES = 200
/** So long a number's word on a hold counts here: the portfolio has told it by then, or the number says it again. */
const RAISED_MS = 60_000

/**
 * What the package's tasks share: its stores, and what memory caches of them. Every change goes through commit(), which
 * writes the messages, the offers and the counts of one decision together or not at all.
 */
export class PackageState {
  readonly host: Host
  readonly name: string
  readonly outbox: Outbox
  readonly journal: Journal
  readonly messages: MessageStore
  readonly queue: QueueStore
  readonly offers: OfferStore
  readonly routes: RouteStore
  readonly users: UserStore
  readonly metaStore: MetaStore
  readonly words: LastWords
  meta: Meta
  portfolios: Map<string, PortfolioRow>
  templates: Map<string, Template>
  /** hints by profile; the profile's own answer binds */
  readonly snapshots = new Map<string, ProfileSnapshot>()
  /** what was changed and should be told to dashboards */
  readonly changed = new Map<string, MessageRow>()
  /** while the backlog is given out: how much of it each open number still takes; null = as much as its credit */
  appetite: Map<string, number> | null = null
  /** something may go that could not before */
  pumpWanted = true
  /** members, holds or templates are others: whatever no number could send is looked at once more, all of it */
  rulesChanged = true
  /** profiles that cannot send for longer than the patience since they last reported: what may move should */
  readonly leaving = new Set<string>()
  onCommit: () => void = () => {}
  #tally: Tally
  #tallyDirty = false
  #handedOver: number | null = null
  #members: Map<string, PackageMember>
  #book: Map<string, Candidate> | null = null
  /** numbers whose snapshot names a hold that the portfolio has not taken yet */
  readonly #raising = new Set<string>()
  #turn = 0
  readonly #turns = new Map<string, number>()
  #binding = new Map<string, number[]>()

  constructor(host: Host, name: string) {
    this.host = host
    this.name = name
    this.outbox = new Outbox(host, ['history'])
    this.journal = new Journal(host, this.outbox, `package:${name}`)
    this.messages = new MessageStore(host)
    this.queue = new QueueStore(host, this.messages)
    this.offers = new OfferStore(host)
    this.routes = new RouteStore(host)
    this.users = new UserStore(host)
    this.metaStore = new MetaStore(host)
    this.words = new LastWords(host, () => this.lastWords)
    migrate(host, STEPS)
    this.outbox.load()
    this.meta = this.metaStore.read(name)
    this.#tally = this.metaStore.tally()
    this.portfolios = this.#readPortfolios()
    this.templates = this.#readTemplates()
    this.#members = membersOf(this.meta.config)
  }

  /** The name that the object stored with its first configuration, if it had one. */
  static storedName(host: Host): string | undefined {
    migrate(host, STEPS)
    return new MetaStore(host).read('').name || undefined
  }

  /** The configuration in force, null before the first one and after the deletion. */
  get config(): PackageConfig | null {
    return this.meta.config?.deletedAt === null ? this.meta.config : null
  }

  get policy(): PackagePolicy | null {
    return this.meta.config?.policy ?? null
  }

  get members(): ReadonlyMap<string, PackageMember> {
    return this.#members
  }

  get tally(): Readonly<Tally> {
    return this.#tally
  }

  /** What each member said last, in this object's life or before. */
  get lastWords(): ProfileSnapshot[] {
    return [...this.#members.keys()].flatMap((id) => this.snapshots.get(id) ?? this.words.of(id) ?? [])
  }

  /** Nothing is handed over: the package's own pause or the global switch. */
  get stopped(): boolean {
    return this.meta.paused || this.meta.globalPaused
  }

  /** Everything that is not ended: waiting, scheduled, held, handed over. */
  get open(): number {
    const { high, normal, low, scheduled } = this.#tally
    return high + normal + low + scheduled + this.handedOver
  }

  /** Messages with a profile whose end is not told yet. Counted whole once in an object's life, for status alone. */
  get handedOver(): number {
    this.#handedOver ??= this.queue.countConversations() - this.#tally.conv
    return this.#handedOver
  }

  /** Runs one decision as one transaction; what it throws undoes it, memory included. */
  commit<T>(body: () => T): T {
    let value: T
    try {
      value = commit(this.host, this.outbox, () => {
        const result = body()
        this.#flush()
        return result
      })
    } catch (error) {
      this.#reload()
      throw error
    }
    this.onCommit()
    return value
  }

  /** Takes a row out of the counts before its place changes. */
  uncount(row: MessageRow): void {
    this.#count(row, -1)
  }

  count(row: MessageRow): void {
    this.#count(row, 1)
  }

  /** A message was bound: its offer is written at the end of the transaction. */
  offer(profileId: string, seq: number): void {
    const seqs = this.#binding.get(profileId)
    if (seqs === undefined) this.#binding.set(profileId, [seq])
    else seqs.push(seq)
  }

  nextTurn(profileId: string): number {
    this.#turn += 1
    this.#turns.set(profileId, this.#turn)
    return this.#turn
  }

  /** The copy of the members' figures on which choices are booked. */
  get book(): ReadonlyMap<string, Candidate> {
    if (this.#book === null) {
      this.#book = new Map()
      for (const id of this.#members.keys()) this.#rebook(id)
    }
    return this.#book
  }

  /** Messages that keep a member busy: what it could send now, as far as is known here, and what it is being offered. */
  busyWith(profileId: string): number {
    const snapshot = this.snapshots.get(profileId)
    return (snapshot?.ready ?? snapshot?.queue ?? 0) + this.#offered(profileId)
  }

  #offered(profileId: string): number {
    return this.offers.pending(profileId) + (this.#binding.get(profileId)?.length ?? 0)
  }

  /** Takes a snapshot unless a newer one is known. `answer`: it came with an answer and counts also when as old. */
  learn(said: ProfileSnapshot, answer: boolean): void {
    // moved to another package, of which this one has not heard yet: it would take nothing
    const foreign = said.packageId !== undefined && said.packageId !== this.name
    const snapshot = foreign ? { ...said, eligible: false, credit: 0, reason: 'not-mine' } : said
    const known = this.snapshots.get(snapshot.profileId)
    if (!this.#members.has(snapshot.profileId)) return
    const now = this.host.now()
    // a stamp ahead of now is from before the clock went back: it must not keep later words out
    const since = known === undefined || known.at > now ? 0 : known.at
    if (snapshot.at > since || (answer && snapshot.at === since)) {
      this.snapshots.set(snapshot.profileId, snapshot)
      this.words.heard()
      if (snapshot.holds === undefined) this.#raising.delete(snapshot.profileId)
      else this.#raising.add(snapshot.profileId)
      // its siblings may do again what it kept them from, and it what its risk did
      const was = known?.newConversations === false || known?.holds !== undefined
      if (was && snapshot.newConversations !== false && snapshot.holds === undefined) {
        this.rulesChanged = true
        this.pumpWanted = true
      }
      if (this.#isLeft(snapshot) && !this.#isLeft(known)) this.leaving.add(snapshot.profileId)
    }
    this.#rebook(snapshot.profileId)
    if ((this.#book?.get(snapshot.profileId)?.credit ?? 1) >= 1) this.pumpWanted = true
  }

  /** After a change of the rules: numbers that cannot send for longer than the patience as it is now. */
  findLeaving(): void {
    for (const [id, snapshot] of this.snapshots) if (this.#isLeft(snapshot)) this.leaving.add(id)
  }

  /** After a change of configuration or of a portfolio's facts. */
  refresh(): void {
    this.#members = membersOf(this.meta.config)
    this.#book = null
    for (const id of this.snapshots.keys()) if (!this.#members.has(id)) this.snapshots.delete(id)
    this.portfolios = this.#readPortfolios()
    this.templates = this.#readTemplates()
    this.pumpWanted = true
  }

  /** What a message is now, for one account: Meta may have changed its template's category since it was accepted. */
  categoryAt(wabaId: string, facts: Pick<Facts, 'template' | 'category'>): Facts['category'] {
    return this.template(wabaId, facts.template)?.category ?? facts.category
  }

  /** The strictest opt-out of a recipient at a portfolio, known by his addresses or, once erased, by the hash of one. */
  optOutAt(userKey: string, { toHash }: Pick<Facts, 'toHash'>, portfolioId: string): OptOutScope | null {
    const known = [...this.users.optOuts(userKey)]
    if (toHash !== undefined && this.users.hasErasedOptOut()) known.push(...this.users.optOuts(`hash:${toHash}`))
    const scopes = known.filter((one) => one.portfolioId === portfolioId).map((one) => one.scope)
    return scopes.includes('all') ? 'all' : (scopes[0] ?? null)
  }

  template(wabaId: string, template: { name: string; language: string } | null): Template | undefined {
    return template === null ? undefined : this.templates.get(templateSubject(wabaId, template.name, template.language))
  }

  /** What the portfolio pushed, and before it could, what the number said that raised it: its siblings are not tried. */
  holds(portfolioId: string): readonly Hold[] {
    const pushed = this.portfolios.get(portfolioId)?.holds ?? []
    if (this.#raising.size === 0) return pushed
    const own = [...this.#raising].filter((id) => this.#members.get(id)?.portfolioId === portfolioId)
    const fresh = own.map((id) => this.snapshots.get(id)).filter((one) => this.host.now() - (one?.at ?? 0) < RAISED_MS)
    return [...pushed, ...fresh.flatMap((one) => one?.holds ?? [])]
  }

  /** The user behind an address, as far as it is known. Joins may be chained; a chain has no more than a few links. */
  userKey(address: string): string {
    let key = address
    for (let hops = 0; hops < 8; hops++) {
      const next = this.users.alias(key)
      if (next === undefined || next === key) return key
      key = next
    }
    return key
  }

  /** What is known of many recipients, looked up at once before each is asked for. */
  sift(addresses: readonly string[]): void {
    this.users.siftAliases(addresses)
    const userKeys = addresses.map((address) => this.userKey(address))
    this.users.siftOptOuts(userKeys)
    this.routes.sift(userKeys)
    this.queue.sift(userKeys)
  }

  saveMeta(): void {
    this.metaStore.write(this.meta)
  }

  #isLeft(snapshot: ProfileSnapshot | undefined): boolean {
    const failover = this.policy?.failover ?? { enabled: false, stickyPatienceSeconds: 0 }
    return mayLeave(snapshot, failover, this.host.now())
  }

  #count(row: MessageRow, by: 1 | -1): void {
    if (row.state === 'ended') return
    if (row.state === 'bound') {
      if (this.#handedOver !== null) this.#handedOver += by
      return
    }
    this.#tallyDirty = true
    this.#tally.bytes += by * row.bytes
    if (row.conv === 1) this.#tally.conv += by
    if (row.state === 'timed' && row.conv === 0) this.#tally.scheduled += by
    else this.#tally[row.lane === 0 ? 'high' : row.lane === 1 ? 'normal' : 'low'] += by
  }

  #flush(): void {
    for (const [profileId, seqs] of this.#binding)
      for (let i = 0; i < seqs.length; i += OFFER_MESSAGES)
        this.offers.add(profileId, seqs.slice(i, i + OFFER_MESSAGES))
    this.#binding = new Map()
    if (this.#tallyDirty) this.metaStore.writeTally(this.#tally)
    this.#tallyDirty = false
  }

  #reload(): void {
    this.#binding = new Map()
    this.#tallyDirty = false
    this.#handedOver = null
    this.messages.forget()
    this.offers.forget()
    this.routes.forget()
    this.users.forget()
    this.changed.clear()
    this.meta = this.metaStore.read(this.name)
    this.#tally = this.metaStore.tally()
    this.refresh()
  }

  #rebook(profileId: string): void {
    if (this.#book === null) return
    const member = this.#members.get(profileId)
    const snapshot = this.snapshots.get(profileId)
    if (member === undefined || snapshot === undefined) {
      this.#book.delete(profileId)
      return
    }
    const spent = this.#offered(profileId)
    const turn = this.#turns.get(profileId) ?? 0
    this.#book.set(profileId, candidateOf({ member, snapshot, policy: this.policy, spent, turn }, this.host.now()))
  }

  #readPortfolios(): Map<string, PortfolioRow> {
    return new Map(this.users.portfolios().map((row) => [row.portfolioId, row]))
  }

  #readTemplates(): Map<string, Template> {
    return new Map(this.users.templates().map((one) => [templateSubject(one.wabaId, one.name, one.language), one]))
  }
}

function membersOf(config: PackageConfig | null): Map<string, PackageMember> {
  return new Map((config?.members ?? []).map((member) => [member.profileId, member]))
}
