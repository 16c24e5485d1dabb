/** What the state fixture of a release holds (scripts/make-fixture.ts), for the test that opens it with today's code. */
export interface Fixture {
  version: string
  packageId: string
  /** sends · paused by a person, with messages in its queue · made an attempt whose outcome nobody knows */
  numbers: { sending: string; paused: string; unknown: string }
  optedOut: string
  messages: { id: string; what: FixtureKind; status: string; to: string }[]
}

export type FixtureKind = 'ended' | 'queued' | 'scheduled' | 'unknown' | 'held'

/** Further away than this code will live: what waits in the fixture must not expire before it is opened. */
export const FAR = '2090-01-01T00:00:00Z'
export const SCHEDULED = '2089-01-01T00:00:00Z'
