import worker, {
  FeedActor as Feed,
  PackageActor as Package,
  PortfolioActor as Portfolio,
  ProfileActor as Profile,
  SwitchboardActor as Switchboard,
} from '../../worker/index.ts'

export { Sender } from '../../worker/index.ts'

/**
 * The product behind a D1 that tests can take away: `POST /__test/d1 {"awayMs": n}` makes every statement fail for n ms.
 * Only this entry has the switch; the deployed bundle (worker/index.ts) does not know it. One isolate serves the Worker
 * and its actors locally, so one variable reaches all of them.
 */
let awayUntil = 0

function refuse(): never {
  throw new Error('D1_ERROR: test: D1 is away')
}

function guarded<T extends object>(target: T, isDoor: (name: string) => boolean): T {
  return new Proxy(target, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        if (isDoor(String(name)) && Date.now() < awayUntil)
          return Promise.reject(new Error('D1_ERROR: test: D1 is away'))
        const answer: unknown = Reflect.apply(value, object, args)
        return answer
      }
    },
  })
}

function withDoor<E extends { DB: D1Database }>(env: E): E {
  return {
    ...env,
    DB: guarded(
      env.DB,
      (name) => name === 'batch' || name === 'exec' || (name === 'prepare' && Date.now() < awayUntil && refuse()),
    ),
  }
}

export class ProfileActor extends Profile {
  constructor(ctx: DurableObjectState, env: ConstructorParameters<typeof Profile>[1]) {
    super(ctx, withDoor(env))
  }
}

export class PackageActor extends Package {
  constructor(ctx: DurableObjectState, env: ConstructorParameters<typeof Package>[1]) {
    super(ctx, withDoor(env))
  }
}

export class PortfolioActor extends Portfolio {
  constructor(ctx: DurableObjectState, env: ConstructorParameters<typeof Portfolio>[1]) {
    super(ctx, withDoor(env))
  }
}

export class FeedActor extends Feed {
  constructor(ctx: DurableObjectState, env: ConstructorParameters<typeof Feed>[1]) {
    super(ctx, withDoor(env))
  }
}

export class SwitchboardActor extends Switchboard {}

type Env = Parameters<typeof worker.fetch>[1]

export default {
  async fetch(request: Parameters<typeof worker.fetch>[0], env: Env, ctx: ExecutionContext): Promise<Response> {
    if (new URL(request.url).pathname === '/__test/d1') {
      const { awayMs } = (await request.json()) as { awayMs: number }
      awayUntil = Date.now() + awayMs
      return Response.json({ awayUntil })
    }
    return worker.fetch(request, withDoor(env), ctx)
  },
  scheduled(event: ScheduledController, env: Env): Promise<void> | void {
    return worker.scheduled(event, withDoor(env))
  },
}
