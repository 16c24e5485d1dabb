import { Hono } from 'hono'
import type { Core } from '../core.ts'
import type { Env } from '../env.ts'
import { configRoutes } from './config.ts'
import { faultRoutes } from './faults.ts'
import { healthRoutes } from './health.ts'
import { inboundRoutes } from './inbound.ts'
import { ledgerRoutes } from './ledger.ts'
import { mediaRoutes } from './media.ts'
import { numberRoutes } from './numbers.ts'
import { replayRoutes } from './replay.ts'
import { rulesRoutes } from './rules.ts'
import { templateRoutes } from './templates.ts'
import { tokenRoutes } from './tokens.ts'
import { userRoutes } from './users.ts'
import { verdictRoutes } from './verdict.ts'
import { webhookRoutes } from './webhook.ts'

/** Control, as README.md describes it. Lives inside the object, where it sees everything without a copy. */
export function controlApp(core: Core, env: Pick<Env, 'APP_SECRET' | 'VERIFY_TOKEN'>) {
  return new Hono()
    .basePath('/sandbox')
    .route('/', healthRoutes(core))
    .route('/', configRoutes(core))
    .route('/', ledgerRoutes(core))
    .route('/', rulesRoutes(core))
    .route('/', verdictRoutes(core))
    .route('/', faultRoutes(core))
    .route('/', numberRoutes(core))
    .route('/', templateRoutes(core))
    .route('/', tokenRoutes(core))
    .route('/', userRoutes(core))
    .route('/', inboundRoutes(core))
    .route('/', mediaRoutes(core))
    .route('/', webhookRoutes(core))
    .route('/', replayRoutes(core, env))
    .notFound((c) => c.json({ error: 'unknown control path' }, 404))
}
