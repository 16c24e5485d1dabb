import { between } from '../random.ts'

/** One status webhook to come: Meta's own time of the event, and when it leaves here. */
export type PlannedStatus = {
  status: 'sent' | 'delivered' | 'read' | 'failed'
  /** When it happened, ms; webhooks carry it in seconds. */
  at: number
  /** When it is sent out, ms. */
  due: number
  /** Error code of `failed`. */
  code?: number
  /** It happened, but no webhook tells of it. */
  lost?: boolean
}

export type Delays = {
  /** [min, max] ms, each after the one before. */
  sent: readonly [number, number]
  delivered: readonly [number, number]
  read: readonly [number, number]
}

/** What faults do to the webhooks of one message. */
export type WebhookTrouble = {
  kind: 'late' | 'lost' | 'doubled' | 'shuffled' | 'failed'
  /** Chance per status; per message for `shuffled` and `failed`. */
  share: number
  ms: number
  code: number
}

/** A doubled webhook follows its twin after this, so that the two do not share a POST. */
const TWIN_MS = 250

/**
 * Draws the life of an accepted message: `sent`, `delivered`, perhaps `read`, or `failed` instead, with the troubles
 * laid over it. A reaction gets `sent` only (Meta: reaction messages page, Dec 2025).
 * @param now ms of the acceptance
 * @param random numbers in [0, 1)
 * @returns statuses ordered by `due`
 */
export function planStatuses(
  now: number,
  type: string,
  delays: Delays,
  readShare: number,
  troubles: readonly WebhookTrouble[],
  random: () => number,
): PlannedStatus[] {
  const sentAt = now + between(random, delays.sent)
  const deliveredAt = sentAt + between(random, delays.delivered)
  const readAt = deliveredAt + between(random, delays.read)
  const isRead = random() < readShare
  const failure = troubles.find((one) => one.kind === 'failed' && random() < one.share)
  const plan: PlannedStatus[] = []
  if (failure !== undefined) {
    plan.push({ status: 'failed', at: sentAt, due: sentAt, code: failure.code })
  } else {
    plan.push({ status: 'sent', at: sentAt, due: sentAt })
    if (type !== 'reaction') {
      plan.push({ status: 'delivered', at: deliveredAt, due: deliveredAt })
      if (isRead) plan.push({ status: 'read', at: readAt, due: readAt })
    }
  }
  for (const trouble of troubles) disturb(plan, trouble, random)
  return plan.sort((a, b) => a.due - b.due)
}

function disturb(plan: PlannedStatus[], trouble: WebhookTrouble, random: () => number): void {
  if (trouble.kind === 'failed') return
  if (trouble.kind === 'shuffled') {
    if (random() < trouble.share) shuffleTimes(plan, random)
    return
  }
  for (const one of [...plan]) {
    if (random() >= trouble.share) continue
    if (trouble.kind === 'late') one.due += trouble.ms
    else if (trouble.kind === 'lost') one.lost = true
    else plan.push({ ...one, due: one.due + Math.max(trouble.ms, TWIN_MS) })
  }
}

/** Fisher-Yates over the times of leaving; what happened when stays true. */
function shuffleTimes(plan: PlannedStatus[], random: () => number): void {
  for (let i = plan.length - 1; i > 0; i--) {
    const one = plan[i]
    const other = plan[Math.floor(random() * (i + 1))]
    if (one === undefined || other === undefined) continue
    const due = one.due
    one.due = other.due
    other.due = due
  }
}
