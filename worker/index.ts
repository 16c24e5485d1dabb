import { scheduled } from './cron/scheduled.ts'
import type { Env } from './env.ts'
import { app } from './http/app.ts'

export { FeedActor } from '../durable/feed/feed.ts'
export { Sender } from '../durable/meta/sender.ts'
export { PackageActor } from '../durable/package/package.ts'
export { PortfolioActor } from '../durable/portfolio/portfolio.ts'
export { ProfileActor } from '../durable/profile/profile.ts'
export { SwitchboardActor } from '../durable/switchboard/switchboard.ts'

const http = app()

export default {
  fetch: (request, env, ctx) => http.fetch(request, env, ctx),
  scheduled: (controller, env) => scheduled(controller.cron, controller.scheduledTime, env),
} satisfies ExportedHandler<Env>
