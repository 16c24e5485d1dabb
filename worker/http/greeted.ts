import { reportFault } from '../../durable/kit/fault.ts'
import { greetWithSwitch } from '../cron/push-switches.ts'
import type { Env } from '../env.ts'

/**
 * Tells new actors the global switch before they hear of anything that they could send. A switchboard that does not
 * answer must not stop configuration: the sweep tells every actor that is younger than the last push.
 */
export async function greeted(env: Env, who: { packages?: string[]; profiles?: string[] }): Promise<void> {
  try {
    await greetWithSwitch(env, { packages: who.packages ?? [], profiles: who.profiles ?? [] })
  } catch (error) {
    reportFault('greet with switch', error)
  }
}
