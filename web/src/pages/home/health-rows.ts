import type { FleetNumber } from '../../data/fleet-number.ts'
import type { Standing } from '../../data/reconnect.ts'
import type { Diagnostics } from '../../data/wire.ts'
import { count, counted } from '../../words/count.ts'
import { ago, clock, span } from '../../words/time.ts'

export type HealthRow = {
  readonly name: string
  readonly state: 'good' | 'warning' | 'critical'
  /** the figure at the end */
  readonly value: string
  /** one line more, where there is something to say */
  readonly note: string
}

/** An alarm that is later than this is late: the platform's own are up to a second. */
const LATE_MS = 5_000

const row = (name: string, state: HealthRow['state'], value: string, note = ''): HealthRow => ({
  name,
  state,
  value,
  note,
})

const liveRow = (standing: Standing): HealthRow => {
  if (standing.kind === 'live') return row('Live line', 'good', 'live')
  const value = standing.kind === 'stale' ? `stale since ${clock(standing.since)}` : standing.kind
  return row('Live line', 'warning', value, 'What is shown may be older than it looks.')
}

/** When Meta was last heard, and who sends without ever having been heard of. */
export const webhookRow = (numbers: readonly FleetNumber[], now: number): HealthRow => {
  const heard = numbers.flatMap(({ webhookAt }) => (typeof webhookAt === 'number' ? [webhookAt] : []))
  const deaf = numbers.filter(({ webhookAt, lastSendAt }) => webhookAt === null && lastSendAt !== null).length
  const last = heard.length === 0 ? 'none yet' : ago(Math.max(...heard), now)
  if (deaf === 0) return row('Webhooks from Meta', 'good', last)
  const who =
    deaf === 1 ? '1 number has sent and was never answered' : `${count(deaf)} numbers have sent and were never answered`
  return row('Webhooks from Meta', 'warning', last, `${who} by a webhook: their outcomes are not known.`)
}

/** Rows of the diagnosis: what the guard says of its own parts. */
export const diagnosisRows = (told: Diagnostics): readonly HealthRow[] => {
  const asked = Date.parse(told.at)
  const silent = told.actors.filter(({ ok }) => !ok).length
  const lates = told.actors.flatMap(({ nextWake }) => (nextWake === null ? [] : [asked - Date.parse(nextWake)]))
  const late = Math.max(0, ...lates)
  const outbox = told.actors.reduce((sum, { outbox: waiting }) => sum + (waiting ?? 0), 0)
  const behind = (told.behind.packages ?? 0) + (told.behind.profiles ?? 0)
  const { database, sealed } = told
  return [
    silent === 0
      ? row(
          'Actors',
          'good',
          `${count(told.actors.length)} answer`,
          told.truncated ? 'There are more; these were asked.' : '',
        )
      : row(
          'Actors',
          'critical',
          `${count(silent)} of ${count(told.actors.length)} silent`,
          'Their messages wait and are not lost.',
        ),
    late <= LATE_MS
      ? row('Alarms', 'good', 'on time')
      : row('Alarms', 'warning', `${span(late)} late`, 'Something that should have woken up has not yet.'),
    database.ok
      ? row('Database', 'good', `${count(database.latencyMs ?? 0)} ms`)
      : row('Database', 'critical', 'does not answer', 'Sending goes on; lists and history wait for it.'),
    outbox < 1_000
      ? row('History', 'good', outbox === 0 ? 'up to date' : `${counted(outbox, 'row')} on the way`)
      : row('History', 'warning', `${counted(outbox, 'row')} behind`, 'Lists and counts follow the actors late.'),
    behind === 0
      ? row('Settings', 'good', 'all applied')
      : row('Settings', 'warning', `${count(behind)} not applied yet`, 'The guard tries again by itself.'),
    ...(sealed !== null && sealed.unknown > 0
      ? [
          row(
            'Secrets',
            'critical',
            `${count(sealed.unknown)} cannot be opened`,
            'MASTER_KEY lacks the key that sealed them.',
          ),
        ]
      : []),
  ]
}

/** How the parts of the guard are, as far as this reader may know; undefined = not known yet. */
export const healthRows = (facts: {
  readonly standing: Standing
  readonly numbers: readonly FleetNumber[] | undefined
  readonly now: number
  readonly diagnosis: Diagnostics | undefined
}): readonly HealthRow[] => [
  liveRow(facts.standing),
  ...(facts.numbers === undefined ? [] : [webhookRow(facts.numbers, facts.now)]),
  ...(facts.diagnosis === undefined ? [] : diagnosisRows(facts.diagnosis)),
]

/** All rows in a word: `1 critical, 2 warnings`, `all good`. */
export const verdictOf = (rows: readonly HealthRow[]): string => {
  const many = (state: HealthRow['state']): number => rows.filter((one) => one.state === state).length
  const [critical, warning] = [many('critical'), many('warning')]
  const parts = [
    ...(critical > 0 ? [`${count(critical)} critical`] : []),
    ...(warning > 0 ? [counted(warning, 'warning')] : []),
  ]
  return parts.length === 0 ? 'all good' : parts.join(', ')
}
