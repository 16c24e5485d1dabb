import { listOf, memberOf, textOf } from '../../durable/domain/json.ts'
import type { ProfileEvent } from '../../durable/profile/rpc.ts'
import { type Change, timeOf, wamidOf } from './changes.ts'
import { contactFor } from './contacts.ts'
import { inboundOf } from './inbound.ts'
import { errorsOf, statusOf } from './statuses.ts'

/** Fields about a WABA: the portfolio actor acts on them. */
export const PORTFOLIO_FIELDS: ReadonlySet<string> = new Set([
  'account_update',
  'account_alerts',
  'account_review_update',
  'business_capability_update',
  'phone_number_quality_update',
  'security',
  'message_template_status_update',
  'message_template_quality_update',
  'template_category_update',
  'message_template_components_update',
])

export interface Parsed {
  events: ProfileEvent[]
  /** elements in which nothing to act on was found: kept raw */
  rest: { field: string; raw: string }[]
}

const WITH_NUMBER: Record<string, (value: Change['value'], now: number) => Parsed> = {
  messages: messagesField,
  smb_message_echoes: (value, now) => each(value, 'message_echoes', 'smb_message_echoes', (one) => echoOf(one, now)),
  user_preferences: (value, now) =>
    each(value, 'user_preferences', 'user_preferences', (one) => preferenceOf(value, one, now)),
  phone_number_quality_update: (value, now) => ({ events: [qualityOf(value, now)], rest: [] }),
}

/** What a change says of one number, or null when its field says nothing of one. Pure; `now` stands in for a missing time. */
export function eventsOf(change: Change, now: number): Parsed | null {
  const read = Object.hasOwn(WITH_NUMBER, change.field) ? WITH_NUMBER[change.field] : undefined
  return read === undefined ? null : read(change.value, change.at ?? now)
}

function messagesField(value: Change['value'], now: number): Parsed {
  const inbound = each(value, 'messages', 'messages', (one) => inboundOf(value, one, now))
  const statuses = each(value, 'statuses', 'messages', (one) => statusOf(value, one, now))
  const events = [...inbound.events, ...statuses.events]
  const rest = [...inbound.rest, ...statuses.rest]
  // errors beside messages or statuses belong to those; alone they are the number's
  if (events.length === 0 && rest.length === 0)
    for (const error of errorsOf(value['errors'])) events.push({ kind: 'error', ...error, at: now })
  return { events, rest }
}

function each(
  value: Change['value'],
  list: string,
  field: string,
  read: (element: unknown) => ProfileEvent | null,
): Parsed {
  const parsed: Parsed = { events: [], rest: [] }
  for (const element of listOf(value[list])) {
    const event = read(element)
    if (event !== null) parsed.events.push(event)
    else
      parsed.rest.push({ field: `${field}/${textOf(memberOf(element, 'type')) ?? list}`, raw: JSON.stringify(element) })
  }
  return parsed
}

/** A message sent from the business's own phone app: it counts against the number's windows. */
function echoOf(echo: unknown, now: number): ProfileEvent | null {
  const wamid = wamidOf(echo)
  const type = textOf(memberOf(echo, 'type'))
  if (wamid === null || type === 'edit' || type === 'revoke') return null
  return { kind: 'echo', wamid, at: timeOf(memberOf(echo, 'timestamp'), now), to: textOf(memberOf(echo, 'to')) }
}

function preferenceOf(value: object, preference: unknown, now: number): ProfileEvent | null {
  const word = textOf(memberOf(preference, 'value'))
  const address = textOf(memberOf(preference, 'wa_id'))
  const own = textOf(memberOf(preference, 'user_id'))
  const contact = contactFor(value, address, own)
  // the contact's id is this user's only when the address says so, or when there is no address to say otherwise
  const userId = own ?? (address === null || contact?.waId === address ? (contact?.userId ?? null) : null)
  if (word === null || (address === null && userId === null)) return null
  return { kind: 'preference', address, userId, value: word, at: timeOf(memberOf(preference, 'timestamp'), now) }
}

function qualityOf(value: Change['value'], now: number): ProfileEvent {
  const tier =
    textOf(value['max_daily_conversations_per_business']) ??
    textOf(value['current_limit']) ??
    textOf(value['messaging_limit_tier'])
  return { kind: 'quality', event: textOf(value['event']) ?? 'UNKNOWN', tier, at: now }
}
