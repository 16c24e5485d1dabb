import type { Core } from './core.ts'
import type { Fault, FaultKind } from './settings.ts'
import type { Edge } from './types.ts'
import type { WebhookTrouble } from './webhooks/plan.ts'

export type Aim = { edge: Edge; phoneNumberId: string; wabaId: string | null; user: string | null }

/** What was drawn for one request. */
export type Struck = {
  latency: Extract<FaultKind, { type: 'latency' }> | null
  status: Extract<FaultKind, { type: 'status' }> | null
  lostAnswer: Extract<FaultKind, { type: 'lostAnswer' }> | null
  error: Extract<FaultKind, { type: 'error' }> | null
  messageStatus: Extract<FaultKind, { type: 'messageStatus' }> | null
  webhooks: WebhookTrouble[]
}

/**
 * Draws which faults hit this request. One number is drawn per fault that could, so that adding a fault does not move
 * the others' dice. Of several of one kind the first wins; webhook troubles add up, their share is drawn per status.
 * @returns what hit, and the list with the counts taken off (the same array when no count changed)
 */
export function strike(faults: Fault[], aim: Aim, random: () => number): { struck: Struck; left: Fault[] } {
  const struck: Struck = {
    latency: null,
    status: null,
    lostAnswer: null,
    error: null,
    messageStatus: null,
    webhooks: [],
  }
  const used = new Set<string>()
  for (const one of faults) {
    if (!aimsAt(one, aim)) continue
    const kind = one.kind
    if (kind.type === 'webhook') {
      struck.webhooks.push({ kind: kind.how, share: one.share, ms: kind.ms, code: kind.code })
      used.add(one.id)
      continue
    }
    if (random() >= one.share) continue
    if (kind.type === 'latency') struck.latency ??= kind
    else if (kind.type === 'status') struck.status ??= kind
    else if (kind.type === 'lostAnswer') struck.lostAnswer ??= kind
    else if (kind.type === 'error') struck.error ??= kind
    else struck.messageStatus ??= kind
    used.add(one.id)
  }
  if (!faults.some((one) => one.count !== undefined && used.has(one.id))) return { struck, left: faults }
  const left: Fault[] = []
  for (const one of faults) {
    if (one.count === undefined || !used.has(one.id)) left.push(one)
    else if (one.count > 1) left.push({ ...one, count: one.count - 1 })
  }
  return { struck, left }
}

function aimsAt(one: Fault, aim: Aim): boolean {
  if (one.path !== aim.edge) return false
  if (one.phoneNumberId !== undefined && one.phoneNumberId !== aim.phoneNumberId) return false
  if (one.wabaId !== undefined && one.wabaId !== aim.wabaId) return false
  return one.to === undefined || one.to.replace('+', '') === aim.user
}

/** Draws for a request and books the counts. */
export function strikeAndBook(core: Core, aim: Aim, random: () => number): Struck {
  const faults = core.faults()
  const { struck, left } = strike(faults, aim, random)
  if (left !== faults) core.saveFaults(left)
  return struck
}
