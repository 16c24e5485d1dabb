import type { Hold, Template } from '../../domain/hold.ts'
import type { Actor } from '../../domain/reason.ts'
import type { UserDelta } from '../../domain/user.ts'
import type { Host } from '../../kit/host.ts'
import { World } from '../../kit/testing/world.ts'
import { PortfolioCore } from '../core.ts'
import type { Registration } from '../rpc.ts'

export const OPERATOR: Actor = { kind: 'key', id: 'k1', name: 'Ann' }

/** A neighbour as far as the portfolio talks to it: takes holds, templates and users by rev, durably as a real one. */
export class Neighbour {
  readonly name: string
  holdsRev = -1
  holds: Hold[] = []
  templatesRev = -1
  templates: Template[] = []
  usersRev: number
  readonly deltas: UserDelta[] = []
  statusSeen: { seen: boolean; at: number | null } = { seen: false, at: null }

  constructor(name: string, usersRev: number) {
    this.name = name
    this.usersRev = usersRev
  }

  /** What it would answer to `is this user opted out`, from the deltas alone. */
  scopeOf(userKey: string): string | null {
    const last = this.deltas.findLast((delta) => delta.kind === 'opt' && delta.userKey === userKey)
    return last?.kind === 'opt' ? last.scope : null
  }

  keyOf(address: string): string {
    const last = this.deltas.findLast((delta) => delta.kind === 'alias' && delta.address === address)
    return last?.kind === 'alias' ? last.userKey : address
  }

  takeHolds(rev: number, holds: Hold[]): void {
    if (rev < this.holdsRev) return
    this.holdsRev = rev
    this.holds = holds
  }

  takeTemplates(rev: number, templates: Template[]): void {
    if (rev < this.templatesRev) return
    this.templatesRev = rev
    this.templates = templates
  }

  /** As the contract says: a gap is answered with the rev it has, what it has is skipped; gaps inside are a fault. */
  takeUsers(from: number, deltas: UserDelta[]): { rev: number } {
    if (from > this.usersRev) return { rev: this.usersRev }
    for (const delta of deltas) {
      if (delta.rev <= this.usersRev) continue
      if (delta.rev !== this.usersRev + 1) throw new Error(`${this.name}: gap before ${delta.rev}`)
      this.usersRev = delta.rev
      this.deltas.push(delta)
    }
    return { rev: this.usersRev }
  }
}

export interface Scene {
  world: World
  neighbours: Map<string, Neighbour>
  /** the neighbour `profile:1` or `package:pkg_a` */
  at(name: string): Neighbour
}

/** Portfolio actors among neighbours that keep what they are told. */
export function scene(seed = 1): Scene {
  const neighbours = new Map<string, Neighbour>()
  const at = (name: string): Neighbour => {
    let found = neighbours.get(name)
    if (found === undefined) {
      found = new Neighbour(name, 0)
      neighbours.set(name, found)
    }
    return found
  }
  const profile = (_host: Host, id: string) => ({
    applyHolds: async (rev: number, holds: Hold[]) => at(`profile:${id}`).takeHolds(rev, holds),
    applyTemplates: async (rev: number, list: Template[]) => at(`profile:${id}`).takeTemplates(rev, list),
    applyUsers: async (from: number, deltas: UserDelta[]) => at(`profile:${id}`).takeUsers(from, deltas),
    statusSince: async () => at(`profile:${id}`).statusSeen,
  })
  const pack = (_host: Host, id: string) => ({
    applyHolds: async (_portfolio: string, rev: number, holds: Hold[]) => at(`package:${id}`).takeHolds(rev, holds),
    applyTemplates: async (_portfolio: string, rev: number, list: Template[]) =>
      at(`package:${id}`).takeTemplates(rev, list),
    applyUsers: async (_portfolio: string, from: number, deltas: UserDelta[]) =>
      at(`package:${id}`).takeUsers(from, deltas),
  })
  const world = new World({ seed }, { profile, package: pack, portfolio: (host, id) => new PortfolioCore(host, id) })
  world.fetch = () => ({ status: 200, json: { data: [] } })
  return { world, neighbours, at }
}

/** A number of the WABA `W` with the token `T`, unless said otherwise. */
export function number(profileId: string, more: Partial<Registration> = {}): Registration {
  return {
    profileId,
    packageId: 'pkg_a',
    wabaId: 'W',
    tokenId: 'T',
    token: { k: 'test', iv: '', ct: 'RUFBRw==' },
    graphUrl: 'https://graph.test',
    graphVersion: 'v26.0',
    ...more,
  }
}

/** Registers the number and starts its neighbour where register() says. */
export async function register(scene: Scene, portfolio: string, registration: Registration): Promise<void> {
  const state = await scene.world.portfolio(portfolio).register(registration)
  const neighbour = scene.at(`profile:${registration.profileId}`)
  neighbour.takeHolds(state.holdsRev, state.holds)
  neighbour.takeTemplates(state.templatesRev, state.templates)
  neighbour.usersRev = Math.max(neighbour.usersRev, state.usersRev)
}

/** The network loses every call to (or answer of) these neighbours. */
export function silence(scene: Scene, ...names: string[]): void {
  scene.world.network = (call) => (names.includes(call.to) ? 'lose-call' : 'ok')
}
