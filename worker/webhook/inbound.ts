import { memberOf, textOf } from '../../durable/domain/json.ts'
import type { ProfileEvent } from '../../durable/profile/rpc.ts'
import { timeOf, wamidOf } from './changes.ts'
import { contactFor } from './contacts.ts'

type Inbound = Extract<ProfileEvent, { kind: 'inbound' }>
type Identity = Extract<ProfileEvent, { kind: 'identity' }>

/** Not a user's message to this number: they open no window and are kept raw. */
const NO_MESSAGE = new Set(['system', 'edit', 'revoke', 'request_welcome'])

/**
 * One element of value.messages (meta/README.md section 8.2). null = nothing to act on: no id, no sender, a group's
 * message, or a kind that opens no conversation.
 */
export function inboundOf(value: object, message: unknown, now: number): Inbound | Identity | null {
  const type = textOf(memberOf(message, 'type')) ?? 'unknown'
  const address = textOf(memberOf(message, 'from'))
  const contact = contactFor(value, address, textOf(memberOf(message, 'from_user_id')))
  const userId = textOf(memberOf(message, 'from_user_id')) ?? contact?.userId ?? null
  const at = timeOf(memberOf(message, 'timestamp'), now)
  if (type === 'system') return identityOf(message, address, userId, at)
  const wamid = wamidOf(message)
  const from = address ?? contact?.waId ?? null
  if (wamid === null || (from === null && userId === null) || NO_MESSAGE.has(type)) return null
  if (memberOf(message, 'group_id') !== undefined) return null
  return {
    kind: 'inbound',
    wamid,
    at,
    from,
    userId,
    name: contact?.name ?? null,
    type,
    words: wordsOf(message),
    contextId: textOf(memberOf(message, 'context', 'id')),
    raw: JSON.stringify(message),
  }
}

/** A user who changed number or id. `from` is the old number: it may be somebody else's by now. */
function identityOf(message: unknown, from: string | null, userId: string | null, at: number): Identity | null {
  const type = memberOf(message, 'system', 'type')
  if (type !== 'user_changed_number' && type !== 'user_changed_user_id') return null
  return {
    kind: 'identity',
    from,
    userId: textOf(memberOf(message, 'system', 'user_id')) ?? userId,
    previousUserId: textOf(memberOf(message, 'system', 'previous_user_id')),
    newAddress: textOf(memberOf(message, 'system', 'wa_id')) ?? textOf(memberOf(message, 'system', 'new_wa_id')),
    at,
  }
}

/** The text that may be a STOP or START word: what the user wrote, or the words on what was tapped. */
function wordsOf(message: unknown): string | null {
  return (
    textOf(memberOf(message, 'text', 'body')) ??
    textOf(memberOf(message, 'button', 'text')) ??
    textOf(memberOf(message, 'button', 'payload')) ??
    textOf(memberOf(message, 'interactive', 'button_reply', 'title')) ??
    textOf(memberOf(message, 'interactive', 'list_reply', 'title'))
  )
}
