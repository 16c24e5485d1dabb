import worker, {
  FeedActor as Feed,
  PackageActor as Package,
  PortfolioActor as Portfolio,
  ProfileActor as Profile,
  SwitchboardActor as Switchboard,
} from '../../worker/index.ts'

export { Sender } from '../../worker/index.ts'

/**
 * The product behind a D1 that is away: every statement fails between two moments of the clock, which the variable
 * TEST_D1_AWAY (`<from>-<until>`, ms) tells, so that a killed process comes back into the same outage. Only this entry
 * knows of it; the deployed bundle (worker/index.ts) does not.
 */
interface Away {
  TEST_D1_AWAY?: string
  /** Objects of one process answer one another at once; far from each other they take up to so long (ms) each way. */
  TEST_FAR_MS?: string
}

function isAway({ TEST_D1_AWAY: span }: Away): boolean {
  const [from = 0, until = 0] = (span ?? '').split('-').map(Number)
  return Date.now() >= from && Date.now() < until
}

function refuse(): never {
  throw new Error('D1_ERROR: test: D1 is away')
}

function guarded<T extends object>(target: T, away: () => boolean, isDoor: (name: string) => boolean): T {
  return new Proxy(target, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        if (isDoor(String(name)) && away()) return Promise.reject(new Error('D1_ERROR: test: D1 is away'))
        const answer: unknown = Reflect.apply(value, object, args)
        return answer
      }
    },
  })
}

function withDoor<E extends Away & { DB: D1Database }>(env: E): E {
  const away = () => isAway(env)
  return {
    ...env,
    DB: guarded(
      env.DB,
      away,
      (name) => name === 'batch' || name === 'exec' || (name === 'prepare' && away() && refuse()),
    ),
  }
}

type ProfileEnv = Away & ConstructorParameters<typeof Profile>[1]

export class ProfileActor extends Profile {
  readonly #farMs: number

  constructor(ctx: DurableObjectState, env: ProfileEnv) {
    super(ctx, withDoor(env))
    this.#farMs = Number(env.TEST_FAR_MS ?? 0)
  }

  /** The hand-over, as between two places: a kill finds it on its way. */
  override async offer(...args: Parameters<Profile['offer']>): ReturnType<Profile['offer']> {
    await this.#travel()
    const answer = await super.offer(...args)
    await this.#travel()
    return answer
  }

  async #travel(): Promise<void> {
    if (this.#farMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * this.#farMs))
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
  fetch(request: Parameters<typeof worker.fetch>[0], env: Env, ctx: ExecutionContext): Response | Promise<Response> {
    return worker.fetch(request, withDoor(env), ctx)
  },
  scheduled(event: ScheduledController, env: Env): Promise<void> | void {
    return worker.scheduled(event, withDoor(env))
  },
}
