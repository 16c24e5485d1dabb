import * as z from 'zod'
import { IdText, Instant, PageQuery } from './wire.ts'

/** Opt-outs, templates, settings, keys, switches, diagnostics. */

const Address = z.string().min(1).max(200)
const Scope = z.enum(['marketing', 'all'])

export const OptOutView = z
  .object({
    recipient: z.string().meta({ description: 'Address, or hash: followed by the HMAC once erased' }),
    portfolioId: z.string(),
    scope: Scope,
    source: z.string(),
    at: Instant,
  })
  .meta({ id: 'OptOut' })

export const OptOutQuery = PageQuery.extend({ recipient: Address.optional(), portfolioId: IdText.optional() })

/** `to` and `address` say the same as `recipient`: other bodies and answers call a user so. */
export const OptOutInput = z
  .strictObject({
    recipient: Address.optional(),
    to: Address.optional(),
    address: Address.optional(),
    recipients: z.array(Address).min(1).max(1000).optional(),
    scope: Scope.default('all'),
    portfolioId: IdText.optional(),
  })
  .refine(
    ({ recipient, to, address, recipients }) =>
      [recipient, to, address, recipients].filter((one) => one !== undefined).length === 1,
    { error: 'needs exactly one of recipient (or to, or address) and recipients', path: ['recipient'] },
  )

export const OptOutDelete = z.object({
  recipient: Address,
  scope: Scope.optional(),
  portfolioId: IdText.optional(),
})

export const OptOutChangeView = z.object({ recipients: z.array(z.string()), portfolios: z.array(z.string()) })

export const ErasedView = z.object({ erased: z.number().int(), complete: z.boolean() })

export const TemplateView = z
  .object({
    name: z.string(),
    language: z.string(),
    category: z.string(),
    status: z.string(),
    wabaId: z.string(),
    portfolioId: z.string(),
    metaId: z.string().nullable(),
    parameters: z
      .object({
        header: z.number(),
        body: z.number(),
        named: z.boolean(),
        headerFormat: z.string().optional().meta({ description: 'Such as text or image; absent = not known' }),
        urlButton: z.number().int().nullable().optional().meta({
          description: 'Place of the first button whose address ends in a parameter; null = none, absent = not known',
        }),
      })
      .nullable(),
  })
  .meta({ id: 'Template' })

export const TemplateSyncView = z.object({
  results: z.array(
    z.object({ wabaId: z.string(), ok: z.boolean(), count: z.number().int(), detail: z.string().nullable() }),
  ),
})

const Days = z.number().int().min(0).max(3650)

export const Retention = z.strictObject({
  contentDays: Days.meta({ description: '0 = content is never kept in the history' }),
  messageDays: Days.min(1),
  auditDays: Days.min(1),
})

export const Throttle = z.strictObject({ requestsPerMinute: z.number().int().min(1).max(1_000_000) })

export const SettingsView = z
  .object({
    retention: Retention,
    throttle: Throttle.nullable().meta({ description: 'Requests of one token; null = no throttle' }),
    reconcileWindowSeconds: z.number().min(1).max(86_400),
  })
  .meta({ id: 'Settings' })

/** Members left out keep their value. */
export const SettingsInput = z
  .strictObject({
    retention: Retention.partial().optional(),
    throttle: Throttle.nullable().optional(),
    reconcileWindowSeconds: z.number().min(1).max(86_400).optional(),
  })
  .meta({ id: 'SettingsInput' })

export const ConnectionInput = z.strictObject({ profileId: IdText.optional() })

export const ConnectionView = z.object({
  ok: z.boolean(),
  graphUrl: z.string(),
  graphVersion: z.string(),
  httpStatus: z.number().int().nullable(),
  latencyMs: z.number().int(),
  detail: z.string(),
})

export const ROLES = ['viewer', 'operator', 'admin', 'sender'] as const

export const ApiKeyInput = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    role: z.enum(ROLES),
    packageIds: z.array(IdText).min(1).max(200).optional(),
  })
  .meta({ id: 'ApiKeyInput' })

const KEY = {
  id: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  packageIds: z.array(z.string()).nullable().meta({ description: 'null = all packages' }),
  createdAt: Instant,
  revokedAt: Instant.nullable(),
}

export const ApiKeyView = z.object(KEY).meta({ id: 'ApiKey' })
export const NewApiKeyView = z.object({ ...KEY, key: z.string().meta({ description: 'Shown once' }) })

export const SwitchInput = z.strictObject({
  scope: z.enum(['all', 'package']),
  id: IdText.optional(),
  reason: z.string().max(500).optional(),
})

export const SwitchView = z.object({
  scope: z.enum(['all', 'package']),
  id: z.string().nullable(),
  paused: z.boolean(),
  note: z.string().nullable(),
})

export const HealthzView = z.object({ ok: z.boolean() })

const Diagnosis = z.object({
  actor: z.string(),
  ok: z.boolean(),
  rowsWritten: z.number().nullable(),
  outbox: z.number().nullable(),
  nextWake: Instant.nullable(),
  counts: z.record(z.string(), z.number()),
})

export const DiagnosticsView = z.object({
  at: Instant,
  version: z.string(),
  graph: z.object({ url: z.string(), version: z.string() }),
  database: z.object({ ok: z.boolean(), latencyMs: z.number().int().nullable() }),
  behind: z.object({ packages: z.number().int().nullable(), profiles: z.number().int().nullable() }),
  sealed: z.object({ current: z.number().int(), older: z.number().int(), unknown: z.number().int() }).nullable().meta({
    description:
      'Stored secrets by the key of MASTER_KEY that sealed them: the first, a former one, or one that is not there. A former key may be taken out when older is 0',
  }),
  actors: z.array(Diagnosis),
  truncated: z.boolean(),
})
