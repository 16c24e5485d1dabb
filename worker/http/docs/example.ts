/** The words of JSON Schema that the published document uses. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  examples?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  minimum?: number
  pattern?: string
  format?: string
  minLength?: number
}

const AT = '2026-11-21T09:30:00.000Z'
const LATER = '2026-11-22T09:30:00.000Z'
const PACKAGE = 'pkg_7k2m9x4q1a'
const NUMBER = '106540352242922'
const MESSAGE = 'wg7k2m9x4q1a0mwqz4h2t0001abc'

/** What stands under an `id`, by the part of the path that says whose it is. */
const IDS: Readonly<Record<string, string>> = {
  packages: PACKAGE,
  profiles: NUMBER,
  messages: MESSAGE,
  ...{ scheduled: MESSAGE, queue: MESSAGE, batch: MESSAGE },
  alerts: `profile:${NUMBER}:3`,
  'api-keys': 'key_3f9a1c7e5b2d4860',
  audit: 'edge:1f0c2f7e-6c1b-4c55-9d0e-0a6b0c4c9a11:package.created',
  'cloud-api': '1013859600285441',
}

/** Values by the name of a member, so that an answer reads as one of the guard's. */
const VALUES: Readonly<Record<string, unknown>> = {
  ...{ packageId: PACKAGE, packageIds: [PACKAGE], profileId: NUMBER, profileIds: [NUMBER], phoneNumberId: NUMBER },
  ...{ wabaId: '102290129340398', portfolioId: '506914307656634', messageId: MESSAGE, senderId: NUMBER },
  ...{ mediaId: '1013859600285441', version: 'v26.0', address: '+16505551234', recipient: '+16505551234' },
  ...{ to: LATER, from: AT, at: AT, expiresAt: LATER, until: LATER, endedAt: null, deletedAt: AT, readAt: null },
  ...{ name: 'Shop', displayName: 'Shop Berlin', title: 'Spam rate limit hit', reason: 'holiday', note: null },
  ...{ detail: 'why, in words', wamid: 'wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA', nextCursor: null },
  ...{ cursor: 'WzE3NjM3MTcwMDAwMDAsIndnNyJd', timezone: 'Europe/Berlin', status: 'queued', type: 'template' },
  ...{ key: `wg_${'Qm9va0Jvb2tCb29rQm9va0Jvb2tCb29rQm9va0Jvb2t'.slice(0, 43)}`, reference: 'order-4711' },
  ...{ category: 'utility', role: 'operator', rule: 'hold-waba', action: 'package.created', event: 'accepted' },
  ...{ graphUrl: 'https://graph.facebook.com', graphVersion: 'v26.0', url: 'https://guard.example/v26.0/1/download' },
  ...{ error: null, content: { type: 'text', text: { body: 'Hello' } }, evidence: {}, language: 'en_US', metaId: null },
  ...{ preset: 'standard', state: 'active', quality: 'GREEN', metaStatus: 'CONNECTED', sha256: '5891b5b522d5df08' },
  ...{ displayPhoneNumber: '+1 555-078-3881' },
  ...{ input: '+16505551234', wa_id: '16505551234', messaging_product: 'whatsapp', mime_type: 'image/jpeg' },
  ...{ accessToken: 'EAAG…', token: 'wg_…', code: 'scheduled', since: 'mwqzazh26cae-12', kind: 'key' },
  ...{ guidance: 'Send less, and look at what recipients reported.', seq: 'mwqzazh26cae-12' },
}

/** Whose id stands in a route's path, and whose in its answer: `/packages/{id}/messages` answers a message's. */
export function idsOf(path: string): { inPath: string; inAnswer: string } {
  if (path.startsWith('/{version}')) return { inPath: IDS['cloud-api'] ?? '', inAnswer: IDS['cloud-api'] ?? '' }
  const parts = path.split('/').slice(3)
  const last = parts.findLast((part) => part in IDS) ?? ''
  return { inPath: IDS[parts[0] ?? ''] ?? PACKAGE, inAnswer: IDS[last] ?? PACKAGE }
}

/** A value that fits a schema of the document and reads as a real one. Pure. */
export function exampleOf(schema: Schema, schemas: Record<string, Schema>, id: string, name = ''): unknown {
  if (schema.$ref !== undefined)
    return exampleOf(schemas[schema.$ref.replace('#/components/schemas/', '')] ?? {}, schemas, id, name)
  if (schema.const !== undefined) return schema.const
  const forms = schema.anyOf ?? schema.oneOf
  const named = name === 'id' ? id : VALUES[name]
  if (named !== undefined && fits(named, schema, forms)) return named
  if (schema.enum !== undefined) return schema.enum[0]
  if (forms !== undefined) return exampleOf(forms[0] ?? {}, schemas, id, name)
  if (typesOf(schema).includes('object') || schema.properties !== undefined) return objectOf(schema, schemas, id)
  if (typesOf(schema).includes('array'))
    return schema.items === undefined ? [] : [exampleOf(schema.items, schemas, id, singular(name))]
  return plain(schema, name)
}

function objectOf(schema: Schema, schemas: Record<string, Schema>, id: string): Record<string, unknown> {
  const wanted = new Set(schema.required ?? [])
  return Object.fromEntries(
    Object.entries(schema.properties ?? {})
      .filter(([name]) => wanted.has(name))
      .map(([name, member]) => [name, exampleOf(member, schemas, id, name)]),
  )
}

function plain(schema: Schema, name: string): unknown {
  if (schema.format === 'date-time') return AT
  const [type] = typesOf(schema)
  if (type === 'string') return String(schema.examples?.[0] ?? (name === '' ? 'text' : name))
  if (type === 'number' || type === 'integer') return Math.max(schema.minimum ?? 0, 0)
  if (type === 'boolean') return true
  return type === 'null' ? null : {}
}

/** A nullable member has two. */
function typesOf({ type }: Schema): string[] {
  return type === undefined ? [] : Array.isArray(type) ? type : [type]
}

/** Whether a named value is of the kind that the schema wants; of an enum it must be a member. */
function fits(value: unknown, schema: Schema, forms: Schema[] | undefined): boolean {
  if (forms !== undefined)
    return forms.some((form) => form.$ref === undefined && fits(value, form, form.anyOf ?? form.oneOf))
  if (schema.enum !== undefined) return schema.enum.includes(value)
  if (schema.format === 'date-time') return typeof value === 'string' && /^\d{4}-\d\d-/.test(value)
  if (schema.pattern !== undefined && !(typeof value === 'string' && new RegExp(schema.pattern).test(value)))
    return false
  const types = typesOf(schema)
  if (value === null) return types.includes('null')
  if (Array.isArray(value)) return types.includes('array')
  if (schema.properties !== undefined) return false
  return types.length === 0 || types.includes(typeof value)
}

function singular(name: string): string {
  return name === 'items' || name === 'results' ? '' : name.replace(/s$/, '')
}
