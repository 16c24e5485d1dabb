/** Plain data that survives JSON. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** Why a decision fell as it did: shown word for word by the API and the dashboard. `weight` only where a rule weighs. */
export interface Reason {
  code: string
  detail: string
  weight?: number
}

/** Who did something: every audit entry and every timeline element carries it. */
export interface Actor {
  kind: 'key' | 'session' | 'rule' | 'system' | 'meta'
  id: string
  name: string
}

export const SYSTEM: Actor = { kind: 'system', id: 'guard', name: 'Whats Guard' }
export const META: Actor = { kind: 'meta', id: 'meta', name: 'Meta' }

/** An actor for a decision that a named rule of the guard took. */
export function byRule(id: string): Actor {
  return { kind: 'rule', id, name: id }
}

/** One event in a message's story. (epoch, n) is its key in the merged set: a repeated or late element changes nothing. */
export interface TimelineEntry {
  epoch: number
  n: number
  at: number
  event: string
  actor: Actor
  reasons: Reason[]
  data?: { [key: string]: Json }
}
