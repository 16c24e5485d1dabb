import type { Measurement } from '../measurement.ts'
import { accept, batch } from './accept.ts'
import { cost } from './cost.ts'
import { dispatch } from './dispatch.ts'
import { face } from './face.ts'
import { growth } from './growth.ts'
import { idle } from './idle.ts'
import { live } from './live.ts'
import { paced } from './paced.ts'
import { recover } from './recover.ts'
import { webhooks } from './webhooks.ts'

/** By the names of the table, in its order. */
export const MEASUREMENTS: Readonly<Record<string, Measurement>> = {
  paced,
  accept,
  batch,
  dispatch,
  webhooks,
  live,
  idle,
  recover,
  cost,
  growth,
  face,
}

/** They need statuses, or to be asked what was sent: somebody else's stand-in gives neither. */
export const OWN_META: ReadonlySet<string> = new Set(
  Object.keys(MEASUREMENTS).filter((name) => name !== 'paced' && name !== 'dispatch'),
)
