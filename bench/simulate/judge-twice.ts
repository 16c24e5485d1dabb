import type { Bench } from './checker.ts'
import type { Found } from './simulate.ts'

/** Invariant 2: at_most_once never twice; reconcile only in silence and with proof that webhooks were arriving. */
export function judgeTwice(bench: Bench, found: Found): void {
  const { ledger } = bench
  const byId = Map.groupBy(ledger.sends, (one) => one.id)
  for (const promised of ledger.promised) {
    const sends = byId.get(promised.id) ?? []
    const taken = sends.filter((one) => one.taken)
    const who = () =>
      `${promised.id} ${promised.policy}: ${sends.map((one) => `${one.attempt}@${bench.t(one.at)} ${one.profile} ${one.answer}${one.code ?? ''}`).join(', ')}`
    if (promised.policy === 'at_most_once') bench.check('at-most-once', taken.length <= 1, who)
    sends.slice(1).forEach((next, n) => {
      const before = sends[n]
      if (before === undefined) return
      if (before.answer === 'refused' && bench.heard(before)) return
      bench.check(
        'repeat-allowed',
        promised.policy === 'reconcile' && before.answer !== 'accepted'
          ? true
          : promised.policy === 'reconcile' && !bench.heard(before),
        who,
      )
      if (promised.policy !== 'reconcile') return
      const windowMs = Math.min(...ledger.configs.map((one) => one.reconcileMs))
      bench.check('repeat-silence', next.at - before.at >= windowMs, who)
      const proof = ledger.webhooks.some(
        (one) => one.waba === before.waba && one.startedAt > before.at && one.sentAt !== null && one.sentAt <= next.at,
      )
      bench.check('repeat-evidence', proof, who)
      const refused = ledger.refusedSignatures.some(
        (one) => one.waba === before.waba && one.at > before.answerAt + 1_000 && one.at < next.at - 1_000,
      )
      bench.check('repeat-signatures', !refused, who)
      const heardOf = ledger.webhooks.some(
        (one) => one.wamid === before.wamid && one.named && one.ackedAt !== null && one.ackedAt < next.at,
      )
      bench.check('repeat-unheard', !heardOf, who)
      const expires = promised.item.guard.expiresAt
      if (expires !== undefined) bench.check('repeat-before-end', next.at < expires + ledger.behindMs, who)
    })
    const proven = taken.filter((one) =>
      ledger.webhooks.some((hook) => hook.wamid === one.wamid && hook.named && hook.ackedAt !== null),
    )
    if (proven.length > 1)
      bench.check('duplicate-confirmed', found.owners.get(promised.id)?.duplicateConfirmed === true, who)
  }
}
