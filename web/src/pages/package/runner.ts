import { smartScore } from '../../../../durable/domain/distribution.ts'
import { stopsNewConversations } from '../../../../durable/domain/risk.ts'
import { canSend, type FleetNumber, fullWindow } from '../../data/fleet-number.ts'
import type { Health } from '../../data/wire.ts'
import { CAP_WORDS, STATE_WORDS } from '../../words/states.ts'
import { candidateOf, type Runner, stateOf } from './share.ts'

/** How many a number may hold when its queue's own bound is not known: the guard's default. */
const QUEUE = 10_000

/** A number that takes no part, and why. */
export type Away = { readonly id: string; readonly why: string }

/** Why a number takes no part in the next choice, in a word or two; undefined = it does. */
export const absence = (one: FleetNumber, report: Health | undefined): string | undefined => {
  if (!canSend(one.state)) return STATE_WORDS[one.state].toLowerCase()
  // A number that cools and says why is in hours without sends.
  if (one.state === 'cooling' && one.reason !== null) return 'hours without sends'
  const full = fullWindow(one)
  if (full !== undefined) return `${CAP_WORDS[full].toLowerCase()} used up`
  const { reach } = one.usage
  if (reach !== undefined && reach.cap !== null && reach.used >= reach.cap) return 'reach used up'
  if (report === undefined) return 'does not answer'
  if (stopsNewConversations(report.risk.floors.map(({ name, score }) => ({ name, score, evidence: [] }))))
    return 'high risk: no new conversations'
  return undefined
}

/** A number as the rules of distribution see it; `now` in ms. */
export const runnerOf = (
  one: FleetNumber,
  report: Health,
  more: { readonly setWeight: number | undefined; readonly queueCap: number | undefined },
  now: number,
): Runner => {
  // plain copies: a run reads them thousands of times, and each read of the store is a question
  const limits = report.limits.map(({ window, used, cap }) => ({
    used: one.usage[window]?.used ?? used,
    cap: one.usage[window]?.cap ?? cap,
  }))
  const second = report.limits.find(({ window }) => window === 'second')?.cap ?? 0
  const pauseMs = report.cooldown.seconds * 1_000
  const held = Math.max(0, one.queue - one.inFlight)
  return {
    id: one.id,
    weight: report.weight.total,
    setWeight: more.setWeight,
    risk: one.risk,
    windows: limits.filter((_, index) => report.limits[index]?.window !== 'second'),
    stepMs: Math.max(pauseMs, second > 0 ? 1_000 / second : 1_000, 1),
    minute: Math.min(
      more.queueCap ?? QUEUE,
      second * 60,
      pauseMs > 0 ? Math.floor(60_000 / pauseMs) + 1 : Number.POSITIVE_INFINITY,
    ),
    readyAt: Math.max(now, one.cooldownUntil ?? now),
    held,
    lastUsedAt: one.lastSendAt,
  }
}

/** What smart would give the number now. */
export const scoreOf = (runner: Runner, now: number): ReturnType<typeof smartScore> =>
  smartScore(candidateOf(stateOf(runner), 'smart', now), now)
