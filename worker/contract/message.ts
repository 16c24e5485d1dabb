import * as z from 'zod'
import { MESSAGE_STATUSES } from '../../durable/domain/status.ts'
import { SendInstant } from './guard.ts'
import { ActorView, commaList, IdText, Instant, PageQuery, ReasonView } from './wire.ts'

export const TimelineView = z
  .object({
    at: Instant,
    event: z.string(),
    actor: ActorView,
    reasons: z.array(ReasonView),
    data: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'TimelineEntry' })

const SUMMARY = {
  id: z.string(),
  packageId: z.string(),
  profileId: z.string().nullable(),
  direction: z.enum(['out', 'in']),
  status: z.enum(MESSAGE_STATUSES),
  recipient: z.string().meta({ description: 'The user: recipient of ours, sender of an inbound message' }),
  type: z.string(),
  category: z.string().nullable(),
  reference: z.string().nullable(),
  wamid: z.string().nullable(),
  notBefore: Instant.nullable(),
  acceptedAt: Instant,
  updatedAt: Instant,
  expiresAt: Instant.nullable(),
  attempts: z.number().int(),
  duplicateConfirmed: z.boolean(),
  error: z.object({ code: z.number().nullable(), title: z.string(), detail: z.string().nullable() }).nullable(),
  content: z.unknown().meta({ description: 'The Cloud API message object, null once erased' }),
  rev: z.number().int(),
}

/** An item of a list. */
export const MessageSummaryView = z.object(SUMMARY).meta({ id: 'MessageSummary' })

/** One message with its whole story. */
export const MessageView = z.object({ ...SUMMARY, timeline: z.array(TimelineView) }).meta({ id: 'Message' })

export const MessageQuery = PageQuery.extend({
  packageId: IdText.optional(),
  profileId: IdText.optional(),
  status: commaList(MESSAGE_STATUSES).optional(),
  recipient: z.string().min(1).max(200).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
  reference: z.string().min(1).max(256).optional(),
  direction: z.enum(['out', 'in']).optional(),
})

/** Time or content, before the message leaves. `message` is a whole new Cloud API object. */
export const MessagePatchInput = z
  .strictObject({
    sendAt: SendInstant.optional(),
    expiresAt: SendInstant.optional(),
    message: z.record(z.string(), z.unknown()).optional(),
  })
  .refine((value) => Object.keys(value).length > 0, { error: 'nothing to change' })
  .meta({ id: 'MessagePatch' })

export const RouteView = z
  .object({
    recipient: z.string(),
    profileId: z.string(),
    at: Instant,
    expiresAt: Instant,
    windowProfileId: z.string().nullable(),
    windowUntil: Instant.nullable(),
  })
  .meta({ id: 'Route' })

export const RouteInput = z.strictObject({ recipient: z.string().min(1).max(200), profileId: IdText })
export const RouteListQuery = PageQuery.extend({
  recipient: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'Only the route of this recipient, by any address', examples: ['+16505551234'] }),
})
export const RouteQuery = z.object({ recipient: z.string().min(1).max(200) })

export const ScheduledQuery = PageQuery.extend({ packageId: IdText.optional() })
