import type { Core } from '../core.ts'
import { envelope, type StatusUpdate, statusChanges } from './envelope.ts'

/** At most so many updates share a POST (Meta: create a webhook endpoint page, 2026). */
const MAX_UPDATES = 1000
/** Service messages of a number that cost nothing, per calendar month. */
const FREE_SERVICE = 1000

/**
 * Turns statuses that are due into deliveries, one POST per account. Runs inside one transaction: a status is either
 * still planned or written down in a delivery, never both and never neither.
 * @returns whether more may be due at this moment
 */
export function flushStatuses(core: Core, now: number): boolean {
  const due = core.requests.due(now, MAX_UPDATES)
  if (due.length === 0) return false
  const { webhookUrl, identity } = core.config()
  const byWaba = new Map<string, StatusUpdate[]>()
  const free = new Map<string, boolean>()
  const moves = []
  for (const request of due) {
    let pos = request.pos
    for (let next = request.plan[pos]; next !== undefined && next.due <= now; next = request.plan[pos]) {
      pos += 1
      if (next.lost === true) continue
      const update = { request, status: next, free: isFree(core, free, request.phoneNumberId, request.category, now) }
      const list = byWaba.get(request.wabaId)
      if (list === undefined) byWaba.set(request.wabaId, [update])
      else list.push(update)
    }
    const rest = request.plan.slice(pos).find((one) => one.lost !== true)
    moves.push({ n: request.n, pos, due: rest?.due ?? null })
  }
  core.requests.advance(moves)
  if (webhookUrl === '') return due.length === MAX_UPDATES
  for (const [wabaId, updates] of byWaba) {
    // A message has at most a handful of statuses, so a thousand messages may give a little more than one POST's worth.
    for (let from = 0; from < updates.length; from += MAX_UPDATES) {
      const part = updates.slice(from, from + MAX_UPDATES)
      core.deliveries.insert(
        {
          wabaId,
          field: 'messages',
          body: envelope(wabaId, statusChanges(core.world, identity, part)),
          updates: part.length,
          requests: [...new Set(part.map((one) => one.request.n))],
          effects: [],
        },
        now,
        now,
      )
    }
  }
  return due.length === MAX_UPDATES
}

function isFree(
  core: Core,
  known: Map<string, boolean>,
  phoneNumberId: string,
  category: string,
  now: number,
): boolean {
  if (category !== 'service') return false
  const cached = known.get(phoneNumberId)
  if (cached !== undefined) return cached
  const day = new Date(now)
  const month = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1)
  const result = core.serviceCount(phoneNumberId, month) <= FREE_SERVICE
  known.set(phoneNumberId, result)
  return result
}
