import type { MessageStatus } from './status.ts'

/** What Meta's status webhooks say of a message. */
export type MetaStatus = 'sent' | 'delivered' | 'read' | 'failed' | 'played'

const RANK: Partial<Record<MessageStatus, number>> = { sent: 1, failed: 2, delivered: 3, read: 4 }

/**
 * Merges a status that Meta reports: sent < failed < delivered < read, `played` is `read`. The highest wins, so neither
 * order nor repetition matters, and `failed` after `delivered` changes nothing (its error belongs in the timeline).
 * Every other state is below them all: a status proves that the message left, whatever we thought of it (unknown,
 * unresolved, sending; queued again; cancelled or expired while an attempt was open).
 */
export function mergeStatus(current: MessageStatus, incoming: MetaStatus): { status: MessageStatus; changed: boolean } {
  const heard = incoming === 'played' ? 'read' : incoming
  const changed = (RANK[heard] ?? 0) > (RANK[current] ?? 0)
  return { status: changed ? heard : current, changed }
}

/** Whether a word of a webhook is a status that the lattice knows. */
export function isMetaStatus(word: string): word is MetaStatus {
  return word === 'sent' || word === 'delivered' || word === 'read' || word === 'failed' || word === 'played'
}
