import type { Json } from '../../../durable/domain/reason.ts'
import { wireTimes } from '../../../durable/feed/wire-times.ts'

/** Free data of an actor (timeline, evidence, detail) with its times as the wire has them. */
export function wireObject(data: { [key: string]: Json }): { [key: string]: Json } {
  return Object.fromEntries(Object.entries(data).map(([key, member]) => [key, wireTimes(member, key)]))
}
