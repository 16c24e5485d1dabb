import { stopGate } from '../domain/gate.ts'
import { recommend } from '../domain/recommend.ts'
import type { HealthReport } from '../domain/snapshot.ts'
import { weightOf } from '../domain/weight.ts'
import type { ProfileContext } from './context.ts'
import { gateNumber } from './facts.ts'
import { conditionOf, cooldownNow, snapshotOf, sumsOf, usageOf } from './snapshot.ts'

/** The whole report of /api/v1/profiles/:id/health, from what is known. */
export function healthReport(ctx: ProfileContext): HealthReport {
  const now = ctx.host.now()
  const { config, number, queue, heardAt } = ctx.cached
  const { risk, health, connectionQuality } = conditionOf(ctx, now)
  const { successes, outcomes } = snapshotOf(ctx)
  const gate = gateNumber(ctx, now)
  const limits = usageOf(ctx, gate, now)
  const cooldown = cooldownNow(ctx, now)
  const stops = gate === null ? { ok: true as const } : stopGate(gate, now)
  const until = gate?.nextStart ?? null
  return {
    health,
    connectionQuality,
    weight: weightOf({
      health,
      successes,
      outcomes,
      createdAt: config?.createdAt ?? now,
      now,
      priority: config?.policy.priority ?? 0,
    }),
    risk: { score: risk.score, level: risk.inForce, parts: risk.parts, floors: risk.floors },
    blockIndicators: [],
    limits,
    cooldown: {
      mode: cooldown?.mode ?? 'normal',
      seconds: (cooldown?.ms ?? 0) / 1000,
      until: until !== null && until > now ? until : null,
      factors: cooldown?.factors ?? [],
    },
    warmup: null,
    meta: {
      ...number.meta,
      displayPhoneNumber: number.meta.displayPhoneNumber ?? null,
      webhooks: { lastAt: heardAt },
    },
    recommendations: recommend({
      now,
      stops: stops.ok ? [] : stops.reasons,
      floors: risk.floors,
      limits,
      queue: queue.size,
      accepted: sumsOf(ctx, now).week.sent,
      webhooksLastAt: heardAt,
      checkedAt: number.meta.checkedAt,
      unknownOpen: queue.unknowns().length,
    }),
  }
}
