import type { FuzzResult } from './whole.ts'

/** So many requests bring every route to a success: from then on, a route without one is a hole in the generator. */
const ENOUGH_REQUESTS = 5_000

/** Share of the answers that may be 503 with Retry-After: nothing is away here, so hardly any may be. */
const MOST_UNAVAILABLE = 0.001

/** Why a run does not pass, in words for people; empty = it does. */
export function faultsOf(result: FuzzResult): string[] {
  const { requests, serverErrors, schemaMismatches, unavailable, holes, broken } = result
  const faults: string[] = []
  if (serverErrors > 0) faults.push(`server errors: ${serverErrors}`)
  if (schemaMismatches > 0) faults.push(`answers beside the document: ${schemaMismatches}`)
  if (unavailable > requests * MOST_UNAVAILABLE) faults.push(`unavailable: ${unavailable} of ${requests} answers`)
  if (requests >= ENOUGH_REQUESTS && holes.length > 0) faults.push(`never with success: ${holes.join(', ')}`)
  if (broken !== null) faults.push(`afterwards: ${broken}`)
  return faults
}
