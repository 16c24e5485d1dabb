import type * as z from 'zod'
import { parametersGiven } from '../../durable/domain/template-shape.ts'
import type { AcceptItem } from '../../durable/package/rpc.ts'
import { canonicalJson, sha256Hex } from './canonical.ts'
import { type Guard, wrongTimes } from './guard.ts'
import { normalisePhone } from './phone.ts'
import { type FieldError, invalid, invalidAt, type Problem } from './problem.ts'
import { SendBody, withType } from './send.ts'

/** One message may be this long, in bytes of its JSON. */
export const MESSAGE_BYTES = 65_536

const encoder = new TextEncoder()

type Bag = { [key: string]: unknown }

function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function bagAt(value: unknown, key: string): Bag | undefined {
  const member = isBag(value) ? value[key] : undefined
  return isBag(member) ? member : undefined
}

/**
 * A request body as the package takes it, or what is wrong with it. `body` is parsed JSON; `fallbackKey`
 * stands where the message brings no idempotency key of its own. The content is kept as given,
 * but for `guard`, `messaging_product` (the sender writes it) and the recipient in its normal form. `media`: ids of the files
 * that it shows.
 */
export async function acceptItem(
  body: unknown,
  now: number,
  fallbackKey: string | null,
): Promise<{ item: AcceptItem; media: string[] } | { problem: Problem }> {
  if (!isBag(body)) return { problem: invalidAt('', 'must be a message object') }
  const whole = withType(body)
  const parsed = SendBody.safeParse(whole)
  if (!parsed.success) return { problem: invalid(parsed.error) }
  const { guard, ...message } = parsed.data
  const options = guard ?? {}
  const key = options.idempotencyKey ?? fallbackKey
  // a request that is repeated under its key is answered as it was, however late: the package looks for that first
  const wrong = key === null ? wrongTimes(options, now) : []
  const times: FieldError[] = wrong.map((one) => ({ ...one, path: `guard.${one.path}` }))
  if (times.length > 0) return { problem: invalid(times) }
  const { guard: _guard, messaging_product: _product, to: _to, recipient: _recipient, ...kept } = whole
  const phone = message.to === undefined ? undefined : normalisePhone(message.to)
  const address = phone ?? message.recipient
  if (address === undefined) return { problem: invalidAt('to', 'is needed: a phone number in E.164') }
  const content = canonicalJson({ ...kept, ...(phone === undefined ? { recipient: address } : { to: address }) })
  if (encoder.encode(content).length > MESSAGE_BYTES)
    return { problem: { type: 'too-large', detail: `a message may have ${MESSAGE_BYTES} bytes` } }
  const { idempotencyKey: _key, ...hashed } = options
  const { guard: _own, ...bare } = body
  return {
    item: {
      to: address,
      type: message.type,
      content,
      template: templateOf(whole),
      tied: isTied(whole),
      parameters: message.type === 'template' ? parametersGiven(bagAt(whole, 'template')?.['components']) : null,
      guard: guardOf(options),
      idempotencyKey: key,
      // only a repetition under the same key is held against it
      bodyHash:
        key === null ? '' : sha256Hex(canonicalJson({ ...bare, ...(guard === undefined ? {} : { guard: hashed }) })),
    },
    media: mediaOf(whole),
  }
}

function guardOf(guard: z.infer<typeof Guard>): AcceptItem['guard'] {
  return {
    ...(guard.profileId === undefined ? {} : { profileId: guard.profileId }),
    ...(guard.priority === undefined ? {} : { priority: guard.priority }),
    ...(guard.policy === undefined ? {} : { policy: guard.policy }),
    ...(guard.sendAt === undefined ? {} : { sendAt: Date.parse(guard.sendAt) }),
    ...(guard.expiresAt === undefined ? {} : { expiresAt: Date.parse(guard.expiresAt) }),
    ...(guard.kind === undefined ? {} : { kind: guard.kind }),
    ...(guard.order === undefined ? {} : { order: guard.order }),
    ...(guard.reference === undefined ? {} : { reference: guard.reference }),
  }
}

function templateOf(body: Bag): AcceptItem['template'] {
  if (body['type'] !== 'template') return null
  const template = bagAt(body, 'template')
  const language = bagAt(template, 'language')
  return { name: String(template?.['name']), language: String(language?.['code']) }
}

function bagsIn(value: unknown): Bag[] {
  return Array.isArray(value) ? value.filter(isBag) : []
}

/** All components, those of a carousel's cards included. */
function componentsOf(body: Bag): Bag[] {
  const own = bagsIn(bagAt(body, 'template')?.['components'])
  const cards = own.flatMap((component) => bagsIn(component['cards'])).flatMap((card) => bagsIn(card['components']))
  return [...own, ...cards]
}

/** Of an interactive message and of the cards of its carousel. */
function headersOf(body: Bag): (Bag | undefined)[] {
  const interactive = bagAt(body, 'interactive')
  return [interactive, ...bagsIn(bagAt(interactive, 'action')?.['cards'])].map((one) => bagAt(one, 'header'))
}

function parametersIn(component: Bag): Bag[] {
  return bagsIn(component['parameters'])
}

const MEDIA = ['image', 'video', 'document', 'audio', 'sticker']

/** A reply and a reaction name a message, and a media id a file, that only one number knows. */
function isTied(body: Bag): boolean {
  return body['context'] !== undefined || body['type'] === 'reaction' || idsIn(body).length > 0
}

function mediaOf(body: Bag): string[] {
  return [...new Set(idsIn(body).filter((id) => typeof id === 'string'))]
}

function idsIn(body: Bag): unknown[] {
  const holders = [body, ...headersOf(body), ...componentsOf(body).flatMap(parametersIn)]
  return holders.flatMap((holder) => MEDIA.map((name) => bagAt(holder, name)?.['id'])).filter((id) => id !== undefined)
}
