/**
 * A key that the guard knows one send by: with the same key it accepts a message once, however often it is asked. Made of
 * what every browser has, also on an address that is no secure origin.
 */
export const newKey = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return `dashboard-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
