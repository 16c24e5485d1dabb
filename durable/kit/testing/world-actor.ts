import type { Outgoing } from '../../domain/outgoing.ts'
import type { RoundTrips } from '../../domain/spacing.ts'
import type { ProjectionBatch } from '../../projection/rows.ts'
import type { FetchAnswer, Host, Peers, Sql, SqlValue } from '../host.ts'
import type { NodeSql } from './node-sql.ts'
import type { QuickVault } from './quick-vault.ts'
import { type CoreOf, Crashed, type Kind } from './world-types.ts'

/** What an actor's host asks of the world. */
export interface Surroundings {
  readonly vault: QuickVault
  /** of the process that lives now: a host keeps those that it was born with */
  roundTrips: RoundTrips
  outgoing: Outgoing
  nowFor(actor: WorldActor): number
  random(): number
  peers(actor: WorldActor, alive: () => boolean): Peers
  fetch(actor: WorldActor, alive: () => boolean, ...request: Parameters<Host['fetch']>): Promise<FetchAnswer>
  project(actor: WorldActor, alive: () => boolean, batch: ProjectionBatch): Promise<void>
  sleep(alive: () => boolean, ms: number): Promise<void>
  fault(actor: WorldActor, where: string, error: unknown): void
}

/** One actor of the world: its storage and alarm outlive each incarnation of its core. */
export class WorldActor {
  readonly kind: Kind
  readonly id: string
  readonly sql: NodeSql
  alarmAt: number | null = null
  alarmRunning = false
  /** the one that is armed was found to be late already */
  alarmLate = false
  incarnation = 0
  core: CoreOf<Kind> | undefined
  /** ms by which this actor's clock is ahead of the world's */
  skewMs = 0
  /** rejects the calls that are being served */
  readonly serving = new Set<(error: Error) => void>()

  constructor(kind: Kind, id: string, sql: NodeSql) {
    this.sql = sql
    this.kind = kind
    this.id = id
  }

  get name(): string {
    return `${this.kind}:${this.id}`
  }
}

/** The earliest alarm that can fire, in the world's time. One that is still running lets no other of its object run. */
export function nextAlarm(actors: Iterable<WorldActor>): { actor: WorldActor; at: number } | null {
  let next: { actor: WorldActor; at: number } | null = null
  for (const actor of actors) {
    if (actor.alarmAt === null || actor.alarmRunning) continue
    const at = actor.alarmAt - actor.skewMs
    if (next === null || at < next.at) next = { actor, at }
  }
  return next
}

/** The Host of one incarnation: after a crash it is a dead hand, and nothing it still does reaches the storage. */
export function worldHost(actor: WorldActor, world: Surroundings): Host {
  const born = actor.incarnation
  const alive = () => actor.incarnation === born
  const check = () => {
    if (!alive()) throw new Crashed(`${actor.name} has crashed since`)
  }
  const sql: Sql = {
    all<Row extends object>(query: string, ...params: SqlValue[]): Row[] {
      check()
      return actor.sql.all<Row>(query, ...params)
    },
    get<Row extends object>(query: string, ...params: SqlValue[]): Row | undefined {
      check()
      return actor.sql.get<Row>(query, ...params)
    },
    run(query: string, ...params: SqlValue[]): number {
      check()
      return actor.sql.run(query, ...params)
    },
  }
  const fault = (where: string, error: unknown) => {
    if (alive()) world.fault(actor, where, error)
  }
  return {
    sql,
    transaction(body) {
      check()
      return actor.sql.transaction(body)
    },
    stored: async () => check(),
    now: () => world.nowFor(actor),
    random: () => world.random(),
    setAlarm(at) {
      check()
      actor.alarmAt = at
      actor.alarmLate = false
    },
    background(where, work) {
      Promise.resolve()
        .then(work)
        .catch((error: unknown) => fault(where, error))
    },
    sleep: (ms) => world.sleep(alive, ms),
    call: world.peers(actor, alive),
    fetch: (url, init) => world.fetch(actor, alive, url, init),
    project: (batch) => world.project(actor, alive, batch),
    roundTrips: world.roundTrips,
    outgoing: world.outgoing,
    vault: world.vault,
    fault,
  }
}
