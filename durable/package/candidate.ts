import type { Candidate } from '../domain/distribution.ts'
import type { PackageMember, PackagePolicy } from '../domain/policy.ts'
import type { ProfileSnapshot } from '../domain/snapshot.ts'
import { weightOf } from '../domain/weight.ts'

export interface CandidateFacts {
  member: PackageMember
  snapshot: ProfileSnapshot
  policy: PackagePolicy | null
  /** messages bound to it that its snapshot does not count yet */
  spent: number
  /** of the last choice that fell on it */
  turn: number
}

/** A member as distribution chooses among them: its snapshot less what was bound since, at `now` (ms). */
export function candidateOf({ member, snapshot, policy, spent, turn }: CandidateFacts, now: number): Candidate {
  const { profileId, createdAt, priority } = member
  const set = policy?.weights[profileId]
  const weighted = policy?.distribution === 'weighted' && set !== undefined
  return {
    profileId,
    weight: weighted ? set : weightOf({ ...snapshot, createdAt, now, priority }).total,
    risk: snapshot.risk,
    usage: snapshot.usage,
    paceMs: 60_000 / Math.max(1, snapshot.credit),
    credit: Math.max(0, snapshot.credit - spent),
    readyAt: snapshot.readyAt,
    lastUsedAt: snapshot.lastSendAt,
    turn,
  }
}
