import type * as z from 'zod'
import type { MessageView as Message } from '../../../durable/domain/message.ts'
import type { TimelineEntry } from '../../../durable/domain/reason.ts'
import type { MessageSummaryView, MessageView, TimelineView } from '../../contract/message.ts'
import { instantOf } from '../../contract/wire.ts'
import { wireObject } from './wire-object.ts'

export function messageSummary(message: Message): z.infer<typeof MessageSummaryView> {
  return {
    id: message.id,
    packageId: message.packageId,
    profileId: message.profileId,
    direction: message.direction,
    status: message.status,
    recipient: message.recipient,
    type: message.type,
    category: message.category,
    reference: message.reference,
    wamid: message.wamid,
    notBefore: instantOf(message.notBefore),
    acceptedAt: instantOf(message.acceptedAt),
    updatedAt: instantOf(message.updatedAt),
    expiresAt: instantOf(message.expiresAt),
    attempts: message.attempts,
    duplicateConfirmed: message.duplicateConfirmed,
    error: message.error,
    content: parsed(message.content),
    rev: message.rev,
  }
}

export function messageWhole(message: Message): z.infer<typeof MessageView> {
  return { ...messageSummary(message), timeline: message.timeline.map(timelineView) }
}

function timelineView(entry: TimelineEntry): z.infer<typeof TimelineView> {
  const { at, event, actor, reasons, data } = entry
  return { at: instantOf(at), event, actor, reasons, data: data === undefined ? null : wireObject(data) }
}

/** Content is JSON text inside; what is not (or was erased) shows as null. */
function parsed(content: string | null): unknown {
  if (content === null || content === '') return null
  try {
    return JSON.parse(content)
  } catch {
    return null
  }
}

/** The newest text that anybody still has: an actor lets go of it at the message's end, the history keeps it for a while. */
function textOf(views: readonly Message[]): string | null {
  const newestFirst = [...views].sort((a, b) => b.rev - a.rev)
  return newestFirst.find((view) => view.content !== null && view.content !== '')?.content ?? null
}

/**
 * One message as its owners and the history know it: the highest rev is right, the timeline is the union keyed
 * (epoch, n). null when nobody knows it.
 */
export function mergeViews(views: readonly (Message | null)[]): Message | null {
  const known = views.filter((view) => view !== null)
  const [first, ...rest] = known
  if (first === undefined) return null
  const newest = rest.reduce((best, view) => (view.rev > best.rev ? view : best), first)
  const entries = new Map<string, TimelineEntry>()
  for (const view of known) for (const entry of view.timeline) entries.set(`${entry.epoch}:${entry.n}`, entry)
  const timeline = [...entries.values()].sort((a, b) => a.epoch - b.epoch || a.n - b.n)
  return { ...newest, content: textOf(known), timeline }
}
