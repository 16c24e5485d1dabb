import { invalidAt } from '../contract/problem.ts'
import type { Refusal } from './reply.ts'

/** The header `Idempotency-Key`: 1 to 255 printable characters, or null when it is not there. */
export function idempotencyKeyOf(request: Request): { value: string | null } | Refusal {
  const value = request.headers.get('idempotency-key')
  if (value === null) return { value: null }
  if (!/^[\x20-\x7e]{1,255}$/.test(value))
    return { problem: invalidAt('Idempotency-Key', 'must have 1 to 255 printable characters') }
  return { value }
}
