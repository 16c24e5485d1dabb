import type { Distribution } from './policy.ts'
import type { Reason } from './reason.ts'

/** One profile that may take part, in the copy that a batch of choices works on. Times in ms. */
export interface Candidate {
  readonly profileId: string
  /** 0..110, the computed weight or the one set for `weighted` */
  readonly weight: number
  readonly risk: number
  /** 0..1, the highest usage of any window */
  readonly usage: number
  /** ms between two sends as the credit promises them: 60 s / credit */
  readonly paceMs: number
  /** sends still to give away */
  credit: number
  /** when its next send could start */
  readyAt: number
  lastUsedAt: number | null
  /** number of the choice that fell on it last, 0 = never: the lowest goes first in round robin */
  turn: number
}

export interface Choice {
  candidate: Candidate
  reasons: Reason[]
}

/**
 * Chooses among profiles that are all eligible and have credit (guard-rules.md, Distribution). Pure: book() writes the
 * choice into the copy. Null only when there is nobody.
 */
export function choose(
  mode: Distribution,
  candidates: readonly Candidate[],
  now: number,
  random: () => number,
): Choice | null {
  if (candidates.length === 0) return null
  if (mode === 'random') return byLot(candidates, random)
  if (mode === 'weighted') return byWeight(candidates, random)
  return mode === 'round_robin' ? byTurn(candidates) : byScore(candidates, now)
}

/** Writes a choice into the copy, so that the next one sees it: a place less, the next send one pace later. */
export function book(candidate: Candidate, now: number, turn: number): void {
  candidate.credit -= 1
  candidate.readyAt = Math.max(candidate.readyAt, now) + candidate.paceMs
  candidate.lastUsedAt = Math.max(candidate.lastUsedAt ?? 0, now)
  candidate.turn = turn
}

export interface SmartScore {
  weight: number
  headroom: number
  readiness: number
  calm: number
  total: number
}

/** 0.35 weight + 0.25 head-room + 0.20 readiness + 0.20 (100 - risk), every term on 0..100. */
export function smartScore(candidate: Candidate, now: number): SmartScore {
  const wait = Math.min(60_000, Math.max(0, candidate.readyAt - now))
  const terms = {
    weight: Math.min(100, Math.max(0, candidate.weight)),
    headroom: 100 * (1 - Math.min(1, Math.max(0, candidate.usage))),
    readiness: 100 * (1 - wait / 60_000),
    calm: 100 - Math.min(100, Math.max(0, candidate.risk)),
  }
  const total = 0.35 * terms.weight + 0.25 * terms.headroom + 0.2 * terms.readiness + 0.2 * terms.calm
  return { ...terms, total }
}

function byTurn(candidates: readonly Candidate[]): Choice | null {
  const candidate = least(candidates, (a, b) => a.turn - b.turn || leastRecent(a, b))
  if (candidate === null) return null
  return chosen(candidate, 'round-robin', `its turn among ${candidates.length} profiles`)
}

function byLot(candidates: readonly Candidate[], random: () => number): Choice | null {
  const candidate = candidates[Math.floor(random() * candidates.length)]
  if (candidate === undefined) return null
  return chosen(candidate, 'random', `drawn from ${candidates.length} profiles`)
}

function byWeight(candidates: readonly Candidate[], random: () => number): Choice | null {
  const total = candidates.reduce((sum, one) => sum + Math.max(0, one.weight), 0)
  if (total <= 0) return byLot(candidates, random)
  let at = random() * total
  for (const candidate of candidates) {
    const weight = Math.max(0, candidate.weight)
    if (at < weight)
      return chosen(
        candidate,
        'weighted',
        `drawn with weight ${round(weight)} of ${round(total)} among ${candidates.length} profiles`,
        weight / total,
      )
    at -= weight
  }
  return byLot(candidates.filter((one) => one.weight > 0).slice(-1), random)
}

function byScore(candidates: readonly Candidate[], now: number): Choice | null {
  let best: { candidate: Candidate; score: SmartScore } | null = null
  for (const candidate of candidates) {
    const score = smartScore(candidate, now)
    if (
      best === null ||
      score.total > best.score.total + 1e-9 ||
      (score.total > best.score.total - 1e-9 && leastRecent(candidate, best.candidate) < 0)
    )
      best = { candidate, score }
  }
  if (best === null) return null
  const { weight, headroom, readiness, calm, total } = best.score
  return chosen(
    best.candidate,
    'smart',
    `best of ${candidates.length}: 0.35 x weight ${round(weight)} + 0.25 x head-room ${round(headroom)} + 0.20 x readiness ${round(readiness)} + 0.20 x calm ${round(calm)} = ${round(total)}`,
    round(total),
  )
}

function chosen(candidate: Candidate, code: string, detail: string, weight?: number): Choice {
  return { candidate, reasons: [{ code, detail, ...(weight === undefined ? {} : { weight }) }] }
}

/** Never used first, then the one used longest ago; the id last, so that a choice does not hang on the order of input. */
function leastRecent(a: Candidate, b: Candidate): number {
  return (a.lastUsedAt ?? -1) - (b.lastUsedAt ?? -1) || a.turn - b.turn || (a.profileId < b.profileId ? -1 : 1)
}

function least<T>(items: readonly T[], order: (a: T, b: T) => number): T | null {
  let found: T | null = null
  for (const item of items) if (found === null || order(item, found) < 0) found = item
  return found
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
