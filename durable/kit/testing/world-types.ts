import type { PackageRpc } from '../../package/rpc.ts'
import type { PortfolioRpc } from '../../portfolio/rpc.ts'
import type { ProfileRpc } from '../../profile/rpc.ts'
import type { FetchAnswer, Host } from '../host.ts'

export interface Rpcs {
  profile: ProfileRpc
  package: PackageRpc
  portfolio: PortfolioRpc
}
export type Kind = keyof Rpcs

/** A core, or in a test as much of one as it needs. */
export type CoreOf<K extends Kind> = Partial<Rpcs[K]> & { alarm?(): Promise<void> }
export type Factories = { [K in Kind]?: (host: Host, id: string) => CoreOf<K> }

/** A call on its way: `from` and `to` are `profile:<id>` and the like, `edge` for the test's own. */
export interface Call {
  from: string
  to: string
  method: string
  args: unknown[]
  at: number
}

/**
 * What becomes of a call. `lose-call`: never arrives. `lose-answer`: done, but the caller hears of a broken connection.
 * `duplicate`: arrives twice, the first answer counts. Delays in ms replace the usual latency.
 */
export type Fate =
  | 'ok'
  | 'lose-call'
  | 'lose-answer'
  | 'duplicate'
  | { callMs?: number; answerMs?: number; lose?: 'call' | 'answer' }

export interface WorldRequest {
  from: string
  at: number
  method: string
  url: string
  headers: Record<string, string>
  body: string
  wide: boolean
}

/**
 * Meta's answer, `afterMs` later (default 50). `reset`: the request was taken and the connection broke; `refuse`: it
 * never left. Silence past the caller's own timeout becomes a TimeoutError there.
 */
export type WorldAnswer =
  | (Partial<FetchAnswer> & { status: number; json?: unknown; afterMs?: number })
  | { reset: true; afterMs?: number }
  | { refuse: true; afterMs?: number }
  | 'silence'

/** What becomes of an alarm that is due: it runs so many ms later, or, `lost`, never. */
export type AlarmFate = number | 'lost'

/** A call or request whose connection broke: whether it was done is not known to the caller. */
export class ConnectionLost extends Error {
  readonly code = 'connection-lost'
}

/** Thrown by what is left of an object that crashed when it reaches for its storage. */
export class Crashed extends Error {
  readonly code = 'crashed'
}
