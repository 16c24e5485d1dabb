/** What a list of recipients holds, read from pasted text or a file. */
export type Lines = {
  /** each once, as written */
  readonly recipients: readonly string[]
  /** lines that hold no address */
  readonly unread: readonly { readonly line: number; readonly text: string }[]
  /** how often an address came again */
  readonly repeated: number
}

/** What people write around the digits of an international number. */
const PHONE = /^\+?[0-9 ().-]{5,32}$/
/** Meta's business-scoped user id: two letters of a country, a dot, letters and digits. */
const USER_ID = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/

/** Whether a text can be a recipient's address at all; the guard itself knows which numbers are possible. */
export const looksLikeAddress = (text: string): boolean => {
  const trimmed = text.trim()
  if (USER_ID.test(trimmed)) return true
  const digits = trimmed.replace(/\D/g, '').length
  return PHONE.test(trimmed) && digits >= 7 && digits <= 15
}

/** The first cell of a line of CSV or of a plain list, without its quotes. */
const cellOf = (line: string): string =>
  (line.split(/[,;\t]/)[0] ?? '')
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim()

/**
 * Reads one address from each line: the first cell, or the whole line. A first line of words is taken for a heading; empty
 * lines are passed over.
 */
export const readLines = (text: string): Lines => {
  const seen = new Set<string>()
  const unread: { line: number; text: string }[] = []
  let repeated = 0
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const cell = cellOf(line)
    if (cell === '') continue
    if (!looksLikeAddress(cell)) {
      const heading = index === 0 && /^[\p{L}_ ]+$/u.test(cell)
      if (!heading) unread.push({ line: index + 1, text: cell.slice(0, 80) })
    } else if (seen.has(cell)) repeated += 1
    else seen.add(cell)
  }
  return { recipients: [...seen], unread, repeated }
}

/** Recipients in portions that one request takes. */
export const portionsOf = (recipients: readonly string[], most: number): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(recipients.length / most) }, (_, at) => recipients.slice(at * most, (at + 1) * most))

/** Which of a portion a refusal names: paths are `recipients.3`. */
export const namedIn = (
  errors: readonly { readonly path: string }[],
  portion: readonly string[],
): readonly string[] => {
  const at = new Set(errors.flatMap(({ path }) => /^recipients\.(\d+)$/.exec(path)?.[1] ?? []).map(Number))
  return portion.filter((_, index) => at.has(index))
}
