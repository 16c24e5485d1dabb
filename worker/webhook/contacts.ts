import { listOf, memberOf, textOf } from '../../durable/domain/json.ts'

export interface Contact {
  name: string | null
  waId: string | null
  userId: string | null
}

/**
 * The contact of a change that an address belongs to: by wa_id or user id, else the only one there is. Webhooks carry
 * either address or both (meta/README.md section 9); here the other half of an identity is found.
 */
export function contactFor(value: object, address: string | null, userId: string | null): Contact | null {
  const contacts = listOf(memberOf(value, 'contacts')).map(
    (contact): Contact => ({
      name: textOf(memberOf(contact, 'profile', 'name')),
      waId: textOf(memberOf(contact, 'wa_id')),
      userId: textOf(memberOf(contact, 'user_id')),
    }),
  )
  const named = contacts.find(
    (contact) => (address !== null && contact.waId === address) || (userId !== null && contact.userId === userId),
  )
  if (named !== undefined) return named
  return contacts.length === 1 ? (contacts[0] ?? null) : null
}
