import { type AddressKind, addressKind } from '../domain/identity.ts'
import type { Actor } from '../domain/reason.ts'
import type { OptOutScope } from '../domain/user.ts'
import { within } from './loop.ts'
import type { Room } from './room.ts'
import { DEPLOYMENT } from './rpc.ts'
import type { ConsentRow } from './store-users.ts'
import type { Users, Word } from './users.ts'

const CHUNK = 500
const PATIENCE_MS = 10_000
/** What means the same person in every portfolio. */
const SHARED: ReadonlySet<AddressKind> = new Set(['phone', 'hash'])
const FROM_ALL: Actor = { kind: 'system', id: DEPLOYMENT, name: 'Deployment' }

/** Opt-outs by phone reach every portfolio: each tells the one named DEPLOYMENT, and that one tells all the others. */
export class Deployment {
  readonly #room: Room
  readonly #users: Users

  constructor(room: Room, users: Users) {
    this.#room = room
    this.#users = users
  }

  /** A portfolio's side: everything of the outbox that is for DEPLOYMENT. */
  async forward(): Promise<void> {
    const { host, outbox, name } = this.#room
    const all = () => host.call.portfolio(DEPLOYMENT)
    const by: Actor = { kind: 'system', id: name, name: `Portfolio ${name}` }
    for (
      let pending = outbox.pending('deployment', CHUNK);
      pending !== null;
      pending = outbox.pending('deployment', CHUNK)
    ) {
      const outs: Word[] = []
      const lifts: Word[] = []
      for (const entry of pending.entries) {
        const key = entry.slice(entry.indexOf(':') + 1)
        if (entry.startsWith('forward:')) outs.push(...this.#wordsOf(key, true))
        if (entry.startsWith('lift:')) lifts.push(...this.#wordsOf(key, false))
      }
      if (pending.entries.includes('join')) await within(host, PATIENCE_MS, all().join(name))
      if (outs.length > 0) await within(host, PATIENCE_MS, all().optOut(outs, by))
      if (lifts.length > 0) await within(host, PATIENCE_MS, all().optIn(lifts, by))
      outbox.acknowledge('deployment', pending.upTo)
    }
  }

  /** DEPLOYMENT's side: a portfolio is known from now on, and hears of all that is known. */
  join(portfolioId: string): void {
    this.#room.commit(() => this.#room.store.addMember(portfolioId))
  }

  hasBehind(): boolean {
    return this.#room.store.members().some((member) => member.rev < this.#room.usersRev)
  }

  /** DEPLOYMENT's side: brings every portfolio up to its rev, side by side; rejects when any stays behind. */
  async spread(): Promise<void> {
    const behind = this.#room.store.members().filter((member) => member.rev < this.#room.usersRev)
    const told = await Promise.allSettled(behind.map((member) => this.#tell(member.portfolioId, member.rev)))
    for (const one of told) if (one.status === 'rejected') throw one.reason
  }

  async #tell(portfolioId: string, from: number): Promise<void> {
    const { host, users, store } = this.#room
    for (let rev = from; rev < this.#room.usersRev; ) {
      const upTo = Math.min(this.#room.usersRev, rev + CHUNK)
      const rows = users.consentsBetween(rev, upTo).filter((row) => SHARED.has(addressKind(row.userKey)))
      const outs = rows.flatMap((row) => registers(row, row.userKey, true))
      const lifts = rows.flatMap((row) => registers(row, row.userKey, false))
      if (outs.length > 0) await within(host, PATIENCE_MS, host.call.portfolio(portfolioId).optOut(outs, FROM_ALL))
      if (lifts.length > 0) await within(host, PATIENCE_MS, host.call.portfolio(portfolioId).optIn(lifts, FROM_ALL))
      store.setMember(portfolioId, upTo)
      rev = upTo
    }
  }

  #wordsOf(userKey: string, out: boolean): Word[] {
    const row = this.#room.users.consent(userKey)
    if (row === undefined) return []
    return this.#users.sharedOf(userKey).flatMap((address) => registers(row, address, out))
  }
}

/** What was said of each scope, as words under one address: the opt-outs, or the lifts. */
function registers(row: ConsentRow, address: string, out: boolean): Word[] {
  const scopes: OptOutScope[] = ['marketing', 'all']
  return scopes.flatMap((scope) => {
    const said = row[scope]
    return said === null || said.out !== out ? [] : [{ address, scope, source: said.source, at: said.at }]
  })
}
