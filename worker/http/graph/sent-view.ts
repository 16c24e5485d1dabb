import type { MessageView } from '../../../durable/domain/message.ts'
import type { AcceptItem } from '../../../durable/package/rpc.ts'
import { isBsuid } from '../../contract/phone.ts'
import { graphError } from './errors.ts'

/** Why a message of ours ends without Meta's word, as Graph has a code for it. */
const ENDED: Readonly<Record<string, number>> = { 'opted-out': 131050, 'service-window-closed': 131047 }

/**
 * Meta's answer to a send. `view` null, or still under way: nobody knows yet what Meta says, so the id is the guard's.
 * `to` is the address as the caller wrote it.
 */
export function sentAnswer(
  id: string,
  to: string,
  item: AcceptItem,
  view: MessageView | null,
  requestId: string,
): Response {
  if (view !== null && ['failed', 'cancelled', 'expired'].includes(view.status)) return failed(view, requestId)
  const contact = isBsuid(item.to) ? { input: to, user_id: item.to } : { input: to, wa_id: item.to.replace(/^\+/, '') }
  const wamid = view?.wamid ?? null
  const message = wamid === null ? { id, message_status: 'queued' } : { id: wamid, ...paced(item, view) }
  const body = { messaging_product: 'whatsapp', contacts: [contact], messages: [message] }
  return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json; charset=UTF-8' } })
}

/** Meta says this of templates alone (send messages page). */
function paced(item: AcceptItem, view: MessageView | null): { message_status?: string } {
  if (item.template === null) return {}
  const reasons = (view?.timeline ?? []).flatMap((entry) => entry.reasons.map((reason) => reason.code))
  const held = ['held_for_quality_assessment', 'paused'].find((status) => reasons.includes(`meta-${status}`))
  return { message_status: held ?? 'accepted' }
}

function failed(view: MessageView, requestId: string): Response {
  const { error, status, timeline } = view
  if (error !== null && error.code !== null)
    return graphError({ code: error.code, title: error.title, details: error.detail ?? error.title }, requestId)
  const codes = timeline.flatMap((entry) => entry.reasons.map((reason) => reason.code))
  const ended = codes.find((code) => code in ENDED)
  const details = error?.title ?? `the message was ${status} before it could be sent`
  // final: on Meta's code for a fault of its own a client would send the message anew
  return graphError({ code: ENDED[ended ?? ''] ?? 100, details }, requestId)
}
