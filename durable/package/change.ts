import { openWindow, textDigest } from '../domain/accept-rules.ts'
import { isHeld } from '../domain/backlog.ts'
import type { Actor } from '../domain/reason.ts'
import { LEFT_STATUSES } from '../domain/status.ts'
import { checkItem, factsOf } from './check.ts'
import { editedEnd } from './edited-end.ts'
import type { Handover } from './handover.ts'
import { delay, end, setConversation } from './moves.ts'
import { lifeOver, memberWindows, promote, reconsider } from './reconsider.ts'
import { type FullRow, tell, viewOf } from './row.ts'
import type { AcceptItem, ChangeResult, MessagePatch } from './rpc.ts'
import type { PackageState } from './state.ts'

/** A message that changes its place so often while it is asked back is on its way. */
const TRIES = 3

type Problem = Extract<ChangeResult, { ok: false }>['problem']

/** Cancel, edit and release by a person: at the present owner, and only before the intent. */
export class Change {
  readonly #state: PackageState
  readonly #handover: Handover

  constructor(state: PackageState, handover: Handover) {
    this.#state = state
    this.#handover = handover
  }

  async cancel(id: string, by: Actor): Promise<ChangeResult> {
    await this.#settled(id)
    const row = this.#row(id)
    if (row === null) return no('not-found', 'no message of this package has this id')
    if (row.state === 'ended') return ended(row)
    if (row.state !== 'bound' || row.profileId === null) return this.#cancelHere(row, by)
    const answer = await this.#state.host.call.profile(row.profileId).cancel(id, by)
    if (answer.ok || answer.problem !== 'not-found') return answer
    // the profile has never had it: it promises never to take it, and the end is the package's own
    return this.#takenBack(row, 'cancelled by a person', (mine) =>
      end(this.#state, mine, 'cancelled', by, [{ code: 'cancelled', detail: 'cancelled before it left' }]),
    )
  }

  async edit(id: string, patch: MessagePatch, by: Actor): Promise<ChangeResult> {
    await this.#settled(id)
    const row = this.#row(id)
    if (row === null) return no('not-found', 'no message of this package has this id')
    if (row.state === 'ended') return ended(row)
    const refused = this.#check(row, patch)
    if (refused !== null) return refused
    if (row.state !== 'bound' || row.profileId === null) {
      this.#state.commit(() => this.#applyEdit(row, patch, by))
      return this.#view(id)
    }
    // a time belongs to the package: the message comes back for it. Anything else keeps its place at the profile
    if (patch.sendAt === undefined) {
      const answer = await this.#state.host.call.profile(row.profileId).edit(id, patch, by)
      if (answer.ok) this.#state.commit(() => this.#copyEdit(id, patch))
      if (answer.ok || answer.problem !== 'not-found') return answer
    }
    return this.#takenBack(row, 'edited by a person', (mine) => this.#applyEdit(mine, patch, by))
  }

  async releaseHeld(id: string, by: Actor): Promise<ChangeResult> {
    await this.#settled(id)
    const row = this.#row(id)
    if (row === null) return no('not-found', 'no message of this package has this id')
    if (row.state === 'bound' && row.profileId !== null)
      return this.#state.host.call.profile(row.profileId).releaseHeld(id, by)
    if (row.state !== 'parked' || !isHeld(row.target)) return no('state-conflict', 'the message is not held')
    const over = lifeOver(this.#state, row, this.#state.host.now())
    if (over?.reason.code === 'opted-out' || over?.reason.code === 'service-window-closed')
      return no(over.reason.code, over.reason.detail)
    this.#state.commit(() => {
      row.status = 'accepted'
      tell(row, this.#state.host.now(), 'released', by, [{ code: 'released', detail: 'freed by a person' }])
      reconsider(this.#state, row, null, by)
    })
    return this.#view(id)
  }

  /** Until no offer of it is on its way. The row is read after the wait: what was read before may have ended meanwhile. */
  async #settled(id: string): Promise<void> {
    const row = this.#row(id)
    if (row?.state === 'bound' && row.profileId !== null) await this.#handover.idle(row.profileId)
  }

  #row(id: string): FullRow | null {
    return this.#state.messages.byId(id) ?? null
  }

  #cancelHere(row: FullRow, by: Actor): ChangeResult {
    this.#state.commit(() => {
      end(this.#state, row, 'cancelled', by, [{ code: 'cancelled', detail: 'cancelled before it left' }])
      promote(this.#state, row.userKey)
    })
    return this.#view(row.id)
  }

  /**
   * Asks the message back and goes on with it. The number also reports what it gives back, and that may come before its
   * answer: then the package has placed the message anew already, and it is taken from there.
   */
  async #takenBack(row: FullRow, why: string, then: (mine: FullRow) => void): Promise<ChangeResult> {
    const go = (mine: FullRow) => {
      then(mine)
      promote(this.#state, mine.userKey)
    }
    for (let tries = 0; tries < TRIES; tries++) {
      await this.#settled(row.id)
      const mine = this.#row(row.id)
      if (mine === null) return no('not-found', 'no message of this package has this id')
      if (mine.state === 'ended') return ended(mine)
      if (mine.state !== 'bound' || mine.profileId === null) {
        this.#state.commit(() => go(mine))
        return this.#view(row.id)
      }
      const reason = { code: 'asked', detail: why }
      const taken = await this.#handover.release(mine.profileId, [mine], reason, go)
      if (taken.length > 0) return this.#view(row.id)
      if (this.#state.messages.byId(row.id)?.epoch === mine.epoch) break
    }
    return no('already-sending', 'the message is being sent or was sent')
  }

  #check(row: FullRow, patch: MessagePatch): ChangeResult | null {
    const now = this.#state.host.now()
    const expiresAt = editedEnd(this.#state, row, patch)
    const sendAt = patch.sendAt ?? row.sendAt
    if (expiresAt <= now || (sendAt !== null && sendAt > now && expiresAt <= sendAt))
      return patch.expiresAt === undefined
        ? no('invalid-request', 'the message would end before that time', 'guard.sendAt')
        : no('invalid-request', 'the message would end before it could be sent', 'guard.expiresAt')
    const { item } = patch
    if (item === undefined) return null
    if (item.to !== row.facts.to) return no('invalid-request', 'the recipient of a message does not change', 'to')
    const wrong = checkItem(this.#state, item)
    if (wrong !== null) {
      const { errors, detail } = wrong.problem
      return { ok: false, problem: 'invalid-request', detail, ...(errors === undefined ? {} : { errors }) }
    }
    const window = openWindow(memberWindows(this.#state, row.userKey), row.tiedTo, now)
    if (item.template === null && window === null && (sendAt ?? now) <= now)
      return no('service-window-closed', 'free-form messages need an open customer service window; none is known')
    return null
  }

  /** Inside a transaction; the message is the package's. */
  #applyEdit(row: FullRow, patch: MessagePatch, by: Actor): void {
    const now = this.#state.host.now()
    row.expiresAt = editedEnd(this.#state, row, patch)
    if (patch.sendAt !== undefined) row.sendAt = patch.sendAt
    this.#state.uncount(row)
    if (patch.item !== undefined) this.#content(row, patch.item)
    this.#state.count(row)
    this.#state.messages.setContent(row)
    tell(row, now, 'edited', by, [], {
      sendAt: row.sendAt,
      expiresAt: row.expiresAt,
      content: patch.item !== undefined,
    })
    if (row.sendAt !== null && row.sendAt > now) {
      setConversation(this.#state, row, 0)
      row.status = 'queued'
      row.notBefore = null
      delay(this.#state, row, row.sendAt, null)
      promote(this.#state, row.userKey)
    } else if (row.state !== 'parked' || !isHeld(row.target)) {
      row.status = 'accepted'
      reconsider(this.#state, row, row.notBefore, by)
    }
    if (row.state === 'parked') this.#resave(row)
  }

  /** An address that did not change was not written, but the story and the end were changed. */
  #resave(row: FullRow): void {
    this.#state.messages.move(row)
    this.#state.outbox.note(`message:${row.seq}`)
    this.#state.changed.set(row.id, row)
  }

  /** The profile has edited its own; ours follows, so that the message is the same when it comes back. */
  #copyEdit(id: string, patch: MessagePatch): void {
    const row = this.#state.messages.byId(id)
    if (row?.state !== 'bound') return
    if (patch.item !== undefined) this.#content(row, patch.item)
    if (patch.expiresAt !== undefined) row.expiresAt = patch.expiresAt
    this.#state.messages.setContent(row)
    this.#state.messages.move(row)
  }

  #content(row: FullRow, item: AcceptItem): void {
    const { order: _order, expiry: _expiry, ...facts } = factsOf(this.#state, item)
    row.facts = {
      ...(row.facts.toHash === undefined ? {} : { toHash: row.facts.toHash }),
      ...facts,
      policy: row.facts.policy,
      kind: row.facts.kind,
      reference: item.guard.reference ?? row.facts.reference,
      digest: textDigest(item.content),
    }
    row.content = item.content
    row.bytes = item.content.length + 512
    row.movable = item.template !== null && !item.tied && row.tiedTo === null
  }

  #view(id: string): ChangeResult {
    const row = this.#state.messages.byId(id)
    return row === undefined
      ? no('not-found', 'no message of this package has this id')
      : { ok: true, view: viewOf(row, this.#state.name) }
  }
}

function ended(row: FullRow): ChangeResult {
  const status = row.told ?? row.status
  return no(LEFT_STATUSES.has(status) ? 'already-sending' : 'state-conflict', `the message has ended: ${status}`)
}

function no(problem: Problem, detail: string, path?: string): ChangeResult {
  return { ok: false, problem, detail, ...(path === undefined ? {} : { errors: [{ path, message: detail }] }) }
}
