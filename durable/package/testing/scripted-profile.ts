import type { ProfileSnapshot } from '../../domain/snapshot.ts'
import type { Host } from '../../kit/host.ts'
import type { Offer, OfferAnswer, ProfileRpc, ReleaseAnswer } from '../../profile/rpc.ts'
import type { MessageReport, OfferedMessage } from '../rpc.ts'
import { snapshotOf } from './scene.ts'

/**
 * The least that a profile must be for the hand-over, kept outside any core so that a crash of it loses nothing: it takes
 * within its credit, remembers what it must never take, and sends only when the test says so.
 */
export class ScriptedProfile {
  readonly id: string
  credit: number
  over: Partial<ProfileSnapshot> = {}
  readonly held = new Map<string, OfferedMessage & { state: 'queued' | 'sending' | 'ended' }>()
  readonly never = new Map<string, number>()
  /** every message ever taken, in order, with its epoch */
  readonly taken: { id: string; epoch: number; userKey: string }[] = []
  /** every offer as it came */
  readonly offers: Offer[] = []
  answer: ((offer: Offer) => Partial<OfferAnswer> | null) | null = null
  pauses: { rev: number; paused: boolean }[] = []
  host: Host | null = null

  constructor(id: string, credit: number) {
    this.id = id
    this.credit = credit
  }

  snapshot(): ProfileSnapshot {
    return snapshotOf(this.id, this.host?.now() ?? 0, { credit: this.credit, ...this.over })
  }

  /** What the world calls. */
  core(host: Host): Partial<ProfileRpc> {
    this.host = host
    return {
      offer: async (offer) => this.#offer(offer),
      release: async (_packageId, messages) => this.#release(messages),
      snapshot: async () => this.snapshot(),
      applyPackagePause: async (_packageId, rev, paused) => void this.pauses.push({ rev, paused }),
      cancel: async (id) => {
        const message = this.held.get(id)
        if (message === undefined) return { ok: false, problem: 'not-found', detail: 'never had it' }
        return { ok: false, problem: 'already-sending', detail: message.state }
      },
    }
  }

  /** It tells its package of what has ended, is open, or is given back. */
  report(messages: Partial<MessageReport>[], released: string[] = []) {
    return {
      profileId: this.id,
      messages: messages.map((one) => {
        const held = this.held.get(one.id ?? '')
        return {
          id: one.id ?? '',
          epoch: one.epoch ?? held?.epoch ?? 0,
          status: one.status ?? 'sent',
          open: one.open ?? false,
          at: one.at ?? this.host?.now() ?? 0,
          userKey: one.userKey ?? held?.userKey ?? '',
          acceptedByMeta: one.acceptedByMeta ?? (one.status ?? 'sent') === 'sent',
        }
      }),
      released: released.map((id) => this.giveBack(id)),
      snapshot: this.snapshot(),
    }
  }

  /** Forgets a message and promises never to take this epoch again. */
  giveBack(id: string) {
    const message = this.held.get(id)
    this.held.delete(id)
    this.never.set(id, Math.max(this.never.get(id) ?? 0, message?.epoch ?? 0))
    return {
      id,
      epoch: message?.epoch ?? 0,
      attempts: message?.attempts ?? 0,
      expiresAt: message?.expiresAt ?? Number.MAX_SAFE_INTEGER,
      reasons: [{ code: 'given-back', detail: 'the number stands still' }],
      movable: message === undefined || message.tiedTo === null,
      notBefore: null,
    }
  }

  #offer(offer: Offer): OfferAnswer {
    this.offers.push(offer)
    const answer: OfferAnswer = {
      taken: [],
      refused: [],
      settled: [],
      blocked: null,
      credit: this.credit,
      snapshot: this.snapshot(),
    }
    const scripted = this.answer?.(offer)
    if (scripted !== undefined && scripted !== null) return { ...answer, ...scripted }
    for (const message of offer.messages) {
      const { id, epoch } = message
      const held = this.held.get(id)
      if (held !== undefined && held.epoch >= epoch) answer.taken.push({ id, epoch })
      else if ((this.never.get(id) ?? 0) >= epoch || this.credit < 1) {
        this.never.set(id, Math.max(this.never.get(id) ?? 0, epoch))
        answer.refused.push({ id, epoch, reasons: [{ code: 'no-credit', detail: 'full' }] })
      } else {
        this.held.set(id, { ...message, state: 'queued' })
        this.taken.push({ id, epoch, userKey: message.userKey })
        this.credit -= 1
        answer.taken.push({ id, epoch })
      }
    }
    return { ...answer, credit: this.credit, snapshot: this.snapshot() }
  }

  #release(messages: { id: string; epoch: number }[]): ReleaseAnswer {
    const answer: ReleaseAnswer = { released: [], kept: [], snapshot: this.snapshot() }
    for (const { id, epoch } of messages) {
      const held = this.held.get(id)
      if (held?.epoch === epoch && held.state !== 'queued')
        answer.kept.push(...this.report([{ id, status: 'sending', open: true }]).messages)
      else if (held?.epoch === epoch) answer.released.push({ ...this.giveBack(id), epoch })
      else {
        this.never.set(id, Math.max(this.never.get(id) ?? 0, epoch))
        answer.released.push({ ...this.giveBack(id), epoch })
      }
    }
    return answer
  }
}
