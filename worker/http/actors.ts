import { peersOf } from '../../durable/kit/do-host.ts'
import { reportFault } from '../../durable/kit/fault.ts'
import type { PackageRpc } from '../../durable/package/rpc.ts'
import type { PortfolioRpc } from '../../durable/portfolio/rpc.ts'
import type { ProfileRpc } from '../../durable/profile/rpc.ts'
import { Unavailable } from '../db/unavailable.ts'
import type { Env } from '../env.ts'

/** No caller waits longer for an actor than this. What the actor does with a request that was given up is its own affair. */
const PATIENCE_MS = 30_000

/** The actors as a request sees them: a call that fails or takes too long is Unavailable (503). */
export const actors = {
  package: (env: Env, id: string): PackageRpc => guarded(`package ${id}`, peersOf(env).package(id)),
  profile: (env: Env, id: string): ProfileRpc => guarded(`profile ${id}`, peersOf(env).profile(id)),
  portfolio: (env: Env, id: string): PortfolioRpc => guarded(`portfolio ${id}`, peersOf(env).portfolio(id)),
}

function guarded<Rpc extends object>(name: string, stub: Rpc): Rpc {
  return new Proxy(stub, {
    get(target, method) {
      return async (...args: unknown[]) => {
        try {
          const call: unknown = Reflect.get(target, method)
          if (typeof call !== 'function') throw new Error(`no method ${String(method)}`)
          return await within(PATIENCE_MS, Reflect.apply(call, target, args))
        } catch (error) {
          reportFault(`${name}.${String(method)}`, error)
          throw new Unavailable(`the actor of ${name} does not answer`)
        }
      }
    },
  })
}

async function within(ms: number, promise: Promise<unknown>): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), ms)
  })
  try {
    return await Promise.race([promise, timeout])
  } finally {
    clearTimeout(timer)
  }
}

/** The answer, or null when there is none: for what a request can do without. */
export async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise
  } catch (error) {
    if (error instanceof Unavailable) return null
    throw error
  }
}
