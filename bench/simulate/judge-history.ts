import type { MessageView } from '../../durable/domain/message.ts'
import type { Bench } from './checker.ts'
import type { Found } from './collect.ts'
import type { Rule } from './rules.ts'

const FIELDS = [
  'packageId',
  'profileId',
  'direction',
  'status',
  'recipient',
  'type',
  'category',
  'wamid',
  'notBefore',
  'acceptedAt',
  'updatedAt',
  'expiresAt',
  'attempts',
  'duplicateConfirmed',
  'error',
  'rev',
] as const

/** Invariant 6: D1 equals the actors at quiet, and never says what no actor had said. */
export function judgeHistory(bench: Bench, found: Found): void {
  const rows = new Map(found.d1.map((row) => [row.id, row]))
  for (const [id, view] of found.owners) {
    const row = rows.get(id)
    bench.check('in-d1', row !== undefined, () => `${id} is not in D1`)
    if (row === undefined || view === null) continue
    // the history of who was erased is the Worker's to erase
    const gone = view.recipient.startsWith('hash:')
    const differ = FIELDS.filter(
      (field) =>
        !(gone && (field === 'recipient' || field === 'rev')) &&
        JSON.stringify(row[field]) !== JSON.stringify(view[field]),
    )
    bench.check(
      'd1-equal',
      differ.length === 0,
      () =>
        `${id}: ${differ.map((field) => `${field} ${JSON.stringify(row[field])} / actor ${JSON.stringify(view[field])}`).join('; ')}`,
    )
    const known = new Set(row.timeline.map(keyOf))
    const missing = view.timeline.filter((entry) => !known.has(keyOf(entry)))
    bench.check('d1-timeline', missing.length === 0, () => `${id} misses ${missing.map((entry) => entry.event).join()}`)
  }
  for (const one of found.open)
    bench.check('outbox-empty', one.outbox === 0, () => `${one.who} keeps ${one.outbox} entries at quiet`)
  judgeRevs(bench, found.projected)
}

/** One rev is one truth: two rows of the same rev, or two elements of the same (epoch, n), never differ. */
function judgeRevs(bench: Bench, projected: MessageView[]): void {
  const said = new Map<string, string>()
  const same = (key: string, text: string, rule: Rule) => {
    const before = said.get(key)
    said.set(key, before ?? text)
    bench.check(rule, before === undefined || before === text, () => `${key}: ${before} and ${text}`)
  }
  for (const row of projected) {
    same(`${row.id} rev ${row.rev}`, JSON.stringify(FIELDS.map((field) => row[field])), 'rev-unique')
    for (const entry of row.timeline)
      same(`${row.id} (${keyOf(entry)})`, `${entry.event}@${entry.at}`, 'timeline-unique')
  }
}

function keyOf(entry: { epoch: number; n: number }): string {
  return `${entry.epoch},${entry.n}`
}

/** Nothing of who was erased is left with an owner: neither text nor address. The words stay as a hash. */
export function judgeErased(bench: Bench, found: Found): void {
  if (bench.ledger.erased.length > 0)
    bench.check('erased-everywhere', found.traces.length === 0, () => JSON.stringify(found.traces))
  for (const { address } of bench.ledger.erased)
    for (const one of bench.ledger.promised) {
      const view = found.owners.get(one.id)
      // posted again after the erasure it is a new matter, which the last erasure of all has taken too
      if (one.item.to !== address || view == null) continue
      bench.check(
        'erased',
        view.content === null && view.recipient !== address,
        () => `${one.id} ${view.status} still names ${view.recipient}`,
      )
    }
}
