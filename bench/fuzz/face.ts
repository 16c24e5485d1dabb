import type { Body } from './body.ts'
import type { Dice } from './dice.ts'
import { hostileText } from './hostile.ts'
import { message } from './messages.ts'
import type { Answer } from './wire.ts'
import type { World } from './world.ts'

/** Where the guard speaks as Meta's Graph does. */
export const GRAPH = /^\/v\d+\.\d+(\/|$)/

/** A message or a mark-as-read, as a client of the Cloud API sends it. Most messages have time, so that nobody waits for Meta. */
export function faceMessage(dice: Dice, world: World): Record<string, unknown> {
  if (dice.chance(20))
    return {
      ...{ messaging_product: 'whatsapp', status: 'read' },
      message_id: dice.pick([...world.wamids, ...world.messageIds, 'wamid.x']),
      ...(dice.chance(30) ? { typing_indicator: { type: 'text' } } : {}),
    }
  const body = message(dice, world)
  const context = dice.chance(10) ? { context: { message_id: dice.pick(world.messageIds) } } : {}
  const media = dice.chance(10) ? { type: 'document', document: { id: dice.pick(world.mediaIds) } } : {}
  const { guard: _, ...bare } = body
  const later = dice.chance(95) ? { guard: { sendAt: world.soon } } : {}
  return { messaging_product: 'whatsapp', ...bare, ...context, ...media, ...later }
}

const BOUNDARY = 'fuzz7MA4YWxk'

/** Form data with a file, whole or with a part of it wrong. */
export function uploadBody(dice: Dice): Body {
  const type = dice.chance(80) ? 'text/plain' : dice.pick(['text/html', '', 'image/webp', 'x'.repeat(300)])
  const parts = [
    ...(dice.chance(90) ? [part('messaging_product', '', dice.chance(90) ? 'whatsapp' : hostileText(dice))] : []),
    ...(dice.chance(90)
      ? [part('file', `; filename="a.txt"\r\nContent-Type: ${type}`, 'b'.repeat(dice.pick([0, 1, 5000])))]
      : []),
    ...(dice.chance(10)
      ? [
          part(
            hostileText(dice)
              .slice(0, 20)
              .replaceAll(/["\r\n]/g, '_'),
            '',
            'x',
          ),
        ]
      : []),
  ]
  const whole = Buffer.from(`${parts.join('')}--${BOUNDARY}--\r\n`)
  const media = dice.chance(90) ? `multipart/form-data; boundary=${BOUNDARY}` : 'multipart/form-data'
  return {
    bytes: dice.chance(10) ? whole.subarray(0, dice.below(whole.length)) : whole,
    chunked: dice.chance(30),
    headers: [['content-type', media]],
  }
}

function part(name: string, more: string, value: string): string {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`
}

/** What is wrong with an error of the face: Graph's form, with our request's id unless it is Meta's own. */
export function graphFlaws(answer: Answer, media: string, body: unknown): string[] {
  if (media !== 'application/json') return [`${answer.status} as ${media || 'nothing'}`]
  const error: unknown = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined
  if (typeof error !== 'object' || error === null) return ['an error of Graph without `error`']
  const told: Record<string, unknown> = { ...error }
  const flaws: string[] = []
  if (!Number.isInteger(told['code'])) flaws.push('an error of Graph without a code')
  for (const name of ['message', 'type', 'fbtrace_id'])
    if (typeof told[name] !== 'string' || told[name] === '') flaws.push(`an error of Graph without ${name}`)
  if ((told['code'] === 190) !== (answer.status === 401))
    flaws.push(`code ${String(told['code'])} with ${answer.status}`)
  if (answer.status === 401 && answer.headers['www-authenticate'] === undefined)
    flaws.push('401 without WWW-Authenticate')
  if ([429, 503].includes(answer.status) && !(Number(answer.headers['retry-after']) >= 1))
    flaws.push(`${answer.status} without Retry-After`)
  return flaws
}
