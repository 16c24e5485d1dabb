import { Outgoing } from '../../domain/outgoing.ts'
import { RoundTrips } from '../../domain/spacing.ts'
import type { Host } from '../host.ts'
import { Vault } from '../vault.ts'
import { FeedSilent } from './feed-silent.ts'
import { NodeSql } from './node-sql.ts'

/** A host for one store alone: real SQLite, a clock that the test turns, nobody else in the world. */
export class BareHost implements Host {
  readonly sql = new NodeSql()
  readonly vault = new Vault('')
  readonly roundTrips = new RoundTrips()
  readonly outgoing = new Outgoing()
  clock = 1_700_000_000_000
  readonly faults: unknown[] = []
  alarm: number | null = null

  readonly call: Host['call'] = {
    profile: () => absent(),
    package: () => absent(),
    portfolio: () => absent(),
    feed: () => new FeedSilent(),
  }

  transaction<T>(body: () => T): T {
    return this.sql.transaction(body)
  }

  async stored(): Promise<void> {}

  now(): number {
    return this.clock
  }

  random(): number {
    return 0.5
  }

  setAlarm(at: number | null): void {
    this.alarm = at
  }

  background(where: string, work: () => Promise<void>): void {
    work().catch((error: unknown) => this.fault(where, error))
  }

  /** Waiting turns the clock and takes no time. */
  async sleep(ms: number): Promise<void> {
    this.clock += ms
  }

  async fetch(): Promise<never> {
    throw new Error('this host has no network')
  }

  async project(): Promise<void> {}

  fault(_where: string, error: unknown): void {
    this.faults.push(error)
  }
}

function absent(): never {
  throw new Error('this host has no neighbours')
}
