import { invalidAt } from '../contract/problem.ts'
import type { Refusal } from '../http/reply.ts'

/** Where a list goes on: the sort key and id of the last item seen. Opaque to callers. */
export type Cursor = readonly [key: number | string, id: string]

export function encodeCursor(key: number | string, id: string): string {
  const text = new TextEncoder().encode(JSON.stringify([key, id]))
  return btoa(String.fromCharCode(...text))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

export function wrongCursor(): Refusal {
  return { problem: invalidAt('cursor', 'is not one of this list') }
}

/** null = from the beginning; a text that is no cursor of ours, or of another list's kind, is refused by name. */
export function decodeCursor(text: string | undefined, kind: 'number' | 'string'): Cursor | null | Refusal {
  if (text === undefined) return null
  const wrong = wrongCursor()
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
    if (!Array.isArray(value) || value.length !== 2) return wrong
    const [key, id]: unknown[] = value
    if (typeof id !== 'string' || typeof key !== kind || (typeof key !== 'number' && typeof key !== 'string'))
      return wrong
    if (typeof key === 'number' && !Number.isSafeInteger(key)) return wrong
    return [key, id]
  } catch {
    return wrong
  }
}
