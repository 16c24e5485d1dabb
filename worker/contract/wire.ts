import * as z from 'zod'

/** Building blocks of the wire: ids are text, times RFC 3339 UTC, lists `{ items, nextCursor }`. */

export const IdText = z.string().min(1).max(64)

/** RFC 3339 with an offset or Z. */
export const Instant = z.iso.datetime({ offset: true })

export const ReasonView = z
  .object({ code: z.string(), detail: z.string(), weight: z.number().optional() })
  .meta({ id: 'Reason' })

export const ActorView = z
  .object({ kind: z.enum(['key', 'session', 'rule', 'system', 'meta']), id: z.string(), name: z.string() })
  .meta({ id: 'Actor' })

/** Query of every list. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  // it holds an id of up to 512 characters, each six bytes at worst, in base64
  cursor: z.string().min(1).max(8_192).optional(),
})

/** Answer of every list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}

/** Comma-separated words of a query, for example `status=queued,held`. */
export function commaList(words: readonly string[]) {
  const pattern = new RegExp(`^(${words.join('|')})(,(${words.join('|')}))*$`)
  return z
    .string()
    .max(400)
    .regex(pattern, { error: `must be a comma-separated list of: ${words.join(', ')}` })
}

/** RFC 3339 of milliseconds; null stays null. */
export function instantOf(at: number): string
export function instantOf(at: number | null): string | null
export function instantOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
