/**
 * The Cloud API as the guard uses it: every call to Meta goes through this file. Requests are few and small, so they are
 * written out here; no SDK at run time, since each one looked at loses batched updates or pricing types.
 */

import { listOf, memberOf, numberOf, textOf } from '../domain/json.ts'
import type { Host } from '../kit/host.ts'
import { type CallResult, readCall, type Target } from './read-call.ts'

export { getNumber, type NumberFacts } from './number.ts'
export type { CallResult, Target } from './read-call.ts'
export { type SendResult, sendMessage } from './send.ts'
export { listTemplates } from './templates.ts'

/** Subscribes our app to the WABA's webhooks. Safe to repeat. */
export function subscribeApp(host: Host, target: Target): Promise<CallResult<true>> {
  return readCall(host, target, { method: 'POST', path: [target.wabaId, 'subscribed_apps'] }, (body) =>
    memberOf(body, 'success') === true ? true : undefined,
  )
}

export interface HistoryEvent {
  /** sent, delivered, read, failed, deleted */
  status: string
  /** ms, Meta's clock; null where it says none */
  at: number | null
  /** PENDING, DELIVERED, FAILED, RETRYING */
  webhookState: string | null
  detail: string | null
}

/**
 * Delivery events of a wamid that we know, as Meta remembers them. They may refresh its status and may forbid a resend;
 * an empty answer never proves that a message did not go out.
 */
export function messageHistory(host: Host, target: Target, wamid: string): Promise<CallResult<HistoryEvent[]>> {
  const query = {
    message_id: wamid,
    fields: 'id,message_id,events{delivery_status,webhook_update_state,timestamp,error_description}',
  }
  return readCall(
    host,
    target,
    { method: 'GET', path: [target.phoneNumberId, 'message_history'], query },
    (body): HistoryEvent[] | undefined => {
      const data = memberOf(body, 'data')
      if (!Array.isArray(data)) return undefined
      return data
        .filter((entry) => memberOf(entry, 'message_id') === wamid)
        .flatMap((entry) => listOf(memberOf(entry, 'events', 'data')).flatMap(historyEvent))
    },
  )
}

function historyEvent(event: unknown): HistoryEvent[] {
  const status = textOf(memberOf(event, 'delivery_status'))
  if (status === null) return []
  const seconds = numberOf(memberOf(event, 'timestamp'))
  return [
    {
      status: status.toLowerCase(),
      at: seconds === null ? null : seconds * 1000,
      webhookState: textOf(memberOf(event, 'webhook_update_state')),
      detail: textOf(memberOf(event, 'error_description')),
    },
  ]
}
