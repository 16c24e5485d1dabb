import type { Core } from '../core.ts'
import type { Effect } from '../store/deliveries.ts'
import { type Change, envelope } from './envelope.ts'

/**
 * Writes down a POST that leaves at once.
 * @returns the delivery's number, or null when nobody is subscribed
 */
export function enqueue(core: Core, wabaId: string, changes: Change[], effects: Effect[] = []): number | null {
  if (core.config().webhookUrl === '') return null
  const now = core.now()
  const field = changes[0]?.field ?? ''
  const body = envelope(wabaId, changes)
  return core.deliveries.insert({ wabaId, field, body, updates: changes.length, requests: [], effects }, now, now)
}
