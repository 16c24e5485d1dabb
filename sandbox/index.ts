import { app } from './api/app.ts'
import type { Env } from './env.ts'
import { Lateness } from './lateness.ts'

export { Ledger } from './ledger.ts'

const lateness = new Lateness(Date.now, (ms) => scheduler.wait(ms))

export default {
  /** The arrival is stamped before anything is awaited: the judge measures gaps of milliseconds with it. */
  fetch(request: Request, env: Env, ctx: ExecutionContext): Response | Promise<Response> {
    const arrivedAt = Date.now()
    const lateMs = lateness.of(arrivedAt)
    const watched = lateness.watch()
    if (watched !== null) ctx.waitUntil(watched)
    return app.fetch(request, { ...env, arrivedAt, lateMs }, ctx)
  },
}
