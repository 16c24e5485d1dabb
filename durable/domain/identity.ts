/** Identity of a user within one portfolio (guard-rules.md, Identity; meta/README section 9). Pure. */

export type AddressKind = 'phone' | 'bsuid' | 'other' | 'hash'

const PHONE = /^\+?\d{5,20}$/
const BSUID = /^[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]{1,128}$/
const RANK: Record<AddressKind, number> = { phone: 0, bsuid: 1, other: 2, hash: 3 }

/** What kind of address this is; `hash:<hex>` stands for an erased one. */
export function addressKind(address: string): AddressKind {
  if (address.startsWith('hash:')) return 'hash'
  if (PHONE.test(address)) return 'phone'
  return BSUID.test(address) ? 'bsuid' : 'other'
}

/** One spelling per address: Meta writes a wa_id without the plus, callers write E.164 with it. */
export function normalAddress(text: string): string {
  const address = text.trim()
  return /^\d{5,20}$/.test(address) ? `+${address}` : address
}

/** Total order of addresses: phones first (most sends name one, so the key seldom changes), then by code point. */
export function compareAddresses(a: string, b: string): number {
  const rank = RANK[addressKind(a)] - RANK[addressKind(b)]
  if (rank !== 0) return rank
  if (a === b) return 0
  return a < b ? -1 : 1
}

/**
 * The key of a user known under these addresses: the least of them. It depends on the set alone, so joins made in any
 * order, repeated or nested end at the same key. undefined for an empty list.
 */
export function canonicalKey(addresses: Iterable<string>): string | undefined {
  let least: string | undefined
  for (const address of addresses) if (least === undefined || compareAddresses(address, least) < 0) least = address
  return least
}
