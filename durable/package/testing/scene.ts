import type { PackageConfig, PackagePolicy } from '../../domain/policy.ts'
import type { Actor } from '../../domain/reason.ts'
import type { ProfileSnapshot } from '../../domain/snapshot.ts'
import type { Accepted, AcceptItem, AcceptResult } from '../rpc.ts'

/** A caller's key, as the edge names it. */
export const CALLER: Actor = { kind: 'key', id: 'k1', name: 'shop' }
export const PACKAGE = 'pkg_abcdefghij'

export const POLICY: PackagePolicy = {
  distribution: 'round_robin',
  failover: { enabled: true, stickyPatienceSeconds: 900 },
  weights: {},
  routeDays: 30,
  backlogCap: 1_000_000,
  backlogBytes: 4_000_000_000,
  holdDuplicates: false,
  duplicateWindowSeconds: 600,
}

/** A package of these numbers, all of one portfolio; `waba` per number where it matters. */
export function packageConfig(
  profileIds: readonly string[],
  over: { version?: number; policy?: Partial<PackagePolicy>; deletedAt?: number; wabas?: Record<string, string> } = {},
): PackageConfig {
  return {
    version: over.version ?? 1,
    packageId: PACKAGE,
    name: 'Shop',
    policy: { ...POLICY, ...over.policy },
    members: profileIds.map((profileId) => ({
      profileId,
      portfolioId: 'folio',
      wabaId: over.wabas?.[profileId] ?? 'waba',
      priority: 0,
      createdAt: 1_690_000_000_000,
    })),
    deletedAt: over.deletedAt ?? null,
  }
}

let bodies = 0

/** A marketing template to `to`; every one has another text unless `content` is given. */
export function item(to: string, over: Partial<AcceptItem> = {}): AcceptItem {
  bodies += 1
  return {
    to,
    type: 'template',
    content: JSON.stringify({ to, type: 'template', template: { name: 'sale', n: bodies } }),
    template: { name: 'sale', language: 'en' },
    tied: false,
    parameters: null,
    guard: {},
    idempotencyKey: null,
    bodyHash: `hash-${bodies}`,
    ...over,
  }
}

/** A free-form text. */
export function text(to: string, over: Partial<AcceptItem> = {}): AcceptItem {
  bodies += 1
  return item(to, {
    type: 'text',
    content: JSON.stringify({ to, type: 'text', text: { body: `hello ${bodies}` } }),
    template: null,
    ...over,
  })
}

export function snapshotOf(profileId: string, at: number, over: Partial<ProfileSnapshot> = {}): ProfileSnapshot {
  return {
    profileId,
    at,
    state: 'active',
    reason: null,
    eligible: true,
    eligibleAt: null,
    credit: 10,
    health: 100,
    risk: 0,
    successes: 0,
    outcomes: 0,
    usage: 0,
    readyAt: at,
    lastSendAt: null,
    queue: 0,
    inFlight: 0,
    switchRev: 0,
    ...over,
  }
}

/** The acceptance, or a failed test. */
export function accepted(result: AcceptResult | undefined): Accepted {
  if (result === undefined || 'problem' in result)
    throw new Error(`not accepted: ${JSON.stringify(result === undefined ? null : result.problem)}`)
  return result.accepted
}
