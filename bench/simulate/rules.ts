/** Every rule that the judge knows; a run in which one of them looked at nothing has not proven it. */
export const RULES = [
  // pace, at each send
  ...(['cap-perSecond', 'cap-hourly', 'cap-threeHourly', 'cap-daily', 'cooldown', 'cooldown-quiet'] as const),
  ...(['in-flight', 'pair-gap', 'blackout', 'reach'] as const),
  // stops and consent, at each send; after Meta's word on a number, at the end
  ...(['stopped', 'account-held', 'template-held', 'opted-out', 'opted-out-joined', 'window', 'deleted'] as const),
  ...(['meta-opt-out', 'struck', 'struck-shared'] as const),
  // what was promised of a message itself
  ...(['content', 'package-of-number', 'pinned', 'expired', 'send-at', 'tied'] as const),
  // each message ends, once, and as the wire says
  ...(['promised-found', 'nothing-open', 'final', 'status-known', 'status-proven', 'never-sent'] as const),
  ...(['unresolved-has-cause', 'unknown-never-expires', 'cancelled-not-sent', 'cancelled-stays'] as const),
  // never twice
  ...(['at-most-once', 'repeat-allowed', 'repeat-silence', 'repeat-evidence', 'repeat-signatures'] as const),
  ...(['repeat-unheard', 'repeat-before-end', 'duplicate-confirmed'] as const),
  // order and place
  ...(['order', 'one-number', 'needless-wait'] as const),
  // the history
  ...(['in-d1', 'd1-equal', 'd1-timeline', 'd1-never-leads', 'outbox-empty', 'rev-unique', 'timeline-unique'] as const),
  ...(['erased', 'erased-everywhere'] as const),
] as const
export type Rule = (typeof RULES)[number]
