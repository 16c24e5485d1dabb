import type { Answer } from '../types.ts'

/**
 * The sandbox's own table: Graph code -> [HTTP status, message], after Meta's error-codes page (2025-11-19). Where a
 * status is not documented, 400, as for most. Kept apart from the guard's table on purpose: a slip there must show.
 */
const CODES: Readonly<Record<number, readonly [http: number, message: string]>> = {
  0: [401, 'AuthException'],
  1: [400, 'An unknown error occurred'],
  2: [503, 'Service temporarily unavailable'],
  3: [500, 'API Method'],
  4: [400, 'API Too Many Calls'],
  10: [403, 'Application does not have permission for this action'],
  33: [400, 'Parameter value is not valid'],
  100: [400, 'Invalid parameter'],
  190: [401, 'Access token has expired'],
  200: [403, 'API Permission'],
  368: [403, 'Temporarily blocked for policies violations'],
  803: [404, 'Some of the aliases you requested do not exist'],
  80007: [400, 'Rate limit issues'],
  80008: [400, 'There have been too many calls to this WhatsApp Business account'],
  130403: [400, 'Business has blocked the user'],
  130429: [400, 'Rate limit hit'],
  130472: [400, "User's number is part of an experiment"],
  130497: [403, 'Business account is restricted from messaging users in this country'],
  131000: [500, 'Something went wrong'],
  131005: [403, 'Access denied'],
  131008: [400, 'Required parameter is missing'],
  131009: [400, 'Parameter value is not valid'],
  131014: [400, 'Request for url failed'],
  131016: [500, 'Service unavailable'],
  131021: [400, 'Recipient cannot be sender'],
  131026: [400, 'Message undeliverable'],
  131030: [400, 'Recipient phone number not in allowed list'],
  131031: [403, 'Account has been locked'],
  131036: [400, "Message failed to be delivered on at least one of the user's devices"],
  131037: [400, 'Display name approval is needed'],
  131042: [400, 'Business eligibility payment issue'],
  131044: [400, 'Payment issue'],
  131045: [500, 'Incorrect certificate'],
  131047: [400, 'Re-engagement message'],
  131048: [400, 'Spam rate limit hit'],
  131049: [400, 'This message was not delivered to maintain healthy ecosystem engagement'],
  131050: [400, 'User has stopped marketing messages from this business'],
  131051: [400, 'Unsupported message type'],
  131052: [400, 'Media download error'],
  131053: [400, 'Media upload error'],
  131055: [400, 'Method not allowed'],
  131056: [400, '(Business Account, Consumer Account) pair rate limit hit'],
  131057: [500, 'Account in maintenance mode'],
  131059: [400, 'Invalid pagination cursor'],
  131060: [400, 'This message is unavailable'],
  131062: [400, 'Business-scoped user id recipients are not supported for this message'],
  131063: [400, 'Marketing templates are disabled on Cloud API'],
  131064: [400, 'Messaging limit reached for this template category'],
  132000: [400, 'Number of parameters does not match the expected number of params'],
  132001: [404, 'Template name does not exist in the translation'],
  132005: [400, 'Translated text too long'],
  132007: [400, 'Template format character policy violated'],
  132008: [400, 'Template parameter value is not valid'],
  132012: [400, 'Parameter format does not match format in the created template'],
  132015: [400, 'Template is paused'],
  132016: [400, 'Template is disabled'],
  132018: [400, 'Template validation error'],
  132068: [400, 'Flow is in blocked state'],
  132069: [400, 'Flow is in throttled state'],
  133000: [500, 'Incomplete deregistration'],
  133004: [503, 'Server temporarily unavailable'],
  133005: [400, 'Two step verification PIN mismatch'],
  133006: [400, 'Phone number re-verification needed'],
  133008: [400, 'Too many two step verification PIN guesses'],
  133009: [400, 'Two step verification PIN guessed too fast'],
  133010: [400, 'Phone number not registered'],
  133015: [400, 'Phone number is being deleted'],
  133016: [400, 'Account register/deregister rate limit exceeded'],
  134011: [400, 'WhatsApp Payments terms of service has not been accepted'],
  134100: [400, 'Only marketing messages supported'],
  134101: [400, 'Template is still syncing'],
  134102: [500, 'Template unavailable'],
  135000: [400, 'Generic user error'],
  136024: [400, 'Phone number is already verified'],
  137000: [400, 'Recipient identity key hash mismatch'],
  139100: [400, 'Failed to block or unblock some users'],
  139101: [400, 'Blocklist limit reached'],
  139102: [400, 'Blocklist concurrent update'],
  139103: [400, 'Internal error'],
  2388019: [400, 'Message template limit exceeded'],
  2494100: [400, 'Account in maintenance mode'],
  2593107: [400, 'Synchronization request limit exceeded'],
  2593108: [400, 'Synchronization request made outside of the allowed time window'],
}

/** Wording of a code, for `errors[]` in webhooks. An unknown code gets a neutral one. */
export function meaningOf(code: number): string {
  return CODES[code]?.[1] ?? 'Unknown error'
}

/**
 * Graph's error body under the right HTTP status (shape: Meta's error-codes page).
 * @param trace names the request in `fbtrace_id`
 */
export function graphError(code: number, details: string, trace: string): Answer {
  const [http, message] = CODES[code] ?? [400, 'Unknown error']
  const error = {
    message: `(#${code}) ${message}`,
    type: 'OAuthException',
    code,
    error_data: { messaging_product: 'whatsapp', details },
    fbtrace_id: trace,
  }
  return json(http, { error })
}

/** A JSON answer without delay. */
export function json(http: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    http,
    contentType: 'application/json; charset=utf-8',
    body: JSON.stringify(body),
    headers,
    delayMs: 0,
    reset: false,
  }
}
