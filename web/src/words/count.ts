/** Figures in words: grouped digits, a real minus, and a unit wherever there is one. */

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const TENTH = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const MINUS = '\u2212'

/** `12,414` */
export const count = (value: number): string => WHOLE.format(value)

/** `93.7` */
export const tenth = (value: number): string => TENTH.format(value)

/** `1 message`, `12 messages` */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`

/** Of 0..1, without the sign: `96.4`, `0.0`; what is nearly all but not all never reads 100.0. */
export const percent = (share: number): string => {
  const text = TENTH.format(share * 100)
  if (share < 1 && text === '100.0') return '99.9'
  return share > 0 && text === '0.0' ? '<0.1' : text
}

/** `+1,510`, `−3`, `0` */
export const signed = (value: number): string => {
  const text = WHOLE.format(Math.abs(value))
  if (text === '0') return '0'
  return value > 0 ? `+${text}` : `${MINUS}${text}`
}

/** `+6.2`, `−1.9`, `0.0`: a change of percent or of points. */
export const signedTenths = (value: number): string => {
  const text = TENTH.format(Math.abs(value))
  if (text === '0.0') return text
  return value > 0 ? `+${text}` : `${MINUS}${text}`
}
