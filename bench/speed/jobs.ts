/** What the load generator's process is told to do, and what it answers. */

/** Closed loop: each connection sends its next request when the last one is answered. */
export interface PostJob {
  kind: 'post'
  port: number
  packageId: string
  token: string
  connections: number
  /** Messages in a request; 1 = the route for one message. */
  batch: number
  /** Ends after so many messages, or after so many ms, whichever comes first. */
  count: number
  ms: number
  /** Message i goes to recipient `firstUser + i % users`. */
  firstUser: number
  users: number
  freeForm: boolean
  /** By the Cloud API's face, which answers when Meta has answered; else by the guard's own route. One message in a request. */
  face?: boolean
}

export interface PostDone {
  /** From the first request to the last answer. */
  ms: number
  /** Id of message i, by the face Meta's own; empty where it was refused or not answered. */
  ids: string[]
  requestMs: number[]
  /** What was not accepted, in words, a few of them. */
  refused: string[]
}

export interface StatusEvent {
  phoneId: string
  wabaId: string
  to: string
  wamid: string
  opaque: string
  status: 'sent' | 'delivered' | 'read'
}

/** Open loop: webhook i leaves at its time, however slow the answers to others are; delays count from that time. */
export interface WebhookJob {
  kind: 'webhooks'
  port: number
  appSecret: string
  perSecond: number
  events: StatusEvent[]
}

export interface WebhooksDone {
  ms: number
  /** From the time at which each should have left to its 200. */
  answerMs: number[]
  /** Not answered, or not by 200. */
  dropped: number
  refused: string[]
}

export type Job = PostJob | WebhookJob
