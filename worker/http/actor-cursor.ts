import { decodeCursor, encodeCursor, wrongCursor } from '../db/cursor.ts'
import { isRefusal, type Refusal } from './reply.ts'

/** A list's own cursor in our opaque wrapping, so that a foreign text is refused by name and never reaches the actor or D1. */
export function unwrapCursor(text: string | undefined, list: string): string | null | Refusal {
  const cursor = decodeCursor(text, 'string')
  if (cursor === null || isRefusal(cursor)) return cursor
  return cursor[0] === list ? cursor[1] : wrongCursor()
}

export function wrapCursor(cursor: string | null, list: string): string | null {
  return cursor === null ? null : encodeCursor(list, cursor)
}
