/** Every state a message can be in. */
export const MESSAGE_STATUSES = [
  'accepted',
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'failed',
  'unknown',
  'unresolved',
  'cancelled',
  'expired',
  'held',
] as const

export type MessageStatus = (typeof MESSAGE_STATUSES)[number]

/** States after which nothing more is sent for a message (sent, delivered, unresolved may still move on by evidence). */
export const FINAL_STATUSES: ReadonlySet<MessageStatus> = new Set([
  'sent',
  'delivered',
  'read',
  'failed',
  'unresolved',
  'cancelled',
  'expired',
])

/** An intent was made: a cancel or an edit comes too late for these (architecture.md, Lifetimes: 409 already-sending). */
export const LEFT_STATUSES: ReadonlySet<string> = new Set(['sending', 'unknown', 'sent', 'delivered', 'read'])
