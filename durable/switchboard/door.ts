import { proxyDurable } from 'itty-durable/proxy-durable.js'
import type { Actor } from '../domain/reason.ts'
import { vaultOf } from '../kit/do-host.ts'
import type { ActorEnv } from '../kit/env.ts'
import { type Call, callTag, TAG_HEADER } from './calls.ts'
import type { Switches } from './rpc.ts'

export type SwitchPatch = Partial<Pick<Switches, 'paused' | 'note' | 'maintenance'>> & {
  /** who asks, when (ms) and why, for the audit */
  said?: { at: number; by: Actor; why: string | null }
}

/** The name of the one switchboard. */
export const SWITCHBOARD_NAME = 'switches'

export interface SwitchboardDoor {
  read(): Promise<Switches>
  /** Answers what holds now; pushing it to the actors is the caller's next step (worker/cron/push-switches.ts). */
  set(patch: SwitchPatch): Promise<Switches>
}

type Stub = { [call in Call]: (...args: string[]) => Promise<Switches> }

/** The typed door to the switchboard: a fresh proxy per call, since itty-durable's headers are fixed at its making. */
export function switchboard(env: Pick<ActorEnv, 'SWITCHBOARD' | 'MASTER_KEY'>): SwitchboardDoor {
  const ask = async (call: Call, ...args: string[]): Promise<Switches> => {
    const tag = await vaultOf(env.MASTER_KEY).mac(callTag(call, JSON.stringify(args)))
    const stub: Stub = proxyDurable(env.SWITCHBOARD, { parse: true }).get(SWITCHBOARD_NAME, {
      headers: { [TAG_HEADER]: tag },
    })
    return await stub[call](...args)
  }
  return {
    read: () => ask('read'),
    set: (patch) => ask('set', encodeURIComponent(JSON.stringify(patch))),
  }
}
