import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** The country of an address: ISO 3166 of a phone number or a business-scoped user id, its calling code where several share one. */
export function countryOf(address: string): string | null {
  const scoped = /^([A-Z]{2})\./.exec(address)
  if (scoped?.[1] !== undefined) return scoped[1]
  const parsed = parsePhoneNumberFromString(address)
  return parsed?.country ?? parsed?.countryCallingCode ?? null
}
