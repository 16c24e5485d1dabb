import * as z from 'zod'
import { EDGES } from './types.ts'

const ms = z.number().int().min(0)
const span = z.tuple([ms, ms]).refine(([min, max]) => min <= max, { message: 'min must not exceed max' })

/** How the stand-in behaves; `POST /sandbox/config` changes members of it. */
export const config = z.strictObject({
  /** Empty = nobody is subscribed: webhooks are made and dropped. */
  webhookUrl: z.string(),
  /** Nothing leaves, not even a retry, until it is false again: then all at once. */
  webhooksHeld: z.boolean(),
  delays: z.strictObject({ sent: span, delivered: span, read: span }),
  readShare: z.number().min(0).max(1),
  seed: z.number().int(),
  /** What webhooks and answers say of a user: the phone, a business-scoped user id, or both. */
  identity: z.enum(['phone', 'both', 'userId']),
  /** Statuses due within this time leave in one POST. */
  coalesceMs: ms,
  /** Wait before the second retry; the first is at once, each later one waits twice as long. */
  retryBaseMs: ms,
  retryMaxMs: ms,
})
export type Config = z.output<typeof config>

export const DEFAULT_CONFIG: Omit<Config, 'webhookUrl'> = {
  webhooksHeld: false,
  delays: { sent: [50, 300], delivered: [200, 1500], read: [1000, 8000] },
  readShare: 0.6,
  seed: 1,
  identity: 'phone',
  coalesceMs: 25,
  retryBaseMs: 1000,
  retryMaxMs: 900_000,
}

const range = { minMs: ms, maxMs: ms }
const kind = z.discriminatedUnion('type', [
  /** Processed on arrival, answered late. */
  z.strictObject({ type: z.literal('latency'), ...range }),
  /** Not processed; a bare HTTP status. */
  z.strictObject({
    type: z.literal('status'),
    http: z.number().int().min(400).max(599),
    body: z.union([z.literal('html'), z.literal('empty'), z.looseObject({})]).default('html'),
  }),
  /** Processed, then no usable answer: withheld for `stallMs`, or the connection broken in mid-body. */
  z.strictObject({
    type: z.literal('lostAnswer'),
    how: z.enum(['stall', 'reset']).default('stall'),
    stallMs: ms.default(60_000),
  }),
  /** Not processed; a Graph error. */
  z.strictObject({ type: z.literal('error'), code: z.number().int() }),
  /** Accepted with this `message_status`. */
  z.strictObject({ type: z.literal('messageStatus'), value: z.enum(['held_for_quality_assessment', 'paused']) }),
  /** Webhooks of the message: see webhooks/plan.ts. `failed` = accepted, then a failed status with `code`. */
  z.strictObject({
    type: z.literal('webhook'),
    how: z.enum(['late', 'lost', 'doubled', 'shuffled', 'failed']),
    ms: ms.default(0),
    code: z.number().int().default(131026),
  }),
])

export const fault = z.strictObject({
  id: z.string().min(1).optional(),
  phoneNumberId: z.string().optional(),
  wabaId: z.string().optional(),
  /** Default `messages`. */
  path: z.enum(EDGES).default('messages'),
  /** Chance per request. */
  share: z.number().min(0).max(1).default(1),
  /** How many requests it may hit; endless without. */
  count: z.number().int().min(1).optional(),
  /** Requests of this recipient only. */
  to: z.string().optional(),
  kind,
})
export type Fault = z.output<typeof fault> & { id: string }
export type FaultKind = Fault['kind']

const cap = z.number().int().min(0)
/** Limits of one number, as the test says them. A member that is left out is not judged. */
export const numberLimits = z.strictObject({
  perSecond: cap.optional(),
  hourly: cap.optional(),
  threeHourly: cap.optional(),
  daily: cap.optional(),
  /** Least time between arrivals of two sends. */
  cooldownMs: ms.optional(),
  /** Least time between two sends to one recipient. */
  pairGapMs: ms.optional(),
})
export type NumberLimits = z.output<typeof numberLimits>

const policy = z.enum(['at_most_once', 'reconcile'])

/** What is judged by; kept whole, except the long lists, which have tables of their own. */
export const limits = z.strictObject({
  defaults: numberLimits,
  numbers: z.record(z.string(), numberLimits),
  portfolios: z.record(z.string(), z.strictObject({ limit: cap, numbers: z.array(z.string()) })),
  /** Slack for the time that a request needs from the sender's clock to ours. */
  toleranceMs: ms,
  /** A stop or opt-out is binding so long after it began. */
  graceMs: ms,
  defaultPolicy: policy,
  /** Policy by message id prefix, the longest wins; and by category. Message ids one by one come first. */
  policyByPrefix: z.record(z.string(), policy),
  policyByCategory: z.partialRecord(z.enum(['marketing', 'utility', 'authentication', 'service']), policy),
})
export type Limits = z.output<typeof limits>

export const DEFAULT_LIMITS: Limits = {
  defaults: {},
  numbers: {},
  portfolios: {},
  toleranceMs: 2,
  graceMs: 1000,
  defaultPolicy: 'reconcile',
  policyByPrefix: {},
  policyByCategory: {},
}

/** `POST /sandbox/rules`: members of the limits that are given replace the old ones; lists are added. */
export const rules = limits.partial().extend({
  wabaOf: z.record(z.string(), z.string()).optional(),
  policyByMessage: z.record(z.string(), policy).optional(),
  order: z.record(z.string(), z.array(z.string())).optional(),
  windows: z.array(z.strictObject({ phoneNumberId: z.string(), to: z.string(), at: z.number().int() })).optional(),
  optOuts: z
    .array(
      z.strictObject({
        to: z.string(),
        scope: z.enum(['marketing', 'all']),
        at: z.number().int(),
        until: z.number().int().optional(),
      }),
    )
    .optional(),
  stops: z
    .array(
      z.strictObject({
        phoneNumberId: z.string().optional(),
        wabaId: z.string().optional(),
        token: z.string().optional(),
        from: z.number().int(),
        until: z.number().int().optional(),
      }),
    )
    .optional(),
  lift: z
    .array(
      z.strictObject({
        phoneNumberId: z.string().optional(),
        wabaId: z.string().optional(),
        token: z.string().optional(),
        to: z.string().optional(),
        at: z.number().int().optional(),
      }),
    )
    .optional(),
})
export type Rules = z.output<typeof rules>
