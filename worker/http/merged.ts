import type * as z from 'zod'
import { invalid } from '../contract/problem.ts'
import type { Refusal } from './reply.ts'

type Bag = { [key: string]: unknown }

function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Objects merge member by member, everything else is replaced. */
function merge(base: unknown, change: unknown): unknown {
  if (!isBag(base) || !isBag(change)) return change
  const result: Bag = { ...base }
  for (const [key, value] of Object.entries(change)) if (value !== undefined) result[key] = merge(base[key], value)
  return result
}

/** Stored settings with a patch laid over them, checked as a whole: two halves may be right and their sum wrong. */
export function merged<Schema extends z.ZodType>(
  schema: Schema,
  base: unknown,
  change: unknown,
): { value: z.output<Schema> } | Refusal {
  const parsed = schema.safeParse(merge(base, change))
  return parsed.success ? { value: parsed.data } : { problem: invalid(parsed.error) }
}
