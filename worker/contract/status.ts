import * as z from 'zod'
import { Instant, ReasonView } from './wire.ts'

export const STATES = ['active', 'cooling', 'paused', 'suspected', 'quarantined', 'disconnected'] as const

const Quality = z.enum(['excellent', 'good', 'poor', 'critical'])
const Level = z.enum(['safe', 'low', 'medium', 'high', 'critical'])

const Usage = z.object({
  window: z.enum(['second', 'hour', 'threeHours', 'day', 'reach']),
  used: z.number(),
  cap: z.number().nullable().meta({ description: 'null = none' }),
})

const Phone = z
  .string()
  .nullable()
  .meta({ description: 'The number as Meta writes it, such as +1 555-010-0001; null = not heard yet' })

const Webhooks = z.object({ lastAt: Instant.nullable().meta({ description: 'null = never seen: no resends' }) })

export const StatusView = z
  .object({
    profileId: z.string(),
    packageId: z.string(),
    state: z.enum(STATES),
    reason: z.string().nullable(),
    eligibleAt: Instant.nullable().meta({
      description: 'When what stops it ends; null = it can send, or no time ends it',
    }),
    health: z.number(),
    connectionQuality: Quality,
    risk: z.object({ score: z.number(), level: Level }),
    queue: z.number().int(),
    inFlight: z.number().int(),
    usage: z.array(Usage),
    cooldownUntil: Instant.nullable(),
    lastSendAt: Instant.nullable(),
    displayPhoneNumber: Phone,
    metaStatus: z.string().nullable(),
    quality: z.string().nullable(),
    webhooks: Webhooks,
    at: Instant.meta({ description: 'When this was true' }),
  })
  .meta({ id: 'ProfileStatus' })

export const StatusListView = z.object({
  items: z.array(StatusView),
  silent: z
    .array(z.string())
    .meta({ description: 'Packages that do not answer: their numbers are not among the items' }),
})

export const StatusSummaryView = z
  .object({
    at: Instant,
    packages: z.object({ total: z.number().int(), paused: z.number().int(), silent: z.number().int() }),
    profiles: z.object({
      total: z.number().int(),
      active: z.number().int(),
      cooling: z.number().int(),
      paused: z.number().int(),
      suspected: z.number().int(),
      quarantined: z.number().int(),
      disconnected: z.number().int(),
    }),
    queue: z.object({
      backlog: z.number().int(),
      scheduled: z.number().int(),
      profiles: z.number().int(),
      inFlight: z.number().int(),
      open: z.number().int(),
    }),
    globalPaused: z.boolean(),
  })
  .meta({ id: 'StatusSummary' })

export const HealthView = z
  .object({
    health: z.number(),
    connectionQuality: Quality,
    weight: z.object({ total: z.number(), parts: z.array(z.object({ name: z.string(), value: z.number() })) }),
    risk: z.object({
      score: z.number(),
      level: Level,
      parts: z.array(
        z.object({ name: z.string(), score: z.number(), weight: z.number(), evidence: z.array(ReasonView) }),
      ),
      floors: z.array(z.object({ name: z.string(), score: z.number(), evidence: z.array(ReasonView) })),
    }),
    blockIndicators: z.array(z.unknown()),
    limits: z.array(Usage),
    cooldown: z.object({
      mode: z.enum(['rush', 'normal', 'quiet', 'recovering']),
      seconds: z.number(),
      until: Instant.nullable(),
      factors: z.array(z.object({ name: z.string(), factor: z.number() })),
    }),
    warmup: z.null(),
    meta: z.object({
      status: z.string().nullable(),
      quality: z.string().nullable(),
      throughput: z.string().nullable(),
      messagingLimit: z.string().nullable(),
      health: z.string().nullable(),
      displayPhoneNumber: Phone,
      checkedAt: Instant.nullable(),
      webhooks: Webhooks,
    }),
    recommendations: z.array(
      z.object({ severity: z.enum(['info', 'warning', 'critical']), text: z.string(), evidence: z.array(ReasonView) }),
    ),
  })
  .meta({ id: 'Health' })
