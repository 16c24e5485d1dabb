import { type Consent, joinConsent, NO_CONSENT, optIn, optOut, scopeOf, wordInForce } from '../domain/consent.ts'
import { addressKind, canonicalKey, normalAddress } from '../domain/identity.ts'
import type { Actor } from '../domain/reason.ts'
import type { OptOutScope, UserDelta } from '../domain/user.ts'
import { deltasAfter } from './deltas.ts'
import type { Push } from './push.ts'
import type { Reach } from './reach.ts'
import type { Room } from './room.ts'
import { DEPLOYMENT } from './rpc.ts'

export interface Word {
  address: string
  scope: OptOutScope
  source: string
  at: number
}

/** Who a user is, under which addresses, and what he wants not to be sent (guard-rules.md, Identity, consent, duplicates). */
export class Users {
  readonly #room: Room
  readonly #push: Push
  readonly #reach: Reach

  constructor(room: Room, push: Push, reach: Reach) {
    this.#room = room
    this.#push = push
    this.#reach = reach
  }

  /** Durable first, then told to everybody; resolves when they have answered or after a moment. */
  async optOut(words: readonly Word[], by: Actor): Promise<void> {
    if (this.#hear(words, by, true)) await this.#push.tellUsers()
  }

  /** A lift is in no hurry, but as urgent to hear of as the opt-out was. */
  async optIn(words: readonly Word[], by: Actor): Promise<void> {
    if (this.#hear(words, by, false)) await this.#push.tellUsers()
  }

  optedOut(address: string): { userKey: string; scope: OptOutScope; at: number } | null {
    const userKey = this.#room.users.keyOf(normalAddress(address))
    const consent = this.#room.users.consent(userKey)
    const scope = consent === undefined ? null : scopeOf(consent)
    return consent === undefined || scope === null ? null : { userKey, scope, at: wordInForce(consent).at }
  }

  /** Each entry's addresses are one user. One transaction; what is known already costs nothing. */
  learn(users: readonly { addresses: string[]; at: number }[]): void {
    const named = users.map(({ addresses, at }) => ({
      // an erased address is no address: joined to one, its hash would name whom it hides
      addresses: addresses.filter((address) => addressKind(address) !== 'hash'),
      at,
    }))
    const news = named.filter(({ addresses }) => {
      const keys = new Set(addresses.map((address) => this.#room.users.keyOf(normalAddress(address))))
      return keys.size > 1
    })
    if (news.length === 0) return
    this.#commit(() => {
      let urgent = false
      for (const { addresses, at } of news) urgent = this.#join(addresses.map(normalAddress), at) || urgent
      this.#push.usersChanged(urgent)
    })
  }

  since(rev: number, limit: number): { deltas: UserDelta[]; rev: number } {
    const deltas = deltasAfter(this.#room.users, Math.max(0, rev), Math.max(1, limit), this.#room.usersRev)
    return { deltas, rev: this.#room.usersRev }
  }

  /** What a failed commit moved of reach must be read anew. */
  #commit(body: () => void): void {
    try {
      this.#room.commit(body)
    } catch (error) {
      this.#reach.forget()
      throw error
    }
  }

  /** Words heard; true when any changed what is in force or when it was said. */
  #hear(words: readonly Word[], by: Actor, out: boolean): boolean {
    const { users, outbox, name } = this.#room
    const now = this.#room.host.now()
    let changed = 0
    this.#room.commit(() => {
      for (const { address, scope, source, at } of words) {
        const key = users.keyOf(normalAddress(address))
        const held: Consent = users.consent(key) ?? NO_CONSENT
        const next = (out ? optOut : optIn)(held, scope, Math.min(at, now), source)
        if (next.marketing === held.marketing && next.all === held.all) continue
        changed += 1
        users.putConsent(key, next, this.#room.nextUsersRev())
        outbox.note(`opt:${key}`)
        // a user's START lifts where it was said; an operator's lift is for the whole business, as every opt-out is
        const wide = out || by.kind === 'key' || by.kind === 'session'
        if (wide && by.id !== DEPLOYMENT && name !== DEPLOYMENT) outbox.note(`${out ? 'forward' : 'lift'}:${key}`)
      }
      if (changed > 0) this.#push.usersChanged(true)
      if (changed > 0 && (by.kind === 'key' || by.kind === 'session'))
        this.#room.journal.audit(out ? 'opt-out.set' : 'opt-out.lift', by, { kind: 'portfolio', id: name }, null, {
          count: changed,
        })
    })
    return changed > 0
  }

  /** Unites all users that these addresses name under the least of their keys; true when an opt-out is concerned. */
  #join(addresses: readonly string[], at: number): boolean {
    const { users, outbox } = this.#room
    const keys = new Set(addresses.map((address) => users.keyOf(address)))
    const key = canonicalKey(keys)
    if (key === undefined || keys.size < 2) return false
    let consent: Consent | null = users.consent(key) ?? null
    let dropped = false
    for (const other of keys) {
      if (other === key) continue
      for (const address of new Set([...users.aliasesOf(other), other]))
        users.putAlias({ address, userKey: key, at, rev: this.#room.nextUsersRev() })
      const theirs = users.consent(other)
      if (theirs !== undefined) {
        consent = consent === null ? theirs : joinConsent(consent, theirs)
        users.dropConsent(other)
        outbox.note(`unopt:${other}`)
        dropped = true
      }
      this.#reach.move(other, key)
    }
    if (consent !== null) {
      users.putConsent(key, consent, this.#room.nextUsersRev())
      outbox.note(`opt:${key}`)
      // the user may have just got a phone under which the other portfolios know him
      if (scopeOf(consent) !== null) outbox.note(`forward:${key}`)
    }
    if (dropped) this.#room.store.setMeta('users_rev', String(this.#room.usersRev))
    return consent !== null
  }

  /**
   * The address is forgotten; the opt-out stays under `hash:<hash>`, and under the user's other addresses where he has
   * any. What it used of reach goes on counting without a name. Answers how many rows named it.
   */
  erase(given: string, hash: string): number {
    const { users, outbox } = this.#room
    const address = normalAddress(given)
    const userKey = users.keyOf(address)
    const rest = users.aliasesOf(userKey).filter((one) => one !== address)
    if (userKey !== address) rest.push(userKey)
    const consent = users.consent(userKey)
    let touched = 0
    this.#commit(() => {
      if (consent !== undefined && scopeOf(consent) !== null) {
        const hashed = `hash:${hash}`
        users.putConsent(hashed, joinConsent(users.consent(hashed) ?? NO_CONSENT, consent), this.#room.nextUsersRev())
        outbox.note(`opt:${hashed}`)
        // as far as the words under the address would have gone, also those that were still to be told
        if (addressKind(address) === 'phone' && this.#room.name !== DEPLOYMENT) outbox.note(`forward:${hashed}`)
      }
      outbox.forget()
      touched += users.dropAlias(address)
      if (userKey === address) touched += this.#renameErased(address, rest, hash, consent)
      if (touched > 0 || consent !== undefined) this.#room.store.setMeta('users_rev', String(this.#room.usersRev))
      this.#push.usersChanged(true)
    })
    return touched
  }

  /** The erased address was the user's key: his other addresses get a new one, or nobody is left to name. */
  #renameErased(address: string, rest: readonly string[], hash: string, consent: Consent | undefined): number {
    const { users, outbox } = this.#room
    const key = canonicalKey(rest)
    let touched = users.dropConsent(address)
    if (this.#reach.move(address, key ?? `hash:${hash}`)) touched += 1
    if (key === undefined) return touched
    const at = this.#room.host.now()
    // the new key's own row stays: those who had it under the erased key must hear of it
    for (const one of rest) users.putAlias({ address: one, userKey: key, at, rev: this.#room.nextUsersRev() })
    if (consent !== undefined) {
      users.putConsent(key, consent, this.#room.nextUsersRev())
      outbox.note(`opt:${key}`)
      if (scopeOf(consent) !== null && this.#room.name !== DEPLOYMENT) outbox.note(`forward:${key}`)
    }
    return touched + rest.length
  }

  /** What the other portfolios know him by: his phones, or the hash of one that was erased. */
  sharedOf(userKey: string): string[] {
    if (addressKind(userKey) === 'hash') return [userKey]
    return [userKey, ...this.#room.users.aliasesOf(userKey)].filter((one) => addressKind(one) === 'phone')
  }
}
