/** The only calls that the switchboard answers. */
export const CALLS = ['read', 'set'] as const
export type Call = (typeof CALLS)[number]

/** Where itty-durable's proxy sends its calls. */
export const ORIGIN = 'https://itty-durable'
export const TAG_HEADER = 'wg-door'

/** What the tag of a call is made of: the call and its arguments as they travel. */
export function callTag(call: Call, content: string): string {
  return `switchboard/${call}/${content}`
}
