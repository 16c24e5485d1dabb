import { listOf, memberOf, numberOf, textOf } from '../domain/json.ts'
import { type MessagingLimit, parseMessagingLimit } from '../domain/limitTier.ts'
import type { Host } from '../kit/host.ts'
import { type CallResult, readCall, type Target } from './read-call.ts'

/** What Meta says of a number; null = not said. Words as Meta writes them, in capitals. */
export interface NumberFacts {
  displayPhoneNumber: string | null
  verifiedName: string | null
  /** CONNECTED sends; every other one does not */
  status: string | null
  /** GREEN, YELLOW, RED; null also for NA and UNKNOWN */
  quality: string | null
  throughput: string | null
  nameStatus: string | null
  /** undefined = not said, null = unlimited */
  messagingLimit: MessagingLimit | undefined
  health: {
    /** AVAILABLE, LIMITED, BLOCKED of the whole */
    canSend: string | null
    /** entities that cannot send freely, with their error codes */
    troubled: { type: string; canSend: string; codes: number[]; detail: string | null }[]
  }
  /** owner_business_info.id: the portfolio */
  businessId: string | null
}

const FIELDS = [
  'id',
  'display_phone_number',
  'verified_name',
  'status',
  'quality_rating',
  'throughput',
  'whatsapp_business_manager_messaging_limit',
  'name_status',
  'health_status',
]
/** Meta documents it for accounts; a Graph version that does not know it for numbers refuses the whole call with 100. */
const OWNER_FIELD = 'owner_business_info'
const INVALID_PARAMETER = 100

/** GET /{phone number id}. Counts against the WABA's management calls (twice when the owner is refused). */
export async function getNumber(host: Host, target: Target): Promise<CallResult<NumberFacts>> {
  const ask = (fields: string[]): Promise<CallResult<NumberFacts>> =>
    readCall(
      host,
      target,
      { method: 'GET', path: [target.phoneNumberId], query: { fields: fields.join(',') } },
      parseNumber,
    )
  const full = await ask([...FIELDS, OWNER_FIELD])
  return !full.ok && full.code === INVALID_PARAMETER ? ask(FIELDS) : full
}

/** Tolerant: only an answer that is no object at all is refused (undefined). */
export function parseNumber(body: unknown): NumberFacts | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  const quality = word(memberOf(body, 'quality_rating'))
  return {
    displayPhoneNumber: textOf(memberOf(body, 'display_phone_number')),
    verifiedName: textOf(memberOf(body, 'verified_name')),
    status: word(memberOf(body, 'status')),
    quality: quality === 'NA' || quality === 'UNKNOWN' ? null : quality,
    throughput: word(memberOf(body, 'throughput', 'level') ?? memberOf(body, 'throughput')),
    nameStatus: word(memberOf(body, 'name_status')),
    messagingLimit: limitIn(body),
    health: {
      canSend: word(memberOf(body, 'health_status', 'can_send_message')),
      troubled: listOf(memberOf(body, 'health_status', 'entities')).flatMap(troubledEntity),
    },
    businessId: textOf(memberOf(body, 'owner_business_info', 'id')),
  }
}

/** The new field first, then the deprecated one; both may wrap the tier in an object. */
function limitIn(body: unknown): MessagingLimit | undefined {
  for (const name of ['whatsapp_business_manager_messaging_limit', 'messaging_limit_tier']) {
    const value = memberOf(body, name)
    const found = parseMessagingLimit(memberOf(value, 'messaging_limit_tier') ?? memberOf(value, 'value') ?? value)
    if (found !== undefined) return found
  }
  return undefined
}

function troubledEntity(entity: unknown): NumberFacts['health']['troubled'] {
  const canSend = word(memberOf(entity, 'can_send_message'))
  if (canSend === null || canSend === 'AVAILABLE') return []
  const errors = listOf(memberOf(entity, 'errors'))
  return [
    {
      type: word(memberOf(entity, 'entity_type')) ?? 'UNKNOWN',
      canSend,
      codes: errors.map((error) => numberOf(memberOf(error, 'error_code'))).filter((code) => code !== null),
      detail:
        errors.map((error) => textOf(memberOf(error, 'error_description'))).find((text) => text !== null) ??
        textOf(listOf(memberOf(entity, 'additional_info'))[0]),
    },
  ]
}

function word(value: unknown): string | null {
  return typeof value === 'string' ? (textOf(value)?.toUpperCase() ?? null) : null
}
