import type { Json } from '../domain/reason.ts'

const TIME = /(^at|^until|^since|^said|^nextWake|At|Until|Before)$/

/**
 * Inside, times are ms; on a wire they are RFC 3339 (api.md). By name: `at`, `until`, `since`, `said`, `nextWake` and what
 * ends in At, Until or Before.
 */
export function wireTimes(value: Json, name = ''): Json {
  if (typeof value === 'number' && TIME.test(name)) return new Date(value).toISOString()
  if (Array.isArray(value)) return value.map((item) => wireTimes(item, name))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, wireTimes(member, key)]))
}
