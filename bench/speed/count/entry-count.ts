import worker, {
  FeedActor as Feed,
  Sender as Hands,
  PackageActor as Package,
  PortfolioActor as Portfolio,
  ProfileActor as Profile,
  SwitchboardActor as Switchboard,
} from '../../../worker/index.ts'
import { counts, detail } from './counters.ts'
import { countedDatabase } from './database.ts'
import { takeLast, watchClass, watchPlatform } from './objects.ts'

/**
 * The product with a counter at each of its doors: the platform's storage classes, D1, outgoing requests, and the calls
 * that its objects take. Local workerd runs all of them in one isolate, so one set of counters holds it all;
 * `GET /__counts` tells them. Only this entry knows of it; the deployed bundle (worker/index.ts) does not.
 */
const real = globalThis.fetch
globalThis.fetch = (...args: Parameters<typeof fetch>) => {
  counts.fetches += 1
  return real(...args)
}

type Env = Parameters<typeof worker.fetch>[1]
type ActorEnv = ConstructorParameters<typeof Profile>[1]

function counted<E extends { DB: D1Database }>(ctx: DurableObjectState | null, env: E): E {
  if (ctx !== null) watchPlatform(ctx)
  return { ...env, DB: countedDatabase(env.DB) }
}

export class ProfileActor extends Profile {
  constructor(ctx: DurableObjectState, env: ActorEnv) {
    super(ctx, counted(ctx, env))
  }
}

export class PackageActor extends Package {
  constructor(ctx: DurableObjectState, env: ActorEnv) {
    super(ctx, counted(ctx, env))
  }
}

export class PortfolioActor extends Portfolio {
  constructor(ctx: DurableObjectState, env: ActorEnv) {
    super(ctx, counted(ctx, env))
  }
}

export class FeedActor extends Feed {
  constructor(ctx: DurableObjectState, env: ActorEnv) {
    super(ctx, counted(ctx, env))
  }
}

export class SwitchboardActor extends Switchboard {}

watchClass('profile', ProfileActor)
watchClass('package', PackageActor)
watchClass('portfolio', PortfolioActor)
watchClass('feed', FeedActor)

export class Sender extends Hands {
  override send(...args: Parameters<Hands['send']>): ReturnType<Hands['send']> {
    counts.senderCalls += 1
    return super.send(...args)
  }
}

export default {
  fetch(request: Parameters<typeof worker.fetch>[0], env: Env, ctx: ExecutionContext): Response | Promise<Response> {
    if (request.url.endsWith('/__counts')) {
      takeLast()
      return Response.json({ counts, detail: Object.fromEntries(detail) })
    }
    counts.workerRequests += 1
    return worker.fetch(request, counted(null, env), ctx)
  },
  scheduled(event: ScheduledController, env: Env): Promise<void> | void {
    return worker.scheduled(event, counted(null, env))
  },
}
