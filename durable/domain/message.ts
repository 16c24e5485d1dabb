import type { TimelineEntry } from './reason.ts'
import type { MessageStatus } from './status.ts'

export type Priority = 'high' | 'normal' | 'low'
export type SendPolicy = 'reconcile' | 'at_most_once'
export type ConversationKind = 'open' | 'reply'
export type OrderMode = 'kept' | 'free'
/** Template category as the registry knows it; `service` = free-form; `unknown` is treated as marketing. */
export type Category = 'marketing' | 'utility' | 'authentication' | 'service' | 'unknown'

/** Lane number of a priority: lower leaves first. */
export const LANES: Record<Priority, number> = { high: 0, normal: 1, low: 2 }

/** What every owner of a message knows of it. Travels whole in an offer and comes back whole in a release. */
export interface Message {
  /** `wg<packageId's 10>` + time + random: names its package, 26 to 32 characters of [a-z0-9], see ids.ts. */
  id: string
  packageId: string
  /** Place in the package's acceptance order; order within a conversation is by seq. */
  seq: number
  /** Binding epoch: odd belongs to a profile, even to the package (see handover in architecture.md). */
  epoch: number
  /** Recipient as it goes to Meta: E.164 with + or a business-scoped user id. */
  to: string
  /** Canonical identity of the recipient: pair gap, reach, opt-outs, order and routes hang on it. */
  userKey: string
  type: string
  category: Category
  template: { name: string; language: string } | null
  kind: ConversationKind
  priority: Priority
  policy: SendPolicy
  order: OrderMode
  /** Set when only this number may send it (guard.profileId, context, reaction, media id, free-form in its window). */
  tiedTo: string | null
  reference: string | null
  /** The Cloud API message object as JSON text, as the caller gave it, without `guard`; '' once erased. */
  content: string
  acceptedAt: number
  sendAt: number | null
  expiresAt: number
  /** Attempts whose intent was written, by any owner. */
  attempts: number
}

/** A message as the API shows it; actors and D1 give the same shape, the highest rev is right. */
export interface MessageView {
  id: string
  packageId: string
  profileId: string | null
  direction: 'out' | 'in'
  status: MessageStatus
  recipient: string
  type: string
  category: Category | null
  reference: string | null
  wamid: string | null
  notBefore: number | null
  acceptedAt: number
  updatedAt: number
  expiresAt: number | null
  attempts: number
  duplicateConfirmed: boolean
  error: { code: number | null; title: string; detail: string | null } | null
  /** Parsed content, null once erased. */
  content: string | null
  rev: number
  timeline: TimelineEntry[]
}
