import type { Context } from 'hono'
import * as z from 'zod'
import { explain } from '../schema/message.ts'

/** A body read by its schema, or the 400 that says what is wrong with it. */
export async function input<S extends z.ZodType>(
  c: Context,
  schema: S,
): Promise<{ ok: true; value: z.output<S> } | { ok: false; response: Response }> {
  let body: unknown
  try {
    const text = await c.req.text()
    body = text === '' ? {} : JSON.parse(text)
  } catch {
    return { ok: false, response: c.json({ error: 'the body is not valid JSON' }, 400) }
  }
  const result = schema.safeParse(body)
  if (result.success) return { ok: true, value: result.data }
  return { ok: false, response: c.json({ error: explain(result.error) }, 400) }
}

/** `since` (exclusive, default 0) and `limit` (default 1,000, at most 10,000) of a list. */
export function range(c: Context): { since: number; limit: number } {
  const whole = (name: string, otherwise: number) => {
    const value = Number(c.req.query(name) ?? otherwise)
    return Number.isInteger(value) && value >= 0 ? value : otherwise
  }
  return { since: whole('since', 0), limit: Math.min(Math.max(whole('limit', 1000), 1), 10_000) }
}

/** A time in control's bodies: integer ms since the epoch. */
export const instant = z.number().int().min(0)
