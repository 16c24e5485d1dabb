import type { Limits } from '../../../../durable/domain/policy.ts'
import { stopsNewConversations } from '../../../../durable/domain/risk.ts'
import { type FleetNumber, fullWindow } from '../../data/fleet-number.ts'
import type { Health, NumberState } from '../../data/wire.ts'
import { counted } from '../../words/count.ts'
import { reasonOf } from '../../words/reason.ts'
import { CAP_WORDS } from '../../words/states.ts'
import { moment } from '../../words/time.ts'

/** What is the matter with a number, in a sentence or two. */
export type Story = {
  readonly title: string
  /** why, in the guard's own words */
  readonly why: string
  /** what becomes of what waits */
  readonly queue: string
}

/** Stops that stand for more than this number: its siblings do not take its messages. */
const SHARED = new Set(['package-paused', 'global-paused'])

const DISCONNECTED: Readonly<Record<string, string>> = {
  'token-dead': 'Meta does not accept its access token, so nothing leaves',
  'hold-190': 'Meta does not accept its access token, so nothing leaves',
  'meta-190': 'Meta does not accept its access token, so nothing leaves',
  unreachable: 'Meta could not be reached as this number, so nothing leaves',
  'not-subscribed': 'Its webhooks could not be subscribed, so nothing leaves',
  'health-blocked': 'Meta says that it may not send, so nothing leaves',
  'status-not-connected': 'Meta does not have it connected, so nothing leaves',
  'not-configured': 'It has not taken its configuration yet',
}

const PAUSED: Readonly<Record<string, string>> = {
  person: 'A person has paused it',
  'package-paused': 'Its package is paused',
  'global-paused': 'All sending is stopped',
}

const until = (at: number | null, now: number): string => (at === null ? '' : ` until ${moment(at, now)}`)

const stopped = (state: NumberState, code: string, at: number | null, now: number): string => {
  if (state === 'disconnected') return DISCONNECTED[code] ?? 'It is not connected to Meta, so nothing leaves'
  if (state === 'suspected') return `It may be blocked, so it sends nothing${until(at, now)}`
  if (state === 'quarantined')
    return code === 'person' ? 'A person has put it in quarantine' : `It is in quarantine${until(at, now)}`
  return PAUSED[code] ?? `It is paused${until(at, now)}`
}

const able = (one: FleetNumber, report: Health | undefined, now: number): string => {
  if (one.state === 'cooling' && one.reason !== null)
    return `It is in its hours without sends${until(one.eligibleAt, now)}`
  const full = fullWindow(one)
  if (full !== undefined) {
    const cap = one.usage[full]?.cap
    return cap === 0
      ? `Its ${CAP_WORDS[full].toLowerCase()} is 0, so nothing leaves`
      : `Its ${CAP_WORDS[full].toLowerCase()} is used up`
  }
  const { reach } = one.usage
  if (reach !== undefined && reach.cap !== null && reach.used >= reach.cap)
    return 'The new recipients of its portfolio are used up'
  const floors = report?.risk.floors.map(({ name, score }) => ({ name, score, evidence: [] })) ?? []
  if (stopsNewConversations(floors)) return 'It answers, but begins no new conversation'
  const waits = one.queue - one.inFlight
  if (waits > 0) return 'It sends at its own pace'
  return one.inFlight > 0 ? 'It sends' : 'It can send'
}

const queueText = (one: FleetNumber, code: string): string => {
  const waits = Math.max(0, one.queue - one.inFlight)
  const send = one.state === 'active' || one.state === 'cooling'
  if (waits === 0) return send ? 'Nothing waits for it.' : 'No message waits here.'
  const many = `${counted(waits, 'message')} ${waits === 1 ? 'waits' : 'wait'} here`
  if (send) return `${many} for ${waits === 1 ? 'its' : 'their'} turn.`
  if (SHARED.has(code)) return `${many} until it goes on.`
  return `${many}: what only this number may send. The rest moved to the package's other numbers.`
}

export const storyOf = (one: FleetNumber, report: Health | undefined, now: number): Story => {
  const reason = one.reason === null ? { code: '', text: '' } : reasonOf(one.reason)
  const sends = one.state === 'active' || one.state === 'cooling'
  return {
    title: `${sends ? able(one, report, now) : stopped(one.state, reason.code, one.eligibleAt, now)}.`,
    why: reason.text,
    queue: queueText(one, reason.code),
  }
}

/** How the cap of a window came about where it is not the one that is set. */
export const capNote = (set: number | null, cap: number | null, riskLevel: string): string => {
  if (set === null && cap === null) return 'no cap of ours'
  if (set === cap) return 'as set'
  const half = riskLevel === 'high' || riskLevel === 'critical'
  return half
    ? `half of ${set?.toLocaleString('en') ?? 'none'}: risk is ${riskLevel}`
    : `of ${set?.toLocaleString('en') ?? 'none'} set`
}

/** The limit that is set for a window of time. */
export const setCap = (
  limits: Pick<Limits, 'hourly' | 'threeHourly' | 'daily'>,
  window: 'hour' | 'threeHours' | 'day',
): number | null => (window === 'hour' ? limits.hourly : window === 'threeHours' ? limits.threeHourly : limits.daily)
