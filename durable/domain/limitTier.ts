/** Unique recipients per rolling 24 h outside the service window: a number, null = unlimited. */
export type MessagingLimit = number | null

/**
 * Meta's messaging limit in every spelling that it uses: TIER_250, TIER_2K, TIER_UNLIMITED, UNLIMITED, -1, 2000, "2000".
 * undefined = not said (absent, TIER_NOT_SET, or a word that we do not know).
 */
export function parseMessagingLimit(value: unknown): MessagingLimit | undefined {
  if (typeof value === 'number') {
    if (value === -1) return null
    return Number.isInteger(value) && value >= 0 ? value : undefined
  }
  if (typeof value !== 'string') return undefined
  const word = value
    .trim()
    .toUpperCase()
    .replace(/^TIER_/, '')
  if (word === 'UNLIMITED' || word === '-1') return null
  const found = /^(\d+)(K?)$/.exec(word)
  return found === null ? undefined : Number(found[1]) * (found[2] === 'K' ? 1000 : 1)
}
