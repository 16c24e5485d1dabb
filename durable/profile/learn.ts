import { addressKind } from '../domain/identity.ts'
import type { SendOutcome } from '../domain/outcome.ts'
import type { ProfileContext } from './context.ts'
import type { MessageRecord } from './record.ts'

/**
 * A send's answer names the user's other addresses: told to the portfolio where they are new. Of a message that was
 * erased meanwhile nothing is learnt: it would name him again, under his own hash. Inside a transaction.
 */
export function learn(ctx: ProfileContext, record: MessageRecord, outcome: SendOutcome & { kind: 'accepted' }): void {
  if (isErased(record)) return
  const waId = outcome.waId === null ? null : `+${outcome.waId.replace(/^\+/, '')}`
  learnAddresses(ctx, [record.to, waId, outcome.userId], ctx.host.now())
}

/** Whether this message's recipient has been erased; its hash stands in the address's place. */
export function isErased(record: MessageRecord): boolean {
  return addressKind(record.to) === 'hash'
}

/** Addresses of one user. Nothing is noted when all of them lead to one key already. */
export function learnAddresses(ctx: ProfileContext, addresses: (string | null)[], at: number): void {
  const known = [...new Set(addresses.filter((address) => address !== null))]
  if (known.length < 2) return
  if (new Set(known.map((address) => ctx.users.keyOf(address))).size < 2) return
  const list = JSON.stringify([...known].sort())
  if (ctx.learnt.has(list)) return
  // told once in this incarnation; the portfolio's push of the alias ends it for good
  ctx.learnt.add(list)
  ctx.note(`learn:${JSON.stringify({ addresses: known, at })}`)
}
