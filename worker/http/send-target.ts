import { isPackageId } from '../../durable/domain/ids.ts'
import type { Actor } from '../../durable/domain/reason.ts'
import type { AcceptItem, AcceptResult } from '../../durable/package/rpc.ts'
import { Unavailable } from '../db/unavailable.ts'
import type { Env } from '../env.ts'
import { actors } from './actors.ts'
import { type Caller, seesPackage } from './caller.ts'
import { countUnaccepted } from './metrics/counted.ts'
import type { Refusal } from './reply.ts'
import { packageInScope } from './scope.ts'

export interface Target {
  id: string
  /** false: D1 is away and this isolate has never heard of the package, so that its actor must say whether it exists */
  known: boolean
}

/** The package that a send goes to. D1 being down delays history, never a send (architecture.md, Projection). */
export async function sendTarget(
  ask: { env: Env; caller: Caller; now: number },
  id: string,
): Promise<Target | Refusal> {
  try {
    const entry = await packageInScope(ask, id)
    return 'problem' in entry ? entry : { id: entry.id, known: true }
  } catch (error) {
    // no actor is made for a name that could not be a package's
    if (!(error instanceof Unavailable) || !isPackageId(id) || !seesPackage(ask.caller, id)) throw error
    return { id, known: false }
  }
}

/** What the package makes of the items. One that nobody configured cannot be told from one that D1 alone knows: 503. */
export async function acceptAt(env: Env, target: Target, items: AcceptItem[], by: Actor): Promise<AcceptResult[]> {
  if (items.length === 0) return []
  const results = await actors.package(env, target.id).accept(items, by)
  const nowhere = results.every((one) => 'problem' in one && one.problem.type === 'not-found')
  if (!target.known && nowhere) throw new Unavailable('the database does not answer')
  for (const one of results) if ('problem' in one) countUnaccepted(target.id, one.problem.type)
  return results
}
