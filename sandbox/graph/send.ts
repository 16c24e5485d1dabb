import type { Core } from '../core.ts'
import { type Struck, strikeAndBook } from '../faults.ts'
import { between, randomFor } from '../random.ts'
import type { NewRequest } from '../store/requests.ts'
import type { NumberState } from '../store/world.ts'
import type { Answer, Call, Category, Refusal, Send } from '../types.ts'
import { planStatuses } from '../webhooks/plan.ts'
import { checkSend } from './check-send.ts'
import { graphError, json } from './errors.ts'
import { afterRefusal } from './stops.ts'
import { wamidFor } from './wamid.ts'

/**
 * `POST /{phone number id}/messages` after the body was validated: faults, then Meta's own checks, then acceptance.
 * Everything that happens is entered in one row; runs without an await, so that requests are judged one by one.
 * @param parsed the message, or why its body was refused
 */
export function answerSend(core: Core, call: Call, parsed: Send | Refusal): Answer {
  const n = core.nextN()
  const now = core.now()
  const random = randomFor(core.config().seed, n)
  const number = core.world.number(call.id, call.tokenHash)
  const send = 'code' in parsed ? null : parsed
  const address = send?.to ?? send?.recipient ?? null
  const user = address === null ? null : core.world.user(address)
  const category = send === null || send.kind === 'read' ? null : categoryOf(core, number, send)
  const row: NewRequest = {
    n,
    at: call.at,
    lateMs: call.lateMs,
    method: call.method,
    path: call.path,
    edge: call.edge,
    subject: call.id,
    wabaId: number.wabaId,
    to: address,
    user,
    type: send?.type ?? null,
    category,
    tokenHash: call.tokenHash,
    opaque: send?.opaque ?? null,
    outcome: 'refused',
    code: null,
    http: 200,
    wamid: null,
    answeredAt: now,
    plan: [],
  }
  const struck = strikeAndBook(core, { edge: 'messages', phoneNumberId: call.id, wabaId: number.wabaId, user }, random)
  const delayMs = struck.latency === null ? 0 : between(random, [struck.latency.minMs, struck.latency.maxMs])
  row.answeredAt = now + delayMs

  const bare = bareStatus(struck)
  if (bare !== null) return enter(core, { ...row, outcome: 'status', http: bare.http }, bare, delayMs)
  const refusal = refusalOf(core, call, parsed, struck, number, user, category)
  if (refusal !== null) {
    const answer = graphError(refusal.code, refusal.details, `sandbox-${n}`)
    afterRefusal(core, refusal.code, { number, user, tokenHash: call.tokenHash, at: row.answeredAt })
    return enter(core, { ...row, code: refusal.code, http: answer.http }, answer, delayMs)
  }
  if (send === null || send.kind === 'read' || user === null || address === null) {
    return enter(core, { ...row, outcome: 'accepted' }, json(200, { success: true }), delayMs)
  }
  row.wamid = wamidFor(core.epoch(), call.id, n)
  const { delays, readShare } = core.config()
  row.plan = planStatuses(now, send.type, delays, readShare, struck.webhooks, random)
  const answer = json(200, accepted(core, address, user, row.wamid, struck))
  if (struck.lostAnswer === null) return enter(core, { ...row, outcome: 'accepted' }, answer, delayMs)
  const lost = { ...row, outcome: 'lost' as const, answeredAt: null }
  if (struck.lostAnswer.how === 'reset') return enter(core, lost, { ...answer, reset: true }, delayMs)
  return enter(core, lost, answer, struck.lostAnswer.stallMs)
}

function enter(core: Core, row: NewRequest, answer: Answer, delayMs: number): Answer {
  core.enter(row)
  return { ...answer, delayMs }
}

function bareStatus(struck: Struck): Answer | null {
  if (struck.status === null) return null
  const { http, body } = struck.status
  if (body === 'empty') return { ...json(http, null), contentType: 'text/plain', body: '' }
  if (body !== 'html') return json(http, body)
  const page = `<!DOCTYPE html><html><head><title>Error</title></head><body>Sorry, something went wrong.</body></html>`
  return { ...json(http, null), contentType: 'text/html; charset=utf-8', body: page }
}

function refusalOf(
  core: Core,
  call: Call,
  parsed: Send | Refusal,
  struck: Struck,
  number: NumberState,
  user: string | null,
  category: Category | null,
): Refusal | null {
  if (call.tokenHash === null) return { code: 190, details: 'An access token is required to request this resource' }
  if (core.world.isDead(call.tokenHash)) return { code: 190, details: 'The session has been invalidated' }
  if (struck.error !== null) return { code: struck.error.code, details: 'By order of the sandbox' }
  if ('code' in parsed) return parsed
  if (parsed.kind === 'read') return null
  return checkSend(core, { send: parsed, number, user, category, at: call.at })
}

/** Category as Meta bills it: the template's own, or service. A template that is not known counts as marketing. */
function categoryOf(core: Core, number: NumberState, send: Send): Category {
  if (send.template === null) return 'service'
  const { name, language } = send.template
  const known = core.world.templates(number.wabaId).find((one) => one.name === name && one.language === language)
  if (known === undefined || known.category === 'MARKETING') return 'marketing'
  return known.category === 'UTILITY' ? 'utility' : 'authentication'
}

/** Shape of a good answer: section 4.6 of the reference; to a user id Meta answers without `wa_id`. */
function accepted(core: Core, address: string, user: string, wamid: string, struck: Struck) {
  const userId = core.world.userIdOf(user)
  const shown = core.config().identity === 'phone' ? null : userId
  const contact = address.startsWith('+')
    ? { input: address, wa_id: user, ...(shown === null ? {} : { user_id: shown }) }
    : { input: address, user_id: address }
  const status = struck.messageStatus === null ? {} : { message_status: struck.messageStatus.value }
  return { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id: wamid, ...status }] }
}
