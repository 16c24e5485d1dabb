import type { Actor } from '../../durable/domain/reason.ts'
import type { Edge } from './edge.ts'

/** As the Worker does: the package first, then the number that it names. True when the guard promised. */
export async function cancelWhere(edge: Edge, packageId: string, id: string, by: Actor): Promise<boolean> {
  const result = await edge.host.call.package(packageId).cancel(id, by)
  return result.ok && result.view.status === 'cancelled'
}
