import { listOf, memberOf, numberOf, textOf } from '../../durable/domain/json.ts'
import type { ProfileEvent } from '../../durable/profile/rpc.ts'
import { timeOf, wamidOf } from './changes.ts'
import { contactFor } from './contacts.ts'

type Status = Extract<ProfileEvent, { kind: 'status' }>

/** One element of value.statuses (meta/README.md section 8.3); null without the id or the word that make it one. */
export function statusOf(value: object, status: unknown, now: number): Status | null {
  const wamid = wamidOf(status)
  const word = textOf(memberOf(status, 'status'))
  if (wamid === null || word === null) return null
  const group = memberOf(status, 'recipient_type') === 'group'
  const recipient = textOf(memberOf(status, group ? 'recipient_participant_id' : 'recipient_id'))
  const named = textOf(memberOf(status, group ? 'recipient_participant_user_id' : 'recipient_user_id'))
  return {
    kind: 'status',
    wamid,
    status: word,
    at: timeOf(memberOf(status, 'timestamp'), now),
    recipient,
    userId: named ?? userOf(value, recipient),
    opaque: textOf(memberOf(status, 'biz_opaque_callback_data')),
    errors: errorsOf(memberOf(status, 'errors')),
    pricing: pricingOf(memberOf(status, 'pricing')),
  }
}

/** Only a contact of that very address: the only contact of a change need not be the recipient of each status. */
function userOf(value: object, recipient: string | null): string | null {
  const contact = recipient === null ? null : contactFor(value, recipient, null)
  return contact?.waId === recipient ? contact.userId : null
}

export function errorsOf(list: unknown): Status['errors'] {
  return listOf(list).flatMap((error) => {
    const code = numberOf(memberOf(error, 'code'))
    if (code === null) return []
    const title = textOf(memberOf(error, 'title')) ?? textOf(memberOf(error, 'message')) ?? `code ${code}`
    return [{ code, title, detail: textOf(memberOf(error, 'error_data', 'details')) }]
  })
}

function pricingOf(pricing: unknown): Status['pricing'] {
  if (typeof pricing !== 'object' || pricing === null) return null
  const billable = memberOf(pricing, 'billable')
  return {
    type: textOf(memberOf(pricing, 'type')),
    category: textOf(memberOf(pricing, 'category')),
    billable: typeof billable === 'boolean' ? billable : null,
  }
}
