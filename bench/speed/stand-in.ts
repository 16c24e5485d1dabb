import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Failed } from './failed.ts'

/** One send as it arrived at Meta's place; `at` in ms since the epoch, `opaque` = `<message>.<attempt>.<mac>`. */
export interface Arrival {
  phoneId: string
  to: string
  at: number
  opaque: string
  /** of our own stand-in alone */
  wamid?: string
}

export interface StandIn {
  readonly origin: string
  /** What arrived, oldest first; `since` = how many are known already, which somebody else's stand-in need not heed. */
  ledger(since?: number): Promise<Arrival[]>
  stop(): Promise<void>
}

async function ledgerOf(address: string): Promise<Arrival[]> {
  const answer = await fetch(address)
  const rows: unknown = JSON.parse(await answer.text())
  if (!Array.isArray(rows)) throw new Failed(`${address} is no list of sends`)
  return rows
}

/** Starts ours, answering sends after `delay` ms (uniform between the two); or speaks to the one at `meta`. */
export async function standIn(meta: string | null, delay: readonly [number, number]): Promise<StandIn> {
  if (meta !== null)
    return {
      origin: meta,
      // its address as it was agreed, word for word
      ledger: () => ledgerOf(`${meta}/__ledger`),
      stop: async () => undefined,
    }
  const child = fork(join(import.meta.dirname, 'meta.ts'))
  const exit = once(child, 'exit')
  child.send({ delay })
  const [told]: { port: number }[] = await once(child, 'message')
  const origin = `http://127.0.0.1:${told?.port}`
  return {
    origin,
    ledger: (since = 0) => ledgerOf(`${origin}/__ledger?since=${since}`),
    async stop() {
      child.kill()
      await exit
    },
  }
}
