import { parseJson } from '../domain/json.ts'
import { outcomeOf, type SendOutcome } from '../domain/outcome.ts'
import type { Host } from '../kit/host.ts'
import { exchange } from './exchange.ts'
import { graphUrl, isTimeout, type Target } from './read-call.ts'
import { usageOf } from './usage.ts'
import { withoutToken } from './without-token.ts'

const SEND_TIMEOUT_MS = 20_000

/** A business-scoped user id: country code, dot, alphanumerics; with ENT the parent form. */
const BSUID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/

export interface OutgoingMessage {
  /** the Cloud API message object as JSON text, as the caller gave it, without `guard` */
  content: string
  /** E.164 with + or a business-scoped user id */
  to: string
  /** biz_opaque_callback_data: `<messageId>.<attempt>.<mac>`, in the place of a caller's own value */
  opaque: string
}

export interface SendResult {
  outcome: SendOutcome
  /** from X-Business-Use-Case-Usage, null when it names none */
  regainMinutes: number | null
}

/**
 * Sends one message, once: never repeated here. Never rejects for what the network or Meta does; a timeout (20 s), a reset
 * or an unreadable answer is an `unknown` outcome. `wide` = through a stateless Worker call.
 */
export async function sendMessage(
  host: Host,
  target: Target,
  message: OutgoingMessage,
  wide: boolean,
): Promise<SendResult> {
  const body = JSON.stringify(requestBody(message))
  try {
    const answer = await exchange(host, graphUrl(target, target.phoneNumberId, 'messages'), {
      method: 'POST',
      headers: { authorization: `Bearer ${target.token}`, 'content-type': 'application/json' },
      body,
      timeoutMs: SEND_TIMEOUT_MS,
      wide,
    })
    const { status } = answer
    const outcome = outcomeOf({ status, body: withoutToken(answer.body, target.token) })
    return { outcome, regainMinutes: usageOf(answer.headers).regainMinutes }
  } catch (error) {
    return { outcome: outcomeOf({ failure: isTimeout(error) ? 'timeout' : 'reset' }), regainMinutes: null }
  }
}

/**
 * The body as Meta takes it: members that we do not know go unchanged; a business-scoped user id goes as `recipient`, since
 * `to` wins where both are given. Throws for content that is no JSON object: it was validated at the edge.
 */
export function requestBody(message: OutgoingMessage): Record<string, unknown> {
  const content = parseJson(message.content)
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new Error('the content of a message is not a JSON object')
  const { to: _to, recipient: _recipient, ...rest } = content as Record<string, unknown>
  const address = BSUID.test(message.to) ? { recipient: message.to } : { to: message.to }
  return {
    recipient_type: 'individual',
    ...rest,
    messaging_product: 'whatsapp',
    ...address,
    biz_opaque_callback_data: message.opaque,
  }
}
