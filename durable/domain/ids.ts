/**
 * Ids. A message id names its package so that any Worker can ask the owner without D1:
 * `wg` + 10 characters of the package + 9 of time (base 36 ms) + 4 of sequence within the actor + 3 random = 28 characters.
 * With `.<attempt>.<16 of mac>` it stays within the 64 characters of the opaque string.
 */
const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz'

function randomText(length: number, random: () => number): string {
  let text = ''
  for (let i = 0; i < length; i++) text += ALPHABET[Math.floor(random() * 36)] ?? '0'
  return text
}

export function newPackageId(random: () => number): string {
  return `pkg_${randomText(10, random)}`
}

const PACKAGE_ID = /^pkg_[0-9a-z]{10}$/

/** Whether the text has the form of our package ids. */
export function isPackageId(text: string): boolean {
  return PACKAGE_ID.test(text)
}

export function newMessageId(packageId: string, now: number, seq: number, random: () => number): string {
  const time = Math.floor(now).toString(36).padStart(9, '0').slice(-9)
  const tail = (seq % 36 ** 4).toString(36).padStart(4, '0')
  return `wg${packageId.slice(4)}${time}${tail}${randomText(3, random)}`
}

const MESSAGE_ID = /^wg([0-9a-z]{10})[0-9a-z]{16}$/

/** The package that a message id names, or undefined for text that is no message id. */
export function packageOfMessage(id: string): string | undefined {
  const found = MESSAGE_ID.exec(id)
  return found?.[1] === undefined ? undefined : `pkg_${found[1]}`
}
