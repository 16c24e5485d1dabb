import type { Core } from '../core.ts'
import type { NumberState } from '../store/world.ts'
import type { Answer, Call } from '../types.ts'
import { graphError, json } from './errors.ts'

const FIELDS: Record<string, (number: NumberState) => unknown> = {
  id: (one) => one.id,
  display_phone_number: (one) => one.displayPhoneNumber,
  verified_name: (one) => one.verifiedName,
  quality_rating: (one) => one.quality,
  status: (one) => one.status,
  throughput: (one) => ({ level: one.throughput }),
  whatsapp_business_manager_messaging_limit: (one) => one.tier,
  messaging_limit_tier: (one) => one.tier,
  name_status: (one) => one.nameStatus,
  code_verification_status: (one) => one.codeVerificationStatus,
  health_status: (one) => one.healthStatus ?? healthOf(one),
  owner_business_info: (one) => (one.businessId === null ? undefined : { id: one.businessId, name: one.businessId }),
  platform_type: () => 'CLOUD_API',
  account_mode: () => 'LIVE',
  is_official_business_account: () => false,
}
/** What Meta answers without `fields` (facebook/openapi v23.0). */
const DEFAULTS = 'id,display_phone_number,verified_name,quality_rating,code_verification_status,name_status'
/** Fields that only an account has: a call that asks for one of them means a WABA. */
const WABA_ONLY = ['name', 'timezone_id', 'message_template_namespace', 'currency', 'account_review_status']

/** `GET /{id}?fields=…`: a number, or an account where the id is known as one. */
export function answerNumber(core: Core, call: Call): Answer {
  const asked = splitFields(call.query['fields'] ?? DEFAULTS)
  if (core.world.waba(call.id) !== null || asked.some((field) => WABA_ONLY.includes(field))) {
    return answerWaba(core, call.id, asked)
  }
  if (call.tokenHash !== null) core.world.sawToken(call.id, call.tokenHash)
  return json200(call, core.world.number(call.id, call.tokenHash), asked)
}

function json200(call: Call, number: NumberState, asked: string[]): Answer {
  const body: Record<string, unknown> = {}
  for (const field of asked) {
    const read = FIELDS[field]
    if (read === undefined) return graphError(100, `Tried accessing nonexisting field (${field})`, call.id)
    body[field] = read(number)
  }
  return json(200, { ...body, id: number.id })
}

function answerWaba(core: Core, id: string, asked: string[]): Answer {
  const numbers = core.world.numbersOf(id)
  const business = numbers.find((one) => one.businessId !== null)?.businessId ?? null
  const body: Record<string, unknown> = {}
  if (asked.includes('name')) body['name'] = `Sandbox account ${id.slice(-4)}`
  if (business !== null && asked.includes('owner_business_info')) {
    body['owner_business_info'] = { id: business, name: business }
  }
  if (asked.includes('health_status')) {
    body['health_status'] = { can_send_message: 'AVAILABLE', entities: [entity('WABA', id)] }
  }
  const tier = numbers[0]?.tier
  if (tier !== undefined && asked.includes('whatsapp_business_manager_messaging_limit')) {
    body['whatsapp_business_manager_messaging_limit'] = tier
  }
  return json(200, { ...body, id })
}

/** Comma-separated names; a nested selection `{…}` asks for members that come along anyway. */
function splitFields(text: string): string[] {
  return text
    .replaceAll(/\{[^}]*\}/g, '')
    .split(',')
    .map((field) => field.trim())
    .filter((field) => field !== '')
}

function entity(type: string, id: string) {
  return { entity_type: type, id, can_send_message: 'AVAILABLE' }
}

function healthOf(number: NumberState) {
  const entities = [entity('PHONE_NUMBER', number.id), entity('WABA', number.wabaId), entity('APP', 'sandbox')]
  if (number.businessId !== null) entities.push(entity('BUSINESS', number.businessId))
  return { can_send_message: 'AVAILABLE', entities }
}

/** One number as lists show it. */
export function numberView(number: NumberState): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const field of splitFields(`${DEFAULTS},status,throughput`)) body[field] = FIELDS[field]?.(number)
  return body
}
