import { app } from './api/app.ts'
import type { Env } from './env.ts'

export { Ledger } from './ledger.ts'

export default {
  /** The arrival is stamped before anything is awaited: the judge measures gaps of milliseconds with it. */
  fetch(request: Request, env: Env, ctx: ExecutionContext): Response | Promise<Response> {
    const arrivedAt = Date.now()
    return app.fetch(request, { ...env, arrivedAt }, ctx)
  },
}
