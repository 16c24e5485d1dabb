import type { OrderMode, SendPolicy } from './message.ts'
import type { MessageStatus } from './status.ts'

/**
 * Whether a message in this state keeps later ones of its conversation waiting (architecture.md, Order): backlogged, queued
 * (a throttled one is queued again), sending, and unknown under `reconcile`, since it may be sent again. Under
 * `at_most_once` it cannot come back, so nobody waits. Held and final ones step out.
 */
export function blocksConversation(status: MessageStatus, policy: SendPolicy): boolean {
  if (status === 'unknown') return policy === 'reconcile'
  return status === 'accepted' || status === 'queued' || status === 'sending'
}

export interface InConversation {
  id: string
  seq: number
  status: MessageStatus
  policy: SendPolicy
  order: OrderMode
}

/**
 * Of one conversation (one package, one recipient; scheduled ones that are not due left out), the waiting messages whose
 * turn it is: those of order `free`, which neither wait nor are waited for, and the first of the others unless an earlier
 * one blocks. In acceptance order.
 */
export function nextInConversation<M extends InConversation>(messages: readonly M[]): M[] {
  const next: M[] = []
  let blocked = false
  for (const message of [...messages].sort((a, b) => a.seq - b.seq)) {
    const waiting = message.status === 'queued' || message.status === 'accepted'
    if (waiting && (message.order === 'free' || !blocked)) next.push(message)
    if (message.order === 'kept' && blocksConversation(message.status, message.policy)) blocked = true
  }
  return next
}
