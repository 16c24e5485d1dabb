import type { Kind } from '../../durable/kit/testing/world-types.ts'
import type { AcceptResult, ChangeResult, ProfileReport } from '../../durable/package/rpc.ts'
import type { Lease } from '../../durable/portfolio/rpc.ts'
import type { OfferAnswer, ReleaseAnswer } from '../../durable/profile/rpc.ts'

type Evidence = { arriving: boolean; refused: boolean }

/** What one answer of an actor shows to have been reached, in the words of coverage.ts. */
export function seen(kind: Kind, method: string, args: unknown[], result: unknown): string[] {
  switch (`${kind}.${method}`) {
    case 'package.accept':
      return (result as AcceptResult[]).map((one) => {
        if ('problem' in one) return `accept: ${one.problem.type}`
        return one.replayed ? 'recovery: an acceptance was repeated' : 'accept: accepted'
      })
    case 'package.cancel':
    case 'package.edit':
    case 'package.releaseHeld':
      return [`change: ${method} ${problemOf(result as ChangeResult)}`]
    case 'package.report':
      return [`state: ${(args[0] as ProfileReport).snapshot.state}`]
    case 'profile.offer':
      return offered(result as OfferAnswer)
    case 'profile.release': {
      const { released, kept } = result as ReleaseAnswer
      const never = released.some((one) => one.reasons.some((reason) => reason.code === 'never-taken'))
      return [
        ...(kept.length > 0 ? ['release: kept'] : []),
        ...(released.length > 0 ? ['release: released'] : []),
        ...(never ? ['release: never taken'] : []),
      ]
    }
    case 'portfolio.lease': {
      const lease = result as Lease
      return [lease.unlimited ? 'lease: unlimited' : lease.n === 0 ? 'lease: none left' : 'lease: places']
    }
    case 'profile.limited':
      return ['lease: limited again']
    case 'portfolio.evidence': {
      const { arriving, refused } = result as Evidence
      return [refused ? 'evidence: signature refused' : arriving ? 'evidence: arriving' : 'evidence: silence']
    }
    case 'portfolio.refusedSince':
      return [
        (result as boolean[]).includes(true) ? 'evidence: lost before the repeat' : 'evidence: held for the repeat',
      ]
    default:
      return []
  }
}

function problemOf(result: ChangeResult): string {
  return result.ok ? 'done' : result.problem
}

function offered({ taken, refused, settled, blocked }: OfferAnswer): string[] {
  if (blocked !== null) return [`blocked: ${blocked.reason}`]
  return [
    ...(taken.length > 0 ? ['offer: taken'] : []),
    ...(settled.length > 0 ? ['offer: settled'] : []),
    ...refused.flatMap((one) => one.reasons.map((reason) => `offer refused: ${reason.code}`)),
  ]
}
