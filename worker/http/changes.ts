import type { Json } from '../../durable/domain/reason.ts'

/** One setting that a request has changed: `limits.hourly`, its value before and after; left out = was, or is, not set. */
export type Change = { member: string; from?: Json; to?: Json }

/** An audit entry is read by people: what is past this says itself through `members`. */
const MOST = 60

type Bag = { [key: string]: unknown }

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Leaf by leaf, a list as one. What JSON would not keep is not there. */
function leaves(value: unknown, path: string, into: Map<string, Json>): Map<string, Json> {
  if (isBag(value))
    for (const [key, member] of Object.entries(value)) leaves(member, path ? `${path}.${key}` : key, into)
  else if (value !== undefined) into.set(path, JSON.parse(JSON.stringify(value)))
  return into
}

/**
 * What has changed between two settings, in the order of their members, for an audit entry. Settings hold no secret:
 * tokens are never among them.
 */
export function changesOf(before: object, after: object): Change[] {
  const [was, is] = [leaves(before, '', new Map()), leaves(after, '', new Map())]
  const changes: Change[] = []
  for (const member of new Set([...was.keys(), ...is.keys()])) {
    const [from, to] = [was.get(member), is.get(member)]
    if (JSON.stringify(from) === JSON.stringify(to)) continue
    changes.push({ member, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) })
  }
  return changes.slice(0, MOST)
}
