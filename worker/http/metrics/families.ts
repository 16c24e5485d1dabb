import type { ProfileSnapshot } from '../../../durable/domain/snapshot.ts'
import { counted } from './counters.ts'
import type { Measured } from './read.ts'
import { counter, type Family, gauge, type Samples } from './text.ts'

const EVENTS = ['accepted', 'sent', 'delivered', 'read', 'failed', 'received'] as const
/** How a number shows a hold of its account and of its token. */
const HELD = { waba: 'quarantined', token: 'disconnected' } as const
const LANES = ['high', 'normal', 'low', 'scheduled'] as const

/** What was measured, as Prometheus takes it. Labels are ids of packages and numbers, and words of closed lists. Pure. */
export function familiesOf(measured: Measured): Family[] {
  return [...deployment(measured), ...ofPackages(measured), ...ofNumbers(measured), ...counted(measured)]
}

function deployment({ packages, whole }: Measured): Family[] {
  const up = gauge('database_up', 'Whether the database answers', [{ value: packages === null ? 0 : 1 }])
  if (whole === null) return [up]
  const { living, portfolios, late, behind } = whole
  const worst = late === null ? [] : [{ value: (late[0]?.lateMs ?? 0) / 1000 }]
  return [
    up,
    gauge('alarm_late_seconds_max', 'How late the latest wake-up of any actor is', worst),
    gauge(
      'alarm_late_seconds',
      'Wake-ups that are overdue, the 20 latest',
      (late ?? []).map(({ actor, lateMs }) => ({ labels: { actor }, value: lateMs / 1000 })),
    ),
    gauge(
      'configuration_behind',
      'Packages and numbers that do not run their newest configuration yet',
      (['packages', 'profiles'] as const).flatMap((kind) => {
        const value = behind[kind]
        return value === null ? [] : [{ labels: { kind }, value }]
      }),
    ),
    ...ofAll('portfolios', living, portfolios.length),
    gauge(
      'portfolio_holds',
      'Holds of accounts, tokens and templates that stand; as of the last five minutes',
      each(portfolios, (one) => one.holds),
    ),
    gauge(
      'portfolio_reach_used',
      'Unique recipients of 24 hours',
      each(portfolios, (one) => one.used),
    ),
    gauge(
      'portfolio_reach_limit',
      'Meta’s limit of unique recipients; absent = none',
      each(portfolios, (one) => one.limit),
    ),
    gauge(
      'portfolio_outbox_entries',
      'Changes that the history has not taken yet',
      each(portfolios, (one) => one.outbox),
    ),
  ]
}

function each<One extends { id: string }>(list: readonly One[], value: (one: One) => number | null): Samples {
  return list.flatMap((one) => {
    const found = value(one)
    return found === null ? [] : [{ labels: { portfolio: one.id }, value: found }]
  })
}

/** A scrape has an end: how many there are, and of how many the figures are here. */
function ofAll(kind: 'packages' | 'portfolios', living: number | null, shown: number): Family[] {
  if (living === null) return []
  return [
    gauge(kind, `All ${kind} that the key may see`, [{ value: living }]),
    gauge(`${kind}_shown`, 'Of these, with figures in this scrape', [{ value: shown }]),
  ]
}

function ofPackages({ living, packages }: Measured): Family[] {
  const all = packages ?? []
  const of = (value: (one: (typeof all)[number]) => number | undefined | null): Samples =>
    all.flatMap((one) => {
      const found = value(one)
      return found === undefined || found === null ? [] : [{ labels: { package: one.id }, value: found }]
    })
  return [
    ...ofAll('packages', living, all.length),
    gauge(
      'package_up',
      'Whether the package answers',
      of((one) => (one.status === null ? 0 : 1)),
    ),
    gauge(
      'package_info',
      'Names of packages',
      all.flatMap(({ id, status }) =>
        status === null ? [] : [{ labels: { package: id, name: status.name }, value: 1 }],
      ),
    ),
    gauge(
      'package_queue',
      'Messages that wait in the package, by lane',
      all.flatMap(({ id, status }) =>
        status === null ? [] : LANES.map((lane) => ({ labels: { package: id, lane }, value: status.backlog[lane] })),
      ),
    ),
    gauge(
      'package_queue_bytes',
      'Bytes of what waits in the package',
      of((one) => one.status?.backlog.bytes),
    ),
    gauge(
      'package_open',
      'Messages that have not ended',
      of((one) => one.status?.open),
    ),
    gauge(
      'package_handed_over',
      'Of these, with a number now',
      of((one) => one.status?.handedOver),
    ),
    gauge(
      'package_paused',
      '1 = stopped by itself or with everything',
      of((one) => (one.status === null ? null : Number(one.status.paused || one.status.globalPaused))),
    ),
    gauge(
      'package_numbers_held',
      'Numbers that a hold of their account (waba) or token stops, as each last told; one that is also stopped otherwise may show that',
      all.flatMap(({ id, status }) =>
        (['waba', 'token'] as const).flatMap((kind) =>
          status === null ? [] : [{ labels: { package: id, kind }, value: heldBy(kind, status.profiles) }],
        ),
      ),
    ),
    gauge(
      'package_outbox_entries',
      'Changes that the history has not taken yet',
      of((one) => one.outbox),
    ),
    gauge(
      'package_outbox_stalled_seconds',
      'For how long the history has taken none of these',
      of((one) => (one.stalledMs === null ? null : one.stalledMs / 1000)),
    ),
  ]
}

function heldBy(kind: keyof typeof HELD, numbers: readonly ProfileSnapshot[]): number {
  return numbers.filter(({ state, reason }) => state === HELD[kind] && reason?.startsWith('hold-') === true).length
}

function ofNumbers({ packages, today, now }: Measured): Family[] {
  const all = (packages ?? []).flatMap(({ id, status }) =>
    (status?.profiles ?? []).map((snapshot) => ({ snapshot, labels: { package: id, number: snapshot.profileId } })),
  )
  const of = (value: (one: (typeof all)[number]['snapshot']) => number | null): Samples =>
    all.flatMap(({ snapshot, labels }) => {
      const found = value(snapshot)
      return found === null ? [] : [{ labels, value: found }]
    })
  const total = EVENTS.flatMap((event) =>
    (today ?? []).flatMap((one) =>
      // a package counts what it accepts, its numbers all else
      (event === 'accepted') === (one.profileId === '')
        ? [{ labels: { package: one.packageId, number: one.profileId, event }, value: one[event] }]
        : [],
    ),
  )
  return [
    counter(
      'messages_total',
      'Messages by event since 00:00 UTC; accepted is counted by the package (number="")',
      total,
    ),
    gauge(
      'number_state',
      'State of each number, as its package last heard: always 1',
      all.map(({ snapshot, labels }) => ({ labels: { ...labels, state: snapshot.state }, value: 1 })),
    ),
    gauge(
      'number_can_send',
      '1 = not paused, held, quarantined or disconnected',
      of((one) => Number(one.eligible)),
    ),
    gauge(
      'number_queue',
      'Messages that wait with the number',
      of((one) => one.queue),
    ),
    gauge(
      'number_in_flight',
      'Requests to Meta without an answer',
      of((one) => one.inFlight),
    ),
    gauge(
      'number_cooldown_seconds',
      'Until the next send could start',
      of((one) => Math.max(0, one.readyAt - now) / 1000),
    ),
    gauge(
      'number_credit',
      'Sends that every limit allows in the next 60 s',
      of((one) => one.credit),
    ),
    gauge(
      'number_usage_ratio',
      'The fullest of its windows, 0 to 1',
      of((one) => one.usage),
    ),
    gauge(
      'number_health',
      'Health, 0 to 100',
      of((one) => one.health),
    ),
    gauge(
      'number_risk',
      'Risk, 0 to 100',
      of((one) => one.risk),
    ),
    gauge(
      'number_last_send_timestamp_seconds',
      'When it sent last',
      of((one) => (one.lastSendAt === null ? null : one.lastSendAt / 1000)),
    ),
    gauge(
      'number_told_seconds',
      'Age of what the package knows of the number',
      of((one) => Math.max(0, now - one.at) / 1000),
    ),
  ]
}
