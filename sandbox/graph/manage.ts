import type { Core } from '../core.ts'
import { strikeAndBook } from '../faults.ts'
import { between, randomFor } from '../random.ts'
import type { Answer, Call, Edge, MediaFile, Refusal } from '../types.ts'
import { graphError, json } from './errors.ts'
import { answerDownload, answerMedia, answerUpload } from './media.ts'
import { answerMessageHistory } from './message-history.ts'
import { answerNumber } from './number.ts'
import { answerPhoneNumbers } from './phone-numbers.ts'
import { answerDeregister, answerRegister } from './register.ts'
import { afterRefusal } from './stops.ts'
import { answerSubscribedApps } from './subscribed-apps.ts'
import { answerTemplates } from './templates.ts'

const EDGE_ANSWERS: Record<
  Exclude<Edge, 'messages'>,
  (core: Core, call: Call, file?: MediaFile | Refusal) => Answer
> = {
  number: answerNumber,
  phone_numbers: answerPhoneNumbers,
  message_templates: answerTemplates,
  message_history: answerMessageHistory,
  subscribed_apps: answerSubscribedApps,
  register: answerRegister,
  deregister: answerDeregister,
  media: answerUpload,
  media_id: answerMedia,
  media_download: answerDownload,
}

/** Edges under a phone number id; the others stand under a WABA id. */
const OF_NUMBER: readonly Edge[] = ['number', 'message_history', 'register', 'deregister', 'media']

/** Any call but a send: token, faults, the edge's own answer, usage headers, and its row in the ledger. */
export function answerManage(
  core: Core,
  call: Call,
  edge: Exclude<Edge, 'messages'>,
  file?: MediaFile | Refusal,
): Answer {
  const n = core.nextN()
  const now = core.now()
  const random = randomFor(core.config().seed, n)
  const ofNumber = OF_NUMBER.includes(edge)
  const number = ofNumber ? core.world.number(call.id, call.tokenHash) : null
  const wabaId = number?.wabaId ?? call.id
  const struck = strikeAndBook(core, { edge, phoneNumberId: call.id, wabaId, user: null }, random)
  const delayMs = struck.latency === null ? 0 : between(random, [struck.latency.minMs, struck.latency.maxMs])
  const stalled = struck.lostAnswer?.how === 'stall' ? struck.lostAnswer.stallMs : delayMs
  let answer: Answer
  let code: number | null = null
  if (call.tokenHash === null || core.world.isDead(call.tokenHash)) code = 190
  else if (struck.error !== null) code = struck.error.code
  if (struck.status !== null) {
    const { http, body } = struck.status
    answer = typeof body === 'string' ? { ...json(http, null), contentType: 'text/html', body: '' } : json(http, body)
  } else if (code !== null) {
    answer = graphError(code, 'The call was refused', `sandbox-${n}`)
    afterRefusal(core, code, { number, user: null, tokenHash: call.tokenHash, at: now + delayMs })
  } else {
    answer = EDGE_ANSWERS[edge](core, call, file)
  }
  core.enter({
    n,
    at: call.at,
    lateMs: call.lateMs,
    method: call.method,
    path: call.path,
    edge,
    subject: call.id,
    wabaId,
    to: null,
    user: null,
    type: null,
    category: null,
    tokenHash: call.tokenHash,
    opaque: null,
    outcome:
      struck.lostAnswer !== null
        ? 'lost'
        : struck.status !== null
          ? 'status'
          : answer.http < 400
            ? 'accepted'
            : 'refused',
    code,
    http: answer.http,
    wamid: null,
    answeredAt: struck.lostAnswer === null ? now + delayMs : null,
    plan: [],
  })
  const headers = core.usage.headers(wabaId, now)
  return { ...answer, headers, delayMs: stalled, reset: struck.lostAnswer?.how === 'reset' }
}
