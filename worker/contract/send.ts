import * as z from 'zod'
import { Guard } from './guard.ts'
import { Contacts } from './kinds/contacts.ts'
import { Interactive } from './kinds/interactive.ts'
import { Location } from './kinds/location.ts'
import { Audio, Document, Image, Sticker, Video } from './kinds/media.ts'
import { Reaction } from './kinds/reaction.ts'
import { Template } from './kinds/template.ts'
import { Text } from './kinds/text.ts'
import { isBsuid, normalisePhone } from './phone.ts'
import { ProblemView } from './problem.ts'
import { Instant, ReasonView } from './wire.ts'

const KINDS = {
  text: Text,
  template: Template,
  image: Image,
  audio: Audio,
  video: Video,
  document: Document,
  sticker: Sticker,
  location: Location,
  contacts: Contacts,
  interactive: Interactive,
  reaction: Reaction,
} as const

export type MessageKind = keyof typeof KINDS

export const MESSAGE_KINDS: readonly MessageKind[] = [
  'text',
  'template',
  'image',
  'audio',
  'video',
  'document',
  'sticker',
  'location',
  'contacts',
  'interactive',
  'reaction',
]

/** What every kind has in common. `to` or `recipient`; when both are given `to` wins, as at Meta. */
const COMMON = {
  messaging_product: z.literal('whatsapp').optional(),
  recipient_type: z.literal('individual').optional(),
  to: z
    .string()
    .refine((text) => normalisePhone(text) !== undefined, { error: 'must be a phone number in E.164' })
    .optional()
    .meta({ description: 'Phone number in E.164', examples: ['+16505551234'] }),
  recipient: z
    .string()
    .refine(isBsuid, { error: 'must be a business-scoped user id' })
    .optional()
    .meta({ description: 'Business-scoped user id', examples: ['US.13491208655302741918'] }),
  context: z.looseObject({ message_id: z.string().min(1).max(512) }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
  guard: Guard.optional(),
}

function kind<Name extends MessageKind>(name: Name) {
  return z.looseObject({ ...COMMON, type: z.literal(name), [name]: KINDS[name] })
}

/**
 * A Cloud API message object with the guard's options beside it: the body of POST .../messages. Members that we do not
 * know go to Meta unchanged.
 */
export const SendBody = z
  .discriminatedUnion('type', [
    kind('text'),
    kind('template'),
    kind('image'),
    kind('audio'),
    kind('video'),
    kind('document'),
    kind('sticker'),
    kind('location'),
    kind('contacts'),
    kind('interactive'),
    kind('reaction'),
  ])
  .superRefine((value, context) => {
    if (value['to'] === undefined && value['recipient'] === undefined)
      context.addIssue({ code: 'custom', message: 'is needed: a phone number in E.164', path: ['to'] })
    // Meta refuses a reaction that is itself a reply (README of the Cloud API, contextual replies)
    if (value['type'] === 'reaction' && value['context'] !== undefined)
      context.addIssue({ code: 'custom', message: 'is not possible with a reaction', path: ['context'] })
  })
  .meta({ id: 'SendMessage' })

/** Meta reads a missing `type` from the member that is there; so do we, and write it out. */
export function withType(body: { [key: string]: unknown }): { [key: string]: unknown } {
  if (body['type'] !== undefined) return body
  const present = MESSAGE_KINDS.filter((name) => body[name] !== undefined)
  const [only] = present
  return present.length === 1 && only !== undefined ? { ...body, type: only } : body
}

export const AcceptedView = z
  .object({
    id: z.string(),
    status: z.string(),
    profileId: z.string().nullable().meta({ description: 'null until bound' }),
    notBefore: Instant,
    reasons: z.array(ReasonView),
  })
  .meta({ id: 'Accepted' })

export const BATCH_MAX = 1000

/** Each item is checked on its own, so that one wrong item does not refuse the others. */
export const BatchBody = z.strictObject({
  messages: z.array(z.unknown()).min(1).max(BATCH_MAX).meta({ description: 'SendMessage bodies' }),
})

export const BatchView = z.object({ results: z.array(z.union([AcceptedView, z.object({ problem: ProblemView })])) })
