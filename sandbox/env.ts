import type { Ledger } from './ledger.ts'

/** Bindings of the sandbox's Worker, as its own wrangler.toml declares them. */
export type Env = {
  LEDGER: DurableObjectNamespace<Ledger>
  /** Where webhooks go: the guard's `POST /webhooks/meta`. */
  WEBHOOK_URL: string
  /** Key of `X-Hub-Signature-256`. */
  APP_SECRET: string
  /** Used only for the `hub.challenge` handshake that control can ask for. */
  VERIFY_TOKEN: string
}

/** The one ledger of this process: all requests meet in it, so that it can judge across numbers. */
export function ledgerOf(env: Env) {
  return env.LEDGER.get(env.LEDGER.idFromName('ledger'))
}
