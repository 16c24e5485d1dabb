import { errorEntry } from '../../../durable/domain/codes.ts'
import type { Tally } from '../../../durable/feed/tally.ts'
import type { Measured } from './read.ts'
import { counter, type Family, gauge, type Samples } from './text.ts'

/** What the edge and the numbers counted since the feed began: refusals, and the lag of webhooks. Pure. */
export function counted({ counted, packages, whole }: Measured): Family[] {
  if (counted === null) return []
  const { since, tally } = counted
  const known = new Set((packages ?? []).map((one) => one.id))
  const packageOf = new Map(
    (packages ?? []).flatMap(({ id, status }) => (status?.profiles ?? []).map((one) => [one.profileId, id] as const)),
  )
  const webhooks = Object.entries(tally.webhooks).flatMap(([number, one]) => {
    const id = packageOf.get(number)
    return id === undefined ? [] : [{ labels: { package: id, number }, one }]
  })
  return [
    gauge('counting_since_timestamp_seconds', 'The counters below began then', [{ value: since / 1000 }]),
    ...(whole === null
      ? []
      : [
          counter(
            'requests_refused_total',
            'Requests that were answered with a problem, by its slug',
            Object.entries(tally.refused).map(([code, value]) => ({ labels: { code }, value })),
          ),
        ]),
    counter(
      'messages_refused_total',
      'Messages that a package did not accept, by slug',
      Object.entries(tally.unaccepted).flatMap(([key, value]) => {
        const [id = '', code = ''] = key.split(' ')
        return known.has(id) ? [{ labels: { package: id, code }, value }] : []
      }),
    ),
    counter('refused_by_meta_total', 'Answers and statuses of Meta with an error code', byMeta(tally, known)),
    {
      name: 'whats_guard_webhook_lag_seconds',
      help: 'From Meta’s time of an event (whole seconds) to its taking: sum, and count of events',
      type: 'summary',
      samples: webhooks.flatMap(({ labels, one }) => [
        { labels, value: one.lagMs / 1000, suffix: '_sum' },
        { labels, value: one.events, suffix: '_count' },
      ]),
    },
    gauge(
      'webhook_last_timestamp_seconds',
      'When the last event of the number was taken',
      webhooks.map(({ labels, one }) => ({ labels, value: one.lastAt / 1000 })),
    ),
  ]
}

/** Codes that no list has share one label. */
function byMeta(tally: Tally, known: ReadonlySet<string>): Samples {
  const sums = new Map<string, { labels: Record<string, string>; value: number }>()
  for (const [key, value] of Object.entries(tally.refusedByMeta)) {
    const [id = '', number = '', code = ''] = key.split(' ')
    if (!known.has(id)) continue
    const label = errorEntry(Number(code)) === undefined ? 'other' : code
    const name = `${id} ${number} ${label}`
    const sum = (sums.get(name)?.value ?? 0) + value
    sums.set(name, { labels: { package: id, number, code: label }, value: sum })
  }
  return [...sums.values()]
}
