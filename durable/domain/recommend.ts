import type { Reason } from './reason.ts'
import type { HealthReport, LimitUsage } from './snapshot.ts'

type Recommendation = HealthReport['recommendations'][number]

export interface RecommendSignals {
  now: number
  /** reasons of the stops in force (stopGate()) */
  stops: readonly Reason[]
  /** floors of the risk (riskOf()) */
  floors: readonly { name: string; evidence: Reason[] }[]
  limits: readonly LimitUsage[]
  queue: number
  /** sends that Meta accepted since the number is here, and when the last webhook came (ms) */
  accepted: number
  webhooksLastAt: number | null
  checkedAt: number | null
  unknownOpen: number
}

const STOP_ADVICE: Record<string, { severity: Recommendation['severity']; text: string }> = {
  disconnected: {
    severity: 'critical',
    text: 'Check the number and its access token at Meta, then press reconnect: nothing leaves until Meta answers well.',
  },
  quarantined: {
    severity: 'critical',
    text: 'Look into why the number is in quarantine; resume it only when the cause is gone.',
  },
  hold: {
    severity: 'critical',
    text: 'Settle the cause of the hold in WhatsApp Manager; do not move the same traffic to other numbers meanwhile.',
  },
  paused: { severity: 'warning', text: 'The number is paused: resume it when it may send again.' },
  'package-paused': { severity: 'info', text: 'The package is paused: resume it when its numbers may send again.' },
  'global-paused': { severity: 'info', text: 'Everything is stopped by the global switch: start it again when ready.' },
  'meta-wait': {
    severity: 'info',
    text: 'Nothing to do: Meta asked for a pause, and sending goes on by itself after it.',
  },
}

const FLOOR_ADVICE: Record<string, string> = {
  'quality-yellow': 'Send less and only what users expect: Meta rates the number YELLOW, and RED comes next.',
  'quality-red': 'Stop campaigns on this number until its quality recovers: users block or report its messages.',
  'health-limited': "Read Meta's health status of the number in WhatsApp Manager and clear what limits it.",
  restriction: 'Read the restriction in WhatsApp Manager and wait it out or appeal it.',
  'code-131048': 'Let the number rest for a day and review the texts and lists it sent: Meta took them for spam.',
  'code-368': 'Read the violation in WhatsApp Manager and appeal it or wait it out.',
  'code-131031': 'Unlock the account in WhatsApp Manager, then resume by hand.',
}

/** What a person should do, in plain words, each tied to its evidence; the gravest first. Nothing to do = empty. */
export function recommend(signals: RecommendSignals): Recommendation[] {
  const found: Recommendation[] = []
  for (const stop of signals.stops) {
    const advice = STOP_ADVICE[stop.code]
    if (advice !== undefined) found.push({ ...advice, evidence: [stop] })
  }
  for (const floor of signals.floors) {
    const text = FLOOR_ADVICE[floor.name]
    if (text !== undefined) found.push({ severity: 'warning', text, evidence: floor.evidence })
  }
  found.push(...webhookAdvice(signals), ...limitAdvice(signals))
  const order = { critical: 0, warning: 1, info: 2 }
  return found.sort((a, b) => order[a.severity] - order[b.severity])
}

function webhookAdvice(signals: RecommendSignals): Recommendation[] {
  if (signals.webhooksLastAt !== null || signals.checkedAt === null) return []
  const detail =
    signals.accepted === 0 ? 'no webhook has come yet' : `${signals.accepted} sends were accepted and no webhook came`
  return [
    {
      severity: 'warning',
      text: "Check the app's webhook address and secret at Meta: without webhooks no outcome is known, and a send whose answer was lost is never repeated.",
      evidence: [
        { code: 'webhooks-never', detail },
        ...(signals.unknownOpen > 0
          ? [{ code: 'unknown-open', detail: `${signals.unknownOpen} sends wait for a status` }]
          : []),
      ],
    },
  ]
}

/** A window that is nearly spent while messages wait. */
function limitAdvice(signals: RecommendSignals): Recommendation[] {
  if (signals.queue === 0) return []
  return signals.limits
    .filter(({ window, used, cap }) => window !== 'second' && cap !== null && used >= cap * 0.9)
    .map(({ window, used, cap }) => ({
      severity: 'info' as const,
      text:
        window === 'reach'
          ? 'Wait, or verify the business at Meta to raise its limit: more numbers of this portfolio would not help.'
          : 'Wait, add a number to the package, or raise the cap if Meta has never throttled this number.',
      evidence: [{ code: `limit-${window}`, detail: `${used} of ${cap} used while ${signals.queue} wait` }],
    }))
}
