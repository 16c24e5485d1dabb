/** Two-digit calling codes (ITU-T E.164); +1 and +7 have one digit, all others three. */
const TWO = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/

/** How the digits after the calling code are grouped, in threes with a last group of two to four. */
const grouped = (digits: string): string => {
  const groups: string[] = []
  let rest = digits
  while (rest.length > 4) {
    groups.push(rest.slice(0, 3))
    rest = rest.slice(3)
  }
  return [...groups, rest].filter((group) => group !== '').join(' ')
}

/**
 * A phone number for the eye: `+57 300 123 4567`. What is no E.164 number (a user id of Meta, the hash of someone erased)
 * comes back as it is.
 */
export const phone = (text: string): string => {
  const digits = /^\+?([1-9]\d{6,14})$/.exec(text)?.[1]
  if (digits === undefined) return text
  const code = /^[17]/.test(digits) ? 1 : TWO.test(digits) ? 2 : 3
  return `+${digits.slice(0, code)} ${grouped(digits.slice(code))}`
}

/** A long id with its middle left out: `wg3rhv…zo13`; both ends tell ids apart. */
export const shortId = (id: string, head = 6, tail = 4): string =>
  id.length <= head + tail + 1 ? id : `${id.slice(0, head)}…${id.slice(-tail)}`
