/** A prefix and 43 characters of 32 random bytes. */
export function randomToken(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  const text = btoa(String.fromCharCode(...bytes))
  return `${prefix}${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`
}
