import type { Verdict } from './judge.ts'
import type { Kill } from './kills.ts'
import type { LedgerRow } from './ledger.ts'

/** The last line of a run. */
export interface Figures {
  kills: number
  acknowledged: number
  lost: number
  twice: number
  unexpected: number
  overCap: number
  outOfOrder: number
  unresolved: number
  inFlightAtKill: number
  recoveryP50Ms: number
  recoveryP99Ms: number
  /** What is not counted as `twice` (Verdict.crossed), and what did not end by itself (Verdict.keptByCap). */
  crossed: number
  keptByCap: number
  /** Nothing was under way any more when the run was judged. */
  quiet: boolean
}

/** Counts the verdict; recoveries by nearest rank. */
export function figuresOf(
  kills: readonly Kill[],
  verdict: Verdict,
  sends: readonly LedgerRow[],
  quiet: boolean,
): Figures {
  const inFlight = (at: number): number =>
    sends.filter((one) => one.at <= at && one.answeredAt !== null && one.answeredAt > at).length
  const recoveries = kills.map((one) => one.recoveryMs).sort((a, b) => a - b)
  const quantile = (share: number): number => recoveries[Math.ceil(recoveries.length * share) - 1] ?? 0
  return {
    kills: kills.length,
    acknowledged: verdict.acknowledged,
    lost: verdict.lost.length,
    twice: verdict.twice.length,
    unexpected: verdict.unexpected.length,
    overCap: verdict.overCap.length,
    outOfOrder: verdict.outOfOrder.length,
    unresolved: verdict.unresolved,
    inFlightAtKill: kills.reduce((sum, one) => sum + inFlight(one.at), 0),
    recoveryP50Ms: quantile(0.5),
    recoveryP99Ms: quantile(0.99),
    ...{ crossed: verdict.crossed, keptByCap: verdict.keptByCap, quiet },
  }
}

/** Why a run does not pass, in words for people; empty = it does. `never` = parts of the load that did nothing. */
export function faultsOf(figures: Figures, never: readonly string[]): string[] {
  const counted = (['lost', 'twice', 'unexpected', 'overCap', 'outOfOrder'] as const).filter(
    (name) => figures[name] > 0,
  )
  const faults = counted.map((name) => `${name}: ${figures[name]}`)
  if (!figures.quiet) faults.push('it did not get quiet in time')
  if (never.length > 0) faults.push(`never done: ${never.join(', ')}`)
  return faults
}
