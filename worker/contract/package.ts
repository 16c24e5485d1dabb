import * as z from 'zod'
import { POLICY_INPUT } from './policy.ts'
import { IdText, Instant } from './wire.ts'

const Failover = z.union([
  z.boolean(),
  z.strictObject({
    enabled: z.boolean().optional(),
    stickyPatienceSeconds: z.number().int().min(0).max(86_400).optional(),
  }),
])

const OWN = {
  distribution: z.enum(['round_robin', 'random', 'weighted', 'smart']).optional(),
  failover: Failover.optional(),
  weights: z
    .record(IdText, z.number().min(0).max(1_000_000))
    .optional()
    .meta({ description: 'Weights of `weighted` by profile id; others have their computed weight' }),
  routeDays: z.number().min(1).max(365).optional(),
  backlogCap: z.number().int().min(1).max(1_000_000).optional(),
  holdDuplicates: z.boolean().optional(),
  duplicateWindowSeconds: z.number().int().min(0).max(86_400).optional(),
  ...POLICY_INPUT,
}

const Name = z.string().trim().min(1).max(200)

export const PackageInput = z.strictObject({ name: Name, ...OWN }).meta({ id: 'PackageInput' })
export const PackagePatch = z.strictObject({ name: Name.optional(), ...OWN }).meta({ id: 'PackagePatch' })

/** What is stored in `packages.config`: the caller's own settings. */
export const PackageSettings = z.object(OWN)

export const BacklogView = z.object({
  total: z.number().int(),
  high: z.number().int(),
  normal: z.number().int(),
  low: z.number().int(),
  scheduled: z.number().int(),
  bytes: z.number().int(),
})

export const PackageView = z
  .object({
    id: z.string(),
    name: z.string(),
    distribution: z.string(),
    failover: z.object({ enabled: z.boolean(), stickyPatienceSeconds: z.number() }),
    weights: z.record(z.string(), z.number()),
    routeDays: z.number(),
    backlogCap: z.number(),
    holdDuplicates: z.boolean(),
    duplicateWindowSeconds: z.number(),
    preset: z.string().nullable(),
    limits: z.record(z.string(), z.number().nullable()),
    cooldown: z.record(z.string(), z.unknown()),
    blackout: z.record(z.string(), z.unknown()),
    timezone: z.string().nullable(),
    reconcileWindowSeconds: z.number().nullable(),
    profileIds: z.array(z.string()),
    version: z.number().int(),
    applied: z.boolean().meta({ description: 'Whether the package actor runs this version' }),
    createdAt: Instant,
    updatedAt: Instant,
    live: z
      .object({
        paused: z.boolean(),
        pausedReason: z.string().nullable(),
        globalPaused: z.boolean(),
        backlog: BacklogView,
        handedOver: z.number().int(),
        open: z.number().int(),
      })
      .nullable()
      .meta({ description: 'Live figures of the actor, null when it does not answer' }),
  })
  .meta({ id: 'Package' })

export const QueueQuery = z.object({ queue: z.enum(['cancel']).optional() })

export const DeletedView = z.object({
  id: z.string(),
  deletedAt: Instant,
  applied: z.boolean(),
  open: z.number().int().optional(),
})

export const ReasonInput = z.strictObject({ reason: z.string().max(500).optional() })

export const PauseView = z
  .object({
    packageId: z.string(),
    paused: z.boolean(),
    pausedReason: z.string().nullable(),
    globalPaused: z.boolean(),
    backlog: BacklogView,
    handedOver: z.number().int(),
    open: z.number().int(),
  })
  .meta({ id: 'PackageStatus' })
