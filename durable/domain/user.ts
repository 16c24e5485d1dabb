/** Identity and consent, as the portfolio pushes them (guard-rules.md, Identity, consent, duplicates). */
export type OptOutScope = 'marketing' | 'all'

/**
 * One change of what is known of users; `rev` counts per portfolio without gaps.
 * opt: `scope` null = lifted. alias: `address` is known to be the user `userKey` from now on (the stricter side wins a join).
 */
export type UserDelta =
  | { rev: number; kind: 'opt'; userKey: string; scope: OptOutScope | null; at: number; source: string }
  | { rev: number; kind: 'alias'; address: string; userKey: string; at: number }
