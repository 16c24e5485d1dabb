/** What durable/ names and no day need show, each with the reason: it cannot come about here, is no such thing, or is too rare. */
export const NOT_REACHED = {
  reason: {
    // why the guard goes on waiting, which it keeps to itself
    'at-most-once': 'the wait for a status is told to nobody',
    'silence-window': 'the wait for the end of the silence is told to nobody',
    'evidence-unknown': 'the question for proof is told to nobody',
    'webhooks-not-proven': 'the wait for another webhook is told to nobody',
    // of the evidence of a recommendation, which is part of a number's health and of no history
    'limit-*': 'evidence of a recommendation',
    'unknown-open': 'evidence of a recommendation; the alert of that name is listed',
    'webhooks-never': 'evidence of a recommendation',
    // numbers here are configured and checked before the day begins, and their tokens open
    'not-configured': 'no number is offered to before it is configured',
    'not-checked': 'the first check is answered before the day begins',
    unreachable: 'a number whose first check nobody answers',
    'not-subscribed': 'the fake Meta takes no right to subscribe away: check.test.ts',
    'token-unreadable': 'the vault of the simulation opens every token: token.test.ts',
    // bugs, and times that no day has
    'not-sent': 'only a bug keeps a request from being built: send.test.ts',
    'repeat-too-late': 'waits a day for its repeat, and expires first',
    'health-blocked': 'a sibling that Meta blocks just when a message is bound: not on 2,000 days for certain',
    'no-numbers': 'a package whose only numbers have just moved away: not on 2,000 days for certain, accept.test.ts',
    'not-a-member': 'a number that left just when a message is bound: not on 2,000 days for certain',
    // each takes several rare things at once: less than one day in 1,000 has one
    ended: 'a text that was erased, and a late status that a number does not know: offer.test.ts',
    'ended-before': 'ended while it was bound anew for a late status',
    erased: 'erased in the moment between request and refusal; the event of that name is listed',
    'late-status': 'the status of an attempt that was given back since',
    'signature-refused': 'one day in 1,000; what the portfolio answers is listed under evidence',
  },
  alert: {
    'account-notice': 'the fake Meta sends no ACCOUNT_ALERTS: holds.test.ts',
    'token-unreadable': 'the vault of the simulation opens every token: token.test.ts',
  },
  event: {
    received: 'the only event of an inbound message, whose history is not collected',
  },
} as const satisfies Record<string, Record<string, string>>
