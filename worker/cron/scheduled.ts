import { reportFault } from '../../durable/kit/fault.ts'
import type { Env } from '../env.ts'
import { finishConfiguration } from './finish-configuration.ts'
import { pollNumbers } from './poll-numbers.ts'
import { prune } from './prune.ts'
import { repeatSwitch } from './repeat-switch.ts'
import { sealWithFirstKey } from './seal-anew.ts'
import { syncTemplates } from './sync-templates.ts'
import { wakeAll } from './wake-all.ts'
import { wakeLate } from './wake-late.ts'

/** A sweep is bounded and may run twice, also side by side with itself. */
export type Sweep = (env: Env, now: number) => Promise<void>

/** The cron strings of wrangler.toml. */
export const SWEEPS: Readonly<Record<string, readonly Sweep[]>> = {
  '* * * * *': [wakeLate, finishConfiguration, repeatSwitch],
  '*/5 * * * *': [pollNumbers],
  '17 * * * *': [wakeAll, syncTemplates, sealWithFirstKey, prune],
}

/** Runs the sweeps of one cron string side by side. A sweep that fails is reported and comes again with the next tick. */
export async function scheduled(cron: string, now: number, env: Env): Promise<void> {
  const sweeps = SWEEPS[cron]
  if (sweeps === undefined) {
    reportFault('cron', new Error('no sweep for this cron string'))
    return
  }
  await Promise.all(
    sweeps.map(async (sweep) => {
      try {
        await sweep(env, now)
      } catch (error) {
        reportFault(`sweep ${sweep.name}`, error)
      }
    }),
  )
}
