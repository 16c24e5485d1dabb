import * as z from 'zod'
import type { Send } from '../types.ts'
import { context, envelope, media, phone, wamid, words } from './common.ts'
import { contacts } from './contacts.ts'
import { interactive } from './interactive.ts'
import { template, templateUse } from './template.ts'

const caption = words(1024).optional()
const degrees = (limit: number) =>
  z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]).refine((value) => Math.abs(Number(value)) <= limit, {
    message: `must lie between -${limit} and ${limit}`,
  })
const emoji = z
  .string()
  .max(64)
  .regex(/^$|\p{Extended_Pictographic}|\p{Regional_Indicator}|[0-9#*]\u{fe0f}?\u{20e3}/u, 'must be an emoji or empty')

/** A message of one type: the shared envelope, the object of that type, and nothing else. */
const message = <T extends string, S extends z.ZodRawShape>(type: T, own: S) =>
  z.strictObject({ ...envelope, type: z.literal(type), context, ...own })

const send = z.discriminatedUnion('type', [
  message('text', { text: z.strictObject({ body: words(4096), preview_url: z.boolean().optional() }) }),
  message('template', { template }),
  message('image', { image: media({ caption }) }),
  message('video', { video: media({ caption }) }),
  message('document', { document: media({ caption, filename: words(240).optional() }) }),
  message('audio', { audio: media({ voice: z.boolean().optional() }) }),
  message('sticker', { sticker: media({}) }),
  message('location', {
    location: z.strictObject({
      latitude: degrees(90),
      longitude: degrees(180),
      name: words(1000).optional(),
      address: words(1000).optional(),
    }),
  }),
  message('contacts', { contacts }),
  message('interactive', { interactive }),
  z.strictObject({
    ...envelope,
    type: z.literal('reaction'),
    reaction: z.strictObject({ message_id: wamid, emoji: emoji.optional() }),
  }),
])

const TYPES = send.options.map((option) => option.shape.type.value)

const addressed = send.superRefine((value, issues) => {
  if (value.to === undefined && value.recipient === undefined) {
    issues.addIssue({ code: 'custom', path: ['to'], message: 'to or recipient is required' })
  } else if (value.to !== undefined && value.recipient_type !== 'group' && !phone.safeParse(value.to).success) {
    issues.addIssue({ code: 'custom', path: ['to'], message: 'must be E.164 with a leading +' })
  }
})

const read = z.strictObject({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: wamid,
  typing_indicator: z.strictObject({ type: z.literal('text') }).optional(),
})

export type Parsed = { ok: true; send: Send } | { ok: false; details: string }

/**
 * Validates the body of `POST /{phone number id}/messages` as the reference documents it. A member that the reference
 * does not know is an error, so that a malformed payload of the guard is seen instead of being swallowed.
 * @param body the raw request body
 * @returns a summary without any content, or what is wrong with the first faulty member
 */
export function parseMessage(body: string): Parsed {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return { ok: false, details: 'The request body is not valid JSON' }
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { ok: false, details: 'The request body must be a JSON object' }
  }
  if ('status' in json) {
    const result = read.safeParse(json)
    if (!result.success) return { ok: false, details: explain(result.error) }
    return {
      ok: true,
      send: { kind: 'read', to: null, recipient: null, type: 'read', opaque: null, template: null, media: [] },
    }
  }
  const result = addressed.safeParse('type' in json ? json : { ...json, type: impliedType(json) })
  if (!result.success) return { ok: false, details: explain(result.error) }
  const value = result.data
  return {
    ok: true,
    send: {
      kind: 'send',
      to: value.to ?? null,
      recipient: value.recipient ?? null,
      type: value.type,
      opaque: value.biz_opaque_callback_data ?? null,
      template: value.type === 'template' ? templateUse(value.template) : null,
      media: mediaIds(value),
    },
  }
}

/** Without `type` Meta goes by the object that is there; two of its own examples leave it out. */
function impliedType(json: object): string {
  return TYPES.find((type) => type in json) ?? 'text'
}

const MEDIA = ['image', 'video', 'document', 'audio', 'sticker']

/** Ids of files wherever a message shows one: itself, in a header, in a template's parameters. */
function mediaIds(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    const id =
      MEDIA.includes(name) && typeof member === 'object' && member !== null && 'id' in member ? member.id : null
    return typeof id === 'string' ? [id] : mediaIds(member)
  })
}

/** The first issue as `path: message`; values are left out, they may be somebody's text. */
export function explain(error: z.ZodError): string {
  const issue = error.issues[0]
  if (issue === undefined) return 'Invalid parameter'
  const path = issue.path.map(String).join('.')
  return path === '' ? issue.message : `${path}: ${issue.message}`
}
