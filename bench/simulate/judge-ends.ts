import type { Bench } from './checker.ts'
import type { Found } from './collect.ts'

const FINAL = new Set(['sent', 'delivered', 'read', 'failed', 'unresolved', 'cancelled', 'expired'])
const RANK: Record<string, number> = { sent: 1, failed: 2, delivered: 3, read: 4 }

/** Invariant 1: nothing acknowledged is lost, each message ends in exactly one way, and that way agrees with the wire. */
export function judgeEnds(bench: Bench, found: Found): void {
  const { ledger } = bench
  for (const { id, packageId, at } of ledger.promised)
    bench.check('promised-found', found.owners.get(id) != null, () => `${id} of ${packageId}, promised ${bench.t(at)}`)
  for (const one of found.open)
    bench.check('nothing-open', one.open === 0, () => `${one.who} has ${one.open} open messages at quiet`)
  // D1 has what every owner wrote
  const requeued = new Set(
    found.d1.filter((row) => row.timeline.some((entry) => entry.event === 'requeued')).map((row) => row.id),
  )
  for (const [id, view] of found.owners) {
    const status = view?.status ?? 'lost'
    bench.check('final', FINAL.has(status), () => `${id} is ${status} at quiet`)
    judgeOne(bench, id, status, requeued.has(id))
  }
}

function judgeOne(bench: Bench, id: string, status: string, requeued: boolean): void {
  const { ledger } = bench
  const sends = ledger.sends.filter((one) => one.id === id)
  const wamids = new Map(sends.map((one) => [one.wamid, one]))
  const told = ledger.webhooks.filter((one) => wamids.has(one.wamid) && one.sentAt !== null)
  const accepted = sends.filter((one) => one.answer === 'accepted' && bench.heard(one))
  const open = sends.filter((one) => one.answer === 'lost' || !bench.heard(one))
  const known = told.filter(
    (one) =>
      one.ackedAt !== null &&
      // without our string it can only be told by a wamid that the answer had already brought
      (one.named || accepted.some((send) => send.wamid === one.wamid && (one.sentAt ?? 0) > send.answerAt)),
  )
  const least = Math.max(accepted.length > 0 ? 1 : 0, ...known.map((one) => RANK[one.status] ?? 0))
  const maybe = sends.some((one) => one.answer === 'accepted' && !bench.unheard(one))
  const most = Math.max(maybe ? 1 : 0, ...told.map((one) => RANK[one.status] ?? 0))
  const rank = RANK[status] ?? 0
  const story = () =>
    `${id} ended ${status}; sends ${sends.map((one) => `${one.attempt}:${one.profile}:${one.answer}${one.code ?? ''}${bench.heard(one) ? '' : ' unheard'}@${bench.t(one.at)}`).join(' ')}; told ${told.map((one) => one.status).join()}`
  const failedHere = status === 'failed' && least === 0
  if (least > 0) bench.check('status-known', rank >= least, story)
  if (!failedHere && rank > 0) bench.check('status-proven', rank <= most, story)
  if (sends.length === 0) bench.check('never-sent', status !== 'unresolved' && rank !== 1 && rank < 3, story)
  if (status === 'unresolved') bench.check('unresolved-has-cause', open.length > 0, story)
  const last = sends.at(-1)
  if (last !== undefined && (last.answer === 'lost' || bench.unheard(last)) && !requeued)
    bench.check('unknown-never-expires', status !== 'expired' && !failedHere, story)
  for (const one of ledger.cancelled.filter((cancel) => cancel.id === id)) {
    bench.check('cancelled-not-sent', !sends.some((send) => send.at > one.at), story)
    if (open.length === 0) bench.check('cancelled-stays', status === 'cancelled', story)
  }
}
