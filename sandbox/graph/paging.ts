import type { Answer, Call } from '../types.ts'
import { graphError, json } from './errors.ts'

/**
 * A page of a list in Graph's shape, `limit` (default 25) entries after the cursor `after`.
 * @returns the page, or 131059 for a cursor that is none of ours
 */
export function page(call: Call, items: readonly unknown[]): Answer {
  const limit = Math.min(Math.max(Math.trunc(Number(call.query['limit'] ?? 25)) || 25, 1), 1000)
  const start = offsetOf(call.query['after'])
  if (start === null) return graphError(131059, 'Invalid cursor', call.id)
  const data = items.slice(start, start + limit)
  if (data.length === 0) return json(200, { data })
  const end = start + data.length
  const cursors = { before: cursorOf(start), after: cursorOf(end) }
  const next = end < items.length ? { next: `https://graph.facebook.com${call.path}?after=${cursors.after}` } : {}
  return json(200, { data, paging: { cursors, ...next } })
}

function cursorOf(offset: number): string {
  return btoa(`at:${offset}`).replaceAll('=', '')
}

function offsetOf(cursor: string | undefined): number | null {
  if (cursor === undefined || cursor === '') return 0
  try {
    const tail = /^at:(\d+)$/.exec(atob(cursor))?.[1]
    return tail === undefined ? null : Number(tail)
  } catch {
    return null
  }
}
