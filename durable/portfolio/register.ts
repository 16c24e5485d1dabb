import type { Holds } from './holds.ts'
import type { Push } from './push.ts'
import type { Room } from './room.ts'
import { DEPLOYMENT, type PortfolioState, type Registration } from './rpc.ts'
import type { Templates } from './templates.ts'

/** Which numbers and packages belong to the portfolio and hear of its changes. */
export class Register {
  readonly #room: Room
  readonly #push: Push
  readonly #holds: Holds
  readonly #templates: Templates

  constructor(room: Room, push: Push, holds: Holds, templates: Templates) {
    this.#room = room
    this.#push = push
    this.#holds = holds
    this.#templates = templates
  }

  /** Safe to repeat; with another token or WABA what hung on the old one is looked at again. */
  register(registration: Registration): PortfolioState {
    const { store } = this.#room
    const before = store.registration(registration.profileId)
    if (before === undefined || JSON.stringify(before) !== JSON.stringify(registration)) {
      this.#room.commit(() => {
        this.#join()
        store.putRegistration(registration)
        store.addSubscriber('profile', registration.profileId)
        if (before?.tokenId === registration.tokenId && before.wabaId === registration.wabaId) return
        if (before !== undefined) this.#holds.left(before)
        this.#holds.registered(registration)
        this.#templates.want(registration.wabaId)
      })
      this.#push.add('profile', registration.profileId)
    }
    const state = this.state(registration.profileId)
    if (before === undefined) return state
    // it takes this as the rev that it has: one who comes again must not jump over deltas that are on their way to it
    return { ...state, usersRev: this.#push.usersRevOf('profile', registration.profileId) }
  }

  /** What the number used of reach stays counted. */
  unregister(profileId: string): void {
    const before = this.#room.store.registration(profileId)
    if (before === undefined) return
    this.#room.commit(() => {
      this.#room.store.dropRegistration(profileId)
      this.#room.store.dropSubscriber('profile', profileId)
      this.#holds.left(before)
    })
    this.#push.drop('profile', profileId)
    this.#room.changed()
  }

  subscribe(packageId: string): PortfolioState {
    if (!this.#room.store.subscribers().some((one) => one.kind === 'package' && one.id === packageId))
      this.#room.commit(() => {
        this.#join()
        this.#room.store.addSubscriber('package', packageId)
      })
    this.#push.add('package', packageId)
    this.#room.changed()
    return this.state(null)
  }

  unsubscribe(packageId: string): void {
    this.#room.commit(() => this.#room.store.dropSubscriber('package', packageId))
    this.#push.drop('package', packageId)
    this.#room.changed()
  }

  /** Whole sets; for a number only the templates of its WABA. */
  state(profileId: string | null): PortfolioState {
    return {
      holdsRev: this.#room.rev('holds_rev'),
      holds: this.#room.holds.holds(),
      templatesRev: this.#room.rev('templates_rev'),
      templates: profileId === null ? this.#templates.list(null) : this.#push.templatesFor('profile', profileId),
      usersRev: this.#room.usersRev,
    }
  }

  /** Once in its life a portfolio makes itself known, so that opt-outs by phone reach it. */
  #join(): void {
    if (this.#room.name === DEPLOYMENT || this.#room.store.meta('joined') !== undefined) return
    this.#room.store.setMeta('joined', '1')
    this.#room.outbox.note('join')
  }
}
