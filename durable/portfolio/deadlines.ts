import type { Deadlines } from '../kit/wake.ts'

/** What the portfolio actor may be waiting for; every time in ms, null = not waiting. */
export interface PortfolioWaits {
  /** first end of a hold */
  holdEnd: number | null
  /** first recipient or lease to forget, on a whole hour */
  reachPrune: number | null
  /** a neighbour lacks holds, templates or users: when to tell it (again), or to look whether the call under way was lost */
  push: number | null
  /** next listing of templates; of one that runs, when to look again */
  templates: number | null
  /** rows that D1 lacks, and the retry after a failure; `running`: it will end by itself */
  history: Waiting
  /** words that DEPLOYMENT lacks */
  forward: Waiting
  /** DEPLOYMENT: portfolios that lack words */
  spread: Waiting
  /** numbers that reached people while there was no limit, to be asked whom */
  uncounted: Waiting
}

export interface Waiting {
  pending: boolean
  running: boolean
  retryAt: number | null
}

/**
 * The named deadlines of the portfolio actor. Background work that runs needs none: it moves the alarm when it ends; but
 * the object may be evicted before that, so what is pending is looked at again a little later in any case.
 */
export function portfolioDeadlines(waits: PortfolioWaits, now: number): Deadlines {
  return {
    'hold-end': waits.holdEnd,
    'reach-prune': waits.reachPrune,
    push: waits.push,
    templates: waits.templates,
    history: waiting(waits.history, now),
    forward: waiting(waits.forward, now),
    spread: waiting(waits.spread, now),
    uncounted: waiting(waits.uncounted, now),
  }
}

const AGAIN_MS = 30_000

/** When to look again at work that runs: in whole steps, so that the alarm is not written anew at each look. */
export function lookAgain(now: number): number {
  return (Math.floor(now / AGAIN_MS) + 2) * AGAIN_MS
}

function waiting({ pending, running, retryAt }: Waiting, now: number): number | null {
  if (!pending) return null
  if (running) return lookAgain(now)
  return retryAt ?? now
}
