import type { Bench } from './checker.ts'
import type { Found } from './collect.ts'
import type { Promised, SendEntry } from './ledger.ts'

/** At each send: a second one of what may go out once. Its caller may not have the promise yet; then the end judges it. */
export function judgeRepeat(bench: Bench, send: SendEntry): void {
  const promised = bench.ledger.promised.find((one) => one.id === send.id)
  if (promised === undefined || policyOf(bench, promised) !== 'at_most_once') return
  const before = bench.ledger.sends.filter((one) => one !== send && one.id === send.id && one.taken)
  bench.check('at-most-once', before.length === 0, () => `${send.id} again at ${bench.t(send.at)}`)
}

/** A proof is asked for no longer before the repeat that it allows. */
const ASKED_MS = 2_000

function portfolioOf(waba: string): string {
  return waba.split('-')[1] ?? ''
}

/** A caller that named no policy gets the category's, which is not sure where Meta changed it. */
function policyOf({ ledger }: Bench, promised: Promised): Promised['policy'] {
  const { item } = promised
  const unsure = item.guard.policy === undefined && ledger.templates.some((one) => one.name === item.template?.name)
  return unsure ? 'reconcile' : promised.policy
}

/** Invariant 2: at_most_once never twice; reconcile only in silence and with proof that webhooks were arriving. */
export function judgeTwice(bench: Bench, found: Found): void {
  const { ledger } = bench
  const byId = Map.groupBy(ledger.sends, (one) => one.id)
  for (const promised of ledger.promised) {
    const sends = byId.get(promised.id) ?? []
    const policy = policyOf(bench, promised)
    const taken = sends.filter((one) => one.taken)
    const who = () =>
      `${promised.id} ${policy}: ${sends.map((one) => `${one.attempt}@${bench.t(one.at)} ${one.profile} ${one.answer}${one.code ?? ''}`).join(', ')}`
    if (policy === 'at_most_once') bench.check('at-most-once', taken.length <= 1, who)
    sends.slice(1).forEach((next, n) => {
      const before = sends[n]
      if (before === undefined) return
      // at the very ms of a crash the answer may have been heard
      if (before.answer === 'refused' && !bench.unheard(before)) return
      bench.check(
        'repeat-allowed',
        policy === 'reconcile' && before.answer !== 'accepted' ? true : policy === 'reconcile' && !bench.heard(before),
        who,
      )
      if (policy !== 'reconcile') return
      const windowMs = Math.min(...ledger.configs.map((one) => one.reconcileMs))
      bench.check('repeat-silence', next.at - before.at >= windowMs, who)
      const proof = ledger.webhooks.some(
        (one) => one.waba === before.waba && one.startedAt > before.at && one.sentAt !== null && one.sentAt <= next.at,
      )
      bench.check('repeat-evidence', proof, who)
      // the portfolio had heard of it by then, also of another of its accounts; the number may have asked a moment before
      const refused = ledger.refusedSignatures.some(
        (one) =>
          portfolioOf(one.waba) === portfolioOf(before.waba) &&
          one.at > before.at + 1_000 + ledger.behindMs &&
          one.toldAt < next.at - ASKED_MS - ledger.behindMs,
      )
      bench.check('repeat-signatures', !refused, who)
      const heardOf = ledger.webhooks.some(
        (one) => one.wamid === before.wamid && one.named && one.ackedAt !== null && one.ackedAt < next.at,
      )
      bench.check('repeat-unheard', !heardOf, who)
      const expires = promised.item.guard.expiresAt
      if (expires !== undefined && !ledger.edited.some((one) => one.id === promised.id))
        bench.check('repeat-before-end', next.at < expires + ledger.behindMs, who)
    })
    const proven = taken.filter((one) =>
      ledger.webhooks.some((hook) => hook.wamid === one.wamid && hook.named && hook.ackedAt !== null),
    )
    if (proven.length > 1)
      bench.check('duplicate-confirmed', found.owners.get(promised.id)?.duplicateConfirmed === true, who)
  }
}
