import type { MessageView } from '../../durable/domain/message.ts'
import type { Host } from '../../durable/kit/host.ts'
import type { World } from '../../durable/kit/testing/world.ts'
import { type CoreOf, Crashed, type Kind } from '../../durable/kit/testing/world-types.ts'
import { seen } from './answers.ts'
import type { Bench } from './checker.ts'
import type { Cover } from './cover.ts'
import type { Dice } from './dice.ts'
import { EDGE } from './edge.ts'

/**
 * Stands between an actor and its world: cuts transactions short by a crash, watches what is answered, and asks at each
 * projection whether the history would lead its owner.
 */
export class Probe {
  world: World | null = null
  /** of 1,000 transactions so many end in a crash */
  cuts = 0
  readonly #bench: Bench
  readonly #cover: Cover
  readonly #dice: Dice
  readonly #taken = new Set<string>()

  constructor(bench: Bench, cover: Cover, dice: Dice) {
    this.#bench = bench
    this.#cover = cover
    this.#dice = dice
  }

  /** An actor as shipped, with the probe around its host and its answers. */
  actor<K extends Kind>(kind: K, id: string, host: Host, make: (host: Host) => CoreOf<K>): CoreOf<K> {
    const life: { core: CoreOf<K> | null } = { core: null }
    const core = make(this.#hostOf(kind, id, host, life))
    // a crash inside the constructor would leave a core without a life in the world
    life.core = core
    return this.#watched(kind, id, core)
  }

  /** What the world calls a crash, told to the ledger as well. */
  crash(kind: Kind, id: string, how: string): void {
    const { world } = this
    if (world === null) return
    const actor = `${kind}:${id}`
    const open = this.#bench.ledger.sends.some((one) => one.profile === id && one.answerAt > world.clock)
    if (kind === 'profile' && open) this.#cover.count('fault: crash between intent and settle')
    this.#cover.count(`fault: crash ${how}`)
    this.#cover.note(world.clock, () => `CRASH ${actor} ${how}`)
    this.#bench.ledger.crashes.push({ actor, at: world.clock })
    world.crash(kind, id)
  }

  /** The process dies: with all actors but the Worker's, who is another. */
  die(): void {
    const { world } = this
    if (world === null) return
    const { ledger } = this.#bench
    this.#cover.count('fault: process dies')
    if (ledger.sends.some((one) => one.answerAt > world.clock)) this.#cover.count('fault: process dies amid requests')
    this.#cover.note(world.clock, () => 'THE PROCESS DIES')
    for (const actor of world.die([`portfolio:${EDGE}`])) ledger.crashes.push({ actor, at: world.clock })
  }

  #hostOf<K extends Kind>(kind: K, id: string, host: Host, life: { core: CoreOf<K> | null }): Host {
    return {
      ...host,
      transaction: <T>(body: () => T): T => {
        const fate = this.#fate(life.core !== null)
        const value = host.transaction(() => {
          const inner = body()
          if (fate !== 'before') return inner
          this.crash(kind, id, 'before a commit')
          throw new Crashed(`${kind}:${id} crashed before its commit`)
        })
        if (fate === 'after') this.crash(kind, id, 'after a commit')
        return value
      },
      project: async (batch) => {
        for (const row of batch.messages ?? [])
          if (row.direction === 'out') await this.#judgeLead(kind, id, life.core, row)
        if (this.world?.d1Down === true) this.#cover.count('fault: projection refused')
        return host.project(batch)
      },
    }
  }

  #fate(ready: boolean): 'before' | 'after' | null {
    if (!ready || this.cuts === 0 || !this.#dice.chance(this.cuts / 1_000)) return null
    return this.#dice.chance(0.5) ? 'before' : 'after'
  }

  /** Invariant 6, as it happens: what goes to D1 is what its owner has stored. */
  async #judgeLead(kind: Kind, id: string, core: CoreOf<Kind> | null, row: MessageView): Promise<void> {
    const method: unknown = core === null ? undefined : Reflect.get(core, 'message')
    if (typeof method !== 'function') return
    const held: unknown = await Reflect.apply(method, core, [row.id])
    const view = kind === 'package' ? (held as { view: MessageView } | null)?.view : (held as MessageView | null)
    // a number that gave a message back shows it no more; its last word on it is below the package's
    if (view == null) return
    this.#bench.check(
      'd1-never-leads',
      row.rev <= view.rev,
      () => `${kind}:${id} projected ${row.id} rev ${row.rev}, and holds rev ${view.rev}`,
    )
  }

  #watched<K extends Kind>(kind: K, id: string, core: CoreOf<K>): CoreOf<K> {
    return new Proxy(core, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          const answer: unknown = Reflect.apply(value, target, args)
          if (name === 'alarm') this.#cover.note(this.world?.clock ?? 0, () => `alarm ${kind}:${id}`)
          if (!(answer instanceof Promise) || typeof name !== 'string') return answer
          return answer.then((result: unknown) => {
            for (const what of seen(kind, name, args, result)) this.#cover.count(what)
            if (name === 'offer') this.#noteTaken(id, result)
            return result
          })
        }
      },
    })
  }

  #noteTaken(profile: string, answer: unknown): void {
    const { taken } = answer as { taken: { id: string; epoch: number }[] }
    for (const { id, epoch } of taken) {
      const key = `${profile} ${id} ${epoch}`
      if (this.#taken.has(key)) this.#cover.count('recovery: an offer without an answer was repeated')
      this.#taken.add(key)
    }
  }
}
