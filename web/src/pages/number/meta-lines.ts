import type { Health } from '../../data/wire.ts'
import type { Line } from '../../parts/kv.tsx'
import { count } from '../../words/count.ts'
import { plain } from '../../words/plain.ts'
import { moment, toSecond } from '../../words/time.ts'

/** What Meta said of a number when it was last asked, line by line. */

const NOT_SAID = 'not said'

const THROUGHPUT: Readonly<Record<string, string>> = {
  STANDARD: 'STANDARD, 80 messages a second',
  HIGH: 'HIGH, 1,000 messages a second',
}

const limitText = (limit: string | null): string => {
  if (limit === null) return NOT_SAID
  const figure = Number(limit)
  return Number.isFinite(figure) ? `${count(figure)} in 24 h` : plain(limit).toLowerCase()
}

/** `now` in ms. */
export const metaLines = ({ meta }: Pick<Health, 'meta'>, now: number): readonly Line[] => [
  { name: 'Phone number', value: meta.displayPhoneNumber === null ? NOT_SAID : plain(meta.displayPhoneNumber) },
  { name: 'Status', value: meta.status === null ? NOT_SAID : plain(meta.status) },
  { name: 'Quality rating', value: meta.quality === null ? NOT_SAID : plain(meta.quality) },
  { name: 'Health status', value: meta.health === null ? NOT_SAID : plain(meta.health) },
  {
    name: 'Throughput',
    value: meta.throughput === null ? NOT_SAID : (THROUGHPUT[meta.throughput] ?? plain(meta.throughput)),
  },
  { name: 'New recipients', value: limitText(meta.messagingLimit) },
  { name: 'Last asked', value: meta.checkedAt === null ? 'never with an answer' : moment(meta.checkedAt, now) },
  {
    name: 'Last webhook',
    // to the second: whether webhooks come now is read from it
    value: meta.webhooks.lastAt === null ? 'none yet' : toSecond(meta.webhooks.lastAt, now),
    ...(meta.webhooks.lastAt === null ? { note: 'Without webhooks no outcome is known.' } : {}),
  },
]
