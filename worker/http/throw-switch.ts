import type * as z from 'zod'
import type { Actor } from '../../durable/domain/reason.ts'
import { reportFault } from '../../durable/kit/fault.ts'
import { switchboard } from '../../durable/switchboard/door.ts'
import type { Switches } from '../../durable/switchboard/rpc.ts'
import type { SwitchInput, SwitchView } from '../contract/admin.ts'
import { invalidAt } from '../contract/problem.ts'
import { auditSwitch } from '../cron/audit-switch.ts'
import { pushSwitches } from '../cron/push-switches.ts'
import { inTime, Unavailable } from '../db/unavailable.ts'
import type { Env } from '../env.ts'
import { actors } from './actors.ts'
import type { Caller } from './caller.ts'
import { isRefusal, type Refusal, refuse } from './reply.ts'
import { packageInScope } from './scope.ts'

interface Asking {
  env: Env
  caller: Caller
  by: Actor
  now: number
  requestId: string
  body: z.output<typeof SwitchInput>
}

type Answer = { status: 200; body: z.input<typeof SwitchView> } | Refusal

/** Stops or starts everything, or one package. */
export async function throwSwitch(ask: Asking, paused: boolean): Promise<Answer> {
  return ask.body.scope === 'all' ? await everything(ask, paused) : await onePackage(ask, paused)
}

async function everything(ask: Asking, paused: boolean): Promise<Answer> {
  const { env, caller, body } = ask
  if (body.id !== undefined) return { problem: invalidAt('id', 'is not possible with scope all') }
  if (caller.packageIds !== null) return refuse('forbidden', 'a key that is limited to packages may not do that')
  const note = body.reason ?? null
  const switches = await setSwitches(ask, paused, note)
  // durable from here on: whoever does not hear of it now is told by the sweep, and so is the audit
  await pushSwitches(env, switches).catch((error: unknown) => {
    reportFault('push switch', error)
    throw new Unavailable('it is set, but nobody could be told yet; that is tried again every minute')
  })
  await inTime(auditSwitch(env, switches)).catch(() => undefined)
  return { status: 200, body: { scope: 'all', id: null, paused, note: paused ? note : null } }
}

async function setSwitches({ env, by, now }: Asking, paused: boolean, note: string | null): Promise<Switches> {
  try {
    return await switchboard(env).set({ paused, note: paused ? note : null, said: { at: now, by, why: note } })
  } catch (error) {
    reportFault('switchboard', error)
    throw new Unavailable('the switchboard does not answer')
  }
}

async function onePackage(ask: Asking, paused: boolean): Promise<Answer> {
  const { env, body, by } = ask
  if (body.id === undefined) return { problem: invalidAt('id', 'is needed: the package') }
  const entry = await packageInScope(ask, body.id)
  if (isRefusal(entry)) return entry
  const actor = actors.package(env, entry.id)
  const reason = body.reason ?? null
  const status = paused ? await actor.pause(reason, by) : await actor.resume(reason, by)
  return { status: 200, body: { scope: 'package', id: entry.id, paused: status.paused, note: status.pausedReason } }
}
