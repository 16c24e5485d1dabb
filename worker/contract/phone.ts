import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** Business-scoped user id: two letters of a country, optionally ENT, up to 128 letters and digits. */
const BSUID = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/

/** What people write around the digits: Meta strips the same. */
const PHONE = /^\+?[0-9 ().-]{5,32}$/

/**
 * A recipient as it goes to Meta: `+digits`, or undefined when the text is no possible international number.
 * Without "+" the number is read as international all the same: Meta would put the sender's own country code before it
 * and misdeliver. Length by country is checked, not the allocation of blocks, which changes faster than any table.
 */
export function normalisePhone(text: string): string | undefined {
  if (text !== last.text) last = { text, phone: parse(text.trim()) }
  return last.phone
}

function parse(text: string): string | undefined {
  if (!PHONE.test(text)) return undefined
  const parsed = parsePhoneNumberFromString(text.startsWith('+') ? text : `+${text}`)
  return parsed?.isPossible() === true ? parsed.number : undefined
}

/** A message's recipient is checked with its shape and then asked for once more. */
let last: { text: string; phone: string | undefined } = { text: '', phone: undefined }

export function isBsuid(text: string): boolean {
  return BSUID.test(text)
}

/** `+digits` or a BSUID as it stands; undefined for neither. */
export function normaliseAddress(text: string): string | undefined {
  const trimmed = text.trim()
  return isBsuid(trimmed) ? trimmed : normalisePhone(trimmed)
}
