/** Types that cross between the sandbox's rooms. Times are integer milliseconds since the epoch. */

/** One Graph API call as the stateless half saw it. `at` is the arrival, taken before any await. */
export type Call = {
  at: number
  /** How long before `at` it may have arrived unseen. */
  lateMs: number
  method: string
  path: string
  /** What the call is about, e.g. `messages`; faults name it too. */
  edge: Edge
  /** The sandbox as the caller reached it, for URLs that lead back. */
  origin: string
  /** First path segment after the version: a phone number id or a WABA id. */
  id: string
  /** Hex head of SHA-256 of the bearer; the token itself goes no further than the route. */
  tokenHash: string | null
  query: Record<string, string>
  /** The JSON body as it came, for edges that need more than a summary; null when there was none. */
  body: string | null
}

export const EDGES = [
  'messages',
  'number',
  'phone_numbers',
  'message_templates',
  'message_history',
  'subscribed_apps',
  'register',
  'deregister',
  'media',
  'media_id',
  'media_download',
] as const
export type Edge = (typeof EDGES)[number]

/** What the object needs to know of a message; no text of it. */
export type Send = {
  kind: 'send' | 'read'
  to: string | null
  recipient: string | null
  /** `text`, `template`, `image`, ...; `read` for mark-as-read. */
  type: string
  opaque: string | null
  template: TemplateUse | null
  /** Ids of the files that it shows. */
  media: string[]
}

export type TemplateUse = {
  name: string
  language: string
  /** Type of the header's parameter, or null without one. */
  header: string | null
  /** Number of body parameters. */
  body: number
  /** Highest button index given, plus one. */
  buttons: number
}

/** An uploaded file. */
export type MediaFile = { mimeType: string; bytes: Uint8Array; sha256: string }

/** A refusal in Graph's terms; `code` decides HTTP status and wording. */
export type Refusal = { code: number; details: string }

/** What the stateless half answers with, after `delayMs`. */
export type Answer = {
  http: number
  contentType: string
  body: string
  /** A file in the body's place. */
  bytes?: Uint8Array
  headers: Record<string, string>
  delayMs: number
  /** Break the connection in the middle of the body instead of ending it. */
  reset: boolean
}

export type Category = 'marketing' | 'utility' | 'authentication' | 'service'

/** How a request ended, from the sender's point of view. */
export type Outcome =
  | 'accepted'
  /** Accepted, and then the answer was withheld or broken. */
  | 'lost'
  /** Answered with a Graph error code. */
  | 'refused'
  /** Answered with a status that carries no code (5xx, HTML). */
  | 'status'
