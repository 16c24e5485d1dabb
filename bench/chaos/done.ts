import type { Book } from './book.ts'
import type { LedgerRow } from './ledger.ts'

/** How often the load did what a run is to withstand. */
export interface Done {
  /** cancels under load that were answered 200 */
  cancels: number
  /** stops of a number, and of a whole package, that were answered and lifted again */
  pauses: number
  packagePauses: number
  /** numbers that came to the other package */
  moves: number
  /** messages of people that the product took in */
  inbound: number
  /** answers of Meta that were lost after it had taken the message */
  lostAnswers: number
}

/** So many kills leave time for each of them: from then on, what was never done is a fault of the run. */
export const ENOUGH_KILLS = 30

/** @param deliveries those webhooks that the product has taken, by the sandbox's number */
export function doneOf(book: Book, sends: readonly LedgerRow[], deliveries: ReadonlySet<number>): Done {
  return {
    // those for the sake of the quiet are none of the load's
    cancels: book.cancelled.size - book.keptByCap,
    pauses: book.forbidden.filter((one) => one.packageId === null && one.until !== null).length,
    packagePauses: book.packagePauses,
    moves: book.moves.length,
    inbound: [...book.inbound.values()].filter((n) => deliveries.has(n)).length,
    lostAnswers: sends.filter((one) => one.outcome === 'lost').length,
  }
}

/** What was never done, by name. */
export function undone(done: Done): string[] {
  return Object.entries(done).flatMap(([name, times]) => (times === 0 ? [name] : []))
}
