import { errorEntry } from '../../durable/domain/codes.ts'
import type { World } from '../../durable/kit/testing/world.ts'
import type { Found } from './collect.ts'
import type { Cover } from './cover.ts'
import type { SendEntry } from './ledger.ts'

/** What Meta made of a request. */
export function countSend({ count }: Cover, send: SendEntry): void {
  if (send.code !== null) {
    const entry = errorEntry(send.code)
    if (entry === undefined) return
    count(`code class: ${entry.class}`)
    count(`code action: ${entry.action}`)
    count(`code outcome: ${entry.outcome}`)
    count(`code: ${send.code}`)
    return
  }
  if (send.answer === 'lost') {
    count(`code outcome: unknown`)
    count(send.taken ? 'fault: Meta took it, the answer was lost' : 'fault: Meta did not take it, the answer was lost')
  } else count('code outcome: accepted')
}

interface Entry {
  event: string
  reasons: { code: string }[]
}

/** What the histories of all messages, the alerts and the audit show to have been reached, once all is quiet. */
export function countReached({ count }: Cover, world: World, found: Found): void {
  for (const row of found.projected) count(`status: ${row.status}`)
  for (const row of found.d1) {
    count(`end: ${row.status}`)
    row.timeline.forEach((entry, n) => {
      count(`event: ${entry.event}`)
      for (const { code } of entry.reasons) count(`reason: ${code.replace(/^meta-\d+$/, 'meta code')}`)
      for (const what of pathsOf(entry, row.timeline.slice(0, n))) count(`recovery: ${what}`)
    })
    if (row.duplicateConfirmed) count('recovery: a duplicate was confirmed')
    const places = new Set(
      row.timeline.flatMap((entry) => (entry.event === 'bound' ? [entry.data?.['profileId']] : [])),
    )
    if (places.size > 1) count('recovery: a message moved to a sibling')
  }
  for (const { rule, closed } of world.d1.rows<{ rule: string; closed: number }>(
    'SELECT rule, closed_at IS NOT NULL AS closed FROM alerts',
  )) {
    count(`alert: ${rule}`)
    if (closed === 1) count('recovery: an alert closed by itself')
  }
  for (const { action } of world.d1.rows<{ action: string }>('SELECT action FROM audit')) count(`audit: ${action}`)
}

const META_WORDS = new Set(['sent', 'delivered', 'read', 'failed'])

function pathsOf(entry: Entry, before: readonly Entry[]): string[] {
  const last = before.at(-1)?.event
  const was = (event: string) => before.some((one) => one.event === event)
  const found: string[] = []
  if (entry.reasons.some((reason) => reason.code === 'silence-proven')) found.push('sent again after proven silence')
  if (META_WORDS.has(entry.event)) {
    if (last === 'unknown') found.push('an unknown was settled by a webhook')
    if (last === 'unresolved') found.push('an unresolved was settled late')
    if (last === 'cancelled' || last === 'expired') found.push('an ended message turned out sent')
    if (last === 'requeued' && was('unknown')) found.push('a status forbade the repeat')
    if (last === 'sending') found.push('settled in its turn')
  }
  const full = entry.reasons.some((reason) => reason.code === 'at-cap')
  if (entry.event === 'released' && full) found.push('a queue was given back at a cap')
  if (entry.event === 'released') found.push('given back to the package')
  if (entry.event === 'bound' && was('released')) found.push('bound anew after a release')
  if (entry.reasons.some((reason) => reason.code === 'route-left'))
    found.push(full ? 'failover left a number at its cap' : 'failover left a route')
  return found
}
