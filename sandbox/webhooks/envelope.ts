import { meaningOf } from '../graph/errors.ts'
import type { Config } from '../settings.ts'
import type { DueRequest } from '../store/requests.ts'
import type { NumberState, World } from '../store/world.ts'
import type { PlannedStatus } from './plan.ts'
import { escapeUnicode } from './sign.ts'

/** One update and the change that it belongs in: updates of one number share a change. */
export type StatusUpdate = { request: DueRequest; status: PlannedStatus; free: boolean }

export type Change = { field: string; value: unknown }

/** Meta's envelope (section 8.1 of the reference), as the text whose bytes are signed. */
export function envelope(wabaId: string, changes: Change[]): string {
  return escapeUnicode(JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: wabaId, changes }] }))
}

export function metadata(number: NumberState) {
  return {
    display_phone_number: number.displayPhoneNumber.replaceAll(/\D/g, ''),
    phone_number_id: number.id,
  }
}

/** Members that name a user, under the names of the place they stand in. */
export function naming(world: World, identity: Config['identity'], user: string, phoneKey: string, idKey: string) {
  const userId = world.userIdOf(user)
  const phone = /^\d+$/.test(user) && (identity !== 'userId' || userId === null) ? { [phoneKey]: user } : {}
  return identity === 'phone' && userId !== user ? phone : { ...phone, ...(userId === null ? {} : { [idKey]: userId }) }
}

/** The changes of a POST of statuses: one per number, in order of leaving. */
export function statusChanges(world: World, identity: Config['identity'], updates: StatusUpdate[]): Change[] {
  const byNumber = new Map<string, StatusUpdate[]>()
  for (const one of updates) {
    const list = byNumber.get(one.request.phoneNumberId)
    if (list === undefined) byNumber.set(one.request.phoneNumberId, [one])
    else list.push(one)
  }
  return [...byNumber].map(([id, list]) => ({
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: metadata(world.number(id, null)),
      ...contactsOf(world, identity, list),
      statuses: list.map((one) => statusBody(world, identity, one)),
    },
  }))
}

/** `contacts` come only where user ids are shown, and never for failures (section 8.3). */
function contactsOf(world: World, identity: Config['identity'], list: StatusUpdate[]) {
  if (identity === 'phone') return {}
  const users = new Set(list.filter((one) => one.status.status !== 'failed').map((one) => one.request.user))
  const contacts = [...users].map((user) => naming(world, identity, user, 'wa_id', 'user_id'))
  return contacts.length === 0 ? {} : { contacts }
}

function statusBody(world: World, identity: Config['identity'], { request, status, free }: StatusUpdate) {
  const body: Record<string, unknown> = {
    id: request.wamid,
    status: status.status,
    timestamp: String(Math.floor(status.at / 1000)),
    ...naming(world, identity, request.user, 'recipient_id', 'recipient_user_id'),
  }
  if (request.opaque !== null) body['biz_opaque_callback_data'] = request.opaque
  if (status.status === 'sent' || status.status === 'delivered') {
    const type = free ? 'free_customer_service' : 'regular'
    body['pricing'] = { billable: !free, pricing_model: 'PMP', type, category: request.category }
  }
  if (status.status === 'failed') {
    const code = status.code ?? 131000
    const title = meaningOf(code)
    body['errors'] = [
      {
        code,
        title,
        message: title,
        error_data: { details: `${title}.` },
        href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
      },
    ]
  }
  return body
}
