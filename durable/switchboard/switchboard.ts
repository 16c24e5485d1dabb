import { createDurable } from 'itty-durable/itty-durable.js'
import { vaultOf } from '../kit/do-host.ts'
import type { ActorEnv } from '../kit/env.ts'
import { CALLS, callTag, ORIGIN, TAG_HEADER } from './calls.ts'
import type { SwitchPatch } from './door.ts'
import type { Switches } from './rpc.ts'

const Bag = createDurable({ autoPersist: true })
const KEPT = 'kept'

/**
 * The operators' global switches: a small bag of settings that itty-durable keeps. Its library takes any GET that looks
 * like a call, `destroy` included, so this door comes first: only the calls of calls.ts, each with a tag that only
 * this deployment can make, reach it. The library would write the whole bag after every call; here a call that changed nothing
 * writes nothing, since the sweep reads once a minute. Actors never ask all the same: see push-switches.ts.
 */
export class SwitchboardActor extends Bag {
  rev = 0
  paused = false
  note: string | null = null
  maintenance: string | null = null
  thrown: NonNullable<Switches['thrown']> | null = null

  override async fetch(request: Request): Promise<Response> {
    if (!(await this.isOwnCall(request))) return new Response(null, { status: 404 })
    return await super.fetch(new Request(request))
  }

  async isOwnCall(request: Request): Promise<boolean> {
    const url = new URL(request.url)
    const call = CALLS.find((name) => url.href === `${ORIGIN}/do/call/${name}`)
    const tag = request.headers.get(TAG_HEADER)
    if (request.method !== 'GET' || call === undefined || tag === null) return false
    const masterKey = this.masterKey()
    if (masterKey === undefined) return false
    return await vaultOf(masterKey).verifyMac(callTag(call, request.headers.get('do-content') ?? ''), tag)
  }

  masterKey(): string | undefined {
    const env: Partial<Pick<ActorEnv, 'MASTER_KEY'>> | undefined = Reflect.get(this.state, 'env')
    return env?.MASTER_KEY
  }

  /** The library's own hook, after what is stored was read. */
  override async onLoad(): Promise<void> {
    Reflect.set(this.state, KEPT, JSON.stringify(this.read()))
  }

  override async persist(): Promise<void> {
    const present = JSON.stringify(this.read())
    if (Reflect.get(this.state, KEPT) === present) return
    await super.persist()
    Reflect.set(this.state, KEPT, present)
  }

  read(): Switches {
    const { rev, paused, note, maintenance, thrown } = this
    return { rev, paused, note, maintenance, ...(thrown === null ? {} : { thrown }) }
  }

  /** `patch`: URI-encoded JSON, since it travels in a header. A change raises rev; saying the same again does not. */
  set(patch: string): Switches {
    const { paused, note, maintenance, said }: SwitchPatch = JSON.parse(decodeURIComponent(patch))
    const before = JSON.stringify(this.read())
    if (paused !== undefined) this.paused = paused
    if (note !== undefined) this.note = note
    if (maintenance !== undefined) this.maintenance = maintenance
    if (JSON.stringify(this.read()) === before) return this.read()
    this.rev += 1
    if (paused !== undefined && said !== undefined) this.thrown = { rev: this.rev, ...said }
    return this.read()
  }
}
