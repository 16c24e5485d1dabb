import type { Hold } from '../domain/hold.ts'
import { effectsOf } from '../domain/hold-webhooks.ts'
import {
  concerns,
  holdAdvice,
  holdKey,
  isOver,
  isSeen,
  lastSaid,
  liftTakes,
  mergeHold,
  type NewHold,
  type SeenHold,
  sameHold,
} from '../domain/holds.ts'
import { type Actor, type Json, META } from '../domain/reason.ts'
import type { Push } from './push.ts'
import type { Reach } from './reach.ts'
import type { Room } from './room.ts'
import type { Registration } from './rpc.ts'
import type { Templates } from './templates.ts'

/** Meta repeats a webhook for 7 days: for that long a lifted hold must not come back by an old word. */
export const WORD_MS = 8 * 86_400_000

/** A number did not take a hold in time: the hold is durable and repeated, but the caller must not take it as in force. */
export class NotHeld extends Error {
  readonly code = 'not-held'
}

/** Holds by WABA, token and template: durable, then in force at every number concerned before anybody is answered. */
export class Holds {
  readonly #room: Room
  readonly #push: Push
  readonly #reach: Reach
  readonly #templates: Templates

  constructor(room: Room, push: Push, reach: Reach, templates: Templates) {
    this.#room = room
    this.#push = push
    this.#reach = reach
    this.#templates = templates
  }

  /** Resolves when every number concerned has it; rejects with `not-held` otherwise. Safe to repeat. */
  async hold(given: NewHold): Promise<void> {
    this.#room.commit(() => this.#raise(given))
    await this.#tell([given])
  }

  /** Answers how many holds were lifted. What was said since `seen` stays: a good status from before says nothing of it. */
  lift(subject: Hold['subject'], why: string, by: Actor, seen: readonly SeenHold[] | null): number {
    const byPerson = by.kind === 'key' || by.kind === 'session'
    const all = this.#room.holds.holds().filter((hold) => isOf(hold, subject) && isSeen(hold, seen))
    const lifted = all.filter((hold) => liftTakes(hold, byPerson))
    if (lifted.length > 0) this.#room.commit(() => this.#drop(lifted, why, by, this.#room.host.now()))
    return lifted.length
  }

  /** A webhook of a WABA. Resolves when what it says is durable and, where it holds, in force. */
  async observe(wabaId: string, field: string, value: { [key: string]: Json }, at: number): Promise<void> {
    const heard = Math.min(at, this.#room.host.now())
    const effects = effectsOf(wabaId, field, value, heard)
    if (effects.length === 0) return
    this.#room.commit(() => {
      for (const effect of effects) {
        if (effect.kind === 'hold') {
          // Meta's list is newer than a word on a template that comes late
          if (effect.hold.subject.kind !== 'template' || !this.#templates.isOld(wabaId, heard)) this.#raise(effect.hold)
        }
        if (effect.kind === 'lift') this.#liftWord(effect.subject, effect.codes, effect.why, heard)
        else if (effect.kind === 'template') this.#templates.heard(wabaId, effect, heard)
        else if (effect.kind === 'resync') this.#templates.want(wabaId)
        else if (effect.kind === 'notice') this.#notice(wabaId, effect.code, effect.detail)
      }
    })
    for (const effect of effects)
      if (effect.kind === 'limit') this.#reach.limitHeard(`waba:${wabaId}`, effect.limit, heard)
    await this.#tell(effects.flatMap((effect) => (effect.kind === 'hold' ? [effect.hold] : [])))
  }

  /** Ends holds whose time is over. */
  expire(): void {
    const now = this.#room.host.now()
    const over = this.#room.holds.holds().filter((hold) => isOver(hold, now))
    if (over.length > 0) this.#room.commit(() => this.#drop(over, 'its time is over', META, null))
  }

  /** A number came (or came back with another token): what holds it already is its alert too. Inside commit(). */
  registered(number: Registration): void {
    for (const hold of this.#room.holds.holds()) if (concerns(hold, number)) this.#alert(hold, number)
  }

  /** A number left or changed its token: its alerts end, and a hold on a token that nobody uses any more is over. Inside commit(). */
  left(number: Registration): void {
    const numbers = this.#room.store.registrations()
    const unused = this.#room.holds
      .holds()
      .filter((hold) => isOf(hold, { kind: 'token', id: number.tokenId }))
      .filter((hold) => !numbers.some((other) => concerns(hold, other)))
    if (unused.length > 0) this.#drop(unused, 'the token is no longer used', META, null)
    for (const kind of ['waba', 'token', 'template'] as const) this.#closeAlert(kind, number.profileId, numbers)
  }

  /** Meta's list says that these templates are approved: what its status ends is over. Inside commit(). */
  approved(subjectIds: ReadonlySet<string>, at: number): void {
    const over = this.#room.holds
      .holds()
      .filter((hold) => hold.subject.kind === 'template' && subjectIds.has(hold.subject.id) && liftTakes(hold, false))
      .filter((hold) => lastSaid(hold) <= at)
    if (over.length > 0) this.#drop(over, 'Meta lists the template as approved', META, at)
  }

  #raise(given: NewHold): void {
    const { holds, host } = this.#room
    const now = host.now()
    const key = holdKey(given)
    const fresh: Hold = { ...given, key, since: Math.min(given.since ?? now, now) }
    // a clock that went back: what was lifted ahead of now counts as lifted now, in doubt the hold stands
    if (isOver(fresh, now) || fresh.since < Math.min(holds.liftedAt(key), now)) return
    const held = holds.hold(key)
    const hold = held === undefined ? fresh : mergeHold(held, fresh)
    const known = held !== undefined && sameHold(held, hold)
    if (known && lastSaid(held) === lastSaid(hold)) return
    holds.putHold(hold)
    // said once more: nobody need hear of it, but an earlier good word does not end it
    if (known) return
    this.#room.bump('holds_rev')
    this.#room.journal.audit('hold.raised', META, { kind: hold.subject.kind, id: hold.subject.id }, null, {
      code: hold.code,
      reach: hold.reach,
      until: hold.until,
      detail: hold.detail,
    })
    for (const number of this.#room.store.registrations()) if (concerns(hold, number)) this.#alert(hold, number)
  }

  #liftWord(subject: Hold['subject'], codes: readonly string[] | null, why: string, at: number): void {
    const all = this.#room.holds.holds().filter((hold) => isOf(hold, subject) && lastSaid(hold) <= at)
    const lifted = all.filter((hold) => (codes === null ? liftTakes(hold, false) : codes.includes(hold.code)))
    // the word may have overtaken the one that it takes back
    for (const code of codes ?? []) this.#room.holds.putWord(holdKey({ subject, code }), at)
    if (lifted.length > 0) this.#drop(lifted, why, META, at)
  }

  /** `at`: the word that lifts them, null when nobody said one. */
  #drop(lifted: readonly Hold[], why: string, by: Actor, at: number | null): void {
    const { holds, journal } = this.#room
    for (const hold of lifted) {
      holds.dropHold(hold.key)
      if (at !== null) holds.putWord(hold.key, at)
      journal.audit('hold.lifted', by, { kind: hold.subject.kind, id: hold.subject.id }, null, { code: hold.code, why })
    }
    this.#room.bump('holds_rev')
    const numbers = this.#room.store.registrations()
    for (const hold of lifted)
      for (const number of numbers)
        if (concerns(hold, number)) this.#closeAlert(hold.subject.kind, number.profileId, numbers)
  }

  #alert(hold: Hold, number: Registration): void {
    const { severity, guidance } = holdAdvice(hold.code)
    this.#room.journal.raise({
      rule: `hold-${hold.subject.kind}`,
      subject: { kind: 'profile', id: number.profileId },
      severity,
      packageId: number.packageId,
      title: TITLES[hold.subject.kind],
      detail: hold.detail,
      evidence: { code: hold.code, subject: hold.subject.id, reach: hold.reach, since: hold.since, until: hold.until },
      guidance,
    })
  }

  #closeAlert(kind: Hold['subject']['kind'], profileId: string, numbers: readonly Registration[]): void {
    const number = numbers.find((one) => one.profileId === profileId)
    const still = this.#room.holds
      .holds()
      .some((hold) => hold.subject.kind === kind && number !== undefined && concerns(hold, number))
    if (!still) this.#room.journal.close(`hold-${kind}`, { kind: 'profile', id: profileId })
  }

  #notice(wabaId: string, code: string, detail: string): void {
    const { severity, guidance } = holdAdvice(code)
    this.#room.journal.raise({
      rule: 'account-notice',
      subject: { kind: 'waba', id: wabaId },
      severity,
      packageId: null,
      title: 'Meta has a notice about the account',
      detail,
      evidence: { code },
      guidance,
    })
  }

  async #tell(raised: readonly Pick<Hold, 'subject'>[]): Promise<void> {
    if (raised.length === 0) return
    const numbers = this.#room.store.registrations()
    const concerned = numbers.filter((number) => raised.some((hold) => concerns(hold, number)))
    const missing = await this.#push.tellHolds(new Set(concerned.map((number) => number.profileId)))
    if (missing.length > 0)
      throw new NotHeld(`${missing.length} of ${concerned.length} numbers have not taken the hold`)
  }
}

const TITLES: Record<Hold['subject']['kind'], string> = {
  waba: 'The account is held',
  token: 'The access token is held',
  template: 'A template is held',
}

function isOf(hold: Hold, subject: Hold['subject']): boolean {
  return hold.subject.kind === subject.kind && hold.subject.id === subject.id
}
